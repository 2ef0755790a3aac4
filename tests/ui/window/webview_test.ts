/** The binding on a real window (`ui/window/webview.ts`). */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Webview, WindowError } from "@webview/webview";
import { noDisplayReason, VirtualDisplay } from "./virtual_display.ts";

const ignore = noDisplayReason() !== null;
const PROGRAM = fileURLToPath(new URL("./binding_program.ts", import.meta.url));

Deno.test({
  name: "Webview runs, is called by its page, is woken by a worker and closed by the person",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", PROGRAM],
      env: display.env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(child.stderr).text();
    const stdout = new Response(child.stdout).text();
    display.close(await display.waitFor("Close me"));
    const { code } = await child.status;
    const lines = (await stdout).trim().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line)), [
      { said: ["fetched", "sum 5", "refused RangeError too far", "nothing asked"], depth: "left" },
      { armed: true, woken: true, open: true },
      { closed: true },
      { handle: null, afterwards: "CLOSED" },
      { second: null },
    ], await stderr);
    assert.equal(code, 5);
  },
});

Deno.test("new Webview() says that there is no display, and that a worker is no place for it", async () => {
  const display = ["DISPLAY", "WAYLAND_DISPLAY"].map((name) => [name, Deno.env.get(name)] as const);
  for (const [name] of display) Deno.env.delete(name);
  try {
    if (Deno.build.os === "linux") assert.throws(() => new Webview(), { code: "NO_DISPLAY" });
  } finally {
    for (const [name, value] of display) if (value !== undefined) Deno.env.set(name, value);
  }
  const worker = new Worker(new URL("./window_in_worker.ts", import.meta.url), { type: "module" });
  const code = await new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
  worker.terminate();
  assert.equal(code, "WRONG_THREAD");
});

Deno.test("WindowError names the package of Debian when the web view is missing", () => {
  const text = new WindowError("SYSTEM_LIBRARY_MISSING", { detail: "install x" }).message;
  assert.equal(text, "Cannot open a window: the system has no web view: install x");
});
