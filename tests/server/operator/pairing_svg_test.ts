import assert from "node:assert/strict";
import qrcode from "qrcode-generator";
import { pairingSvg } from "../../../server/operator/pairing_svg.ts";

const TEXT = '{"type":"sync_hub","url":"http://192.168.10.5:4001","id":"x","pk":"y"}';

/** The modules that the path of the picture covers, `column,row` with the quiet zone. */
function darkModules(svg: string): Set<string> {
  const path = /fill="#000" d="([^"]*)"/.exec(svg)?.[1] ?? "";
  const dark = new Set<string>();
  for (const [, column, row, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(width); i++) dark.add(`${Number(column) + i},${row}`);
  }
  return dark;
}

Deno.test("pairingSvg() draws every module of the code and four of quiet zone", () => {
  const code = qrcode(0, "M");
  code.addData(TEXT, "Byte");
  code.make();
  const count = code.getModuleCount();
  const expected = new Set<string>();
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) expected.add(`${column + 4},${row + 4}`);
    }
  }
  const svg = pairingSvg(TEXT);
  assert.deepEqual(darkModules(svg), expected);
  assert(svg.includes(`viewBox="0 0 ${count + 8} ${count + 8}"`));
});
