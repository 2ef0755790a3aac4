import assert from "node:assert/strict";
import { qrModules, terminalQr } from "../../../tools/demo/terminal_qr.ts";

const TEXT = JSON.stringify({
  type: "sync_hub",
  url: "http://192.168.178.20:4001",
  id: "0198c5a0-0000-7000-8000-000000000001",
  pk: "A".repeat(43),
});

/** Reads the modules back from the drawn lines. */
function readBack(lines: readonly string[], isColoured: boolean, rows: number): boolean[][] {
  // deno-lint-ignore no-control-regex
  const plain = lines.map((line) => [...line.replaceAll(/\x1b\[[0-9;]*m/g, "")]);
  const drawn = plain.flatMap((line) => [
    line.map((char) => char === "█" || char === "▀"),
    line.map((char) => char === "█" || char === "▄"),
  ]);
  return drawn.slice(0, rows).map((row) => row.map((block) => block === isColoured));
}

Deno.test("terminalQr() draws every module of the code", () => {
  const modules = qrModules(TEXT);
  for (const colour of [true, false]) {
    const lines = terminalQr(TEXT, colour);
    assert.equal(lines.length, Math.ceil(modules.length / 2));
    assert.deepEqual(readBack(lines, colour, modules.length), modules);
  }
});

Deno.test("terminalQr() sets black on white itself, or writes no escape sequence at all", () => {
  for (const line of terminalQr(TEXT, true)) {
    assert(line.startsWith("\x1b[30;107m") && line.endsWith("\x1b[0m"));
  }
  assert(!terminalQr(TEXT, false).join("").includes("\x1b"));
});

Deno.test("qrModules() keeps a quiet zone and the three corners", () => {
  const modules = qrModules(TEXT);
  const last = modules.length - 1;
  for (const row of [modules[0], modules[1], modules[last], modules[last - 1]]) {
    assert(row?.every((dark) => !dark));
  }
  const corner = (y: number, x: number) =>
    modules.slice(y, y + 7).map((row) => row.slice(x, x + 7).map((dark) => dark ? "#" : "."));
  const square = corner(2, 2);
  assert.deepEqual(square[0], Array(7).fill("#"));
  assert.deepEqual(corner(2, last - 8), square);
  assert.deepEqual(corner(last - 8, 2), square);
});

Deno.test("terminalQr() fits a terminal of 80 columns and 40 lines", () => {
  const lines = terminalQr(TEXT, false);
  assert(lines.length <= 36 && (lines[0]?.length ?? 0) <= 72);
});
