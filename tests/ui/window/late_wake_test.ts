/** The question of what closing the window means, when news of before comes late. */

import assert from "node:assert/strict";
import {
  eventually,
  noDisplayReason,
  PATIENCE_MS,
  pause,
  VirtualDisplay,
} from "./virtual_display.ts";

const TITLE = "Hikma Health Sync Hub";
const QUESTION = "still serving phones";
const LISTENS_MS = 500;

Deno.test({
  name: "window: the question stays as it is when it was woken for nothing",
  ignore: noDisplayReason() !== null,
  async fn() {
    await using display = await VirtualDisplay.start();
    const program = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", "tests/ui/window/late_wake_program.ts"],
      env: display.env,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let code: number | null = null;
    const ended = program.status.then((status) => code = status.code);
    try {
      display.close(await display.waitFor(TITLE));
      const question = await display.waitDrawn(QUESTION);
      await program.stdout.getReader().read();
      // Longer than the program listens for the news that woke it.
      await pause(LISTENS_MS);
      // The same window, and one key is enough: a window made anew would swallow it.
      assert.deepEqual(await display.find(QUESTION), [question]);
      await display.press(question, "Return");
      const answered = () => Promise.resolve(code ?? undefined);
      assert.equal(await eventually(answered, PATIENCE_MS, "the end of the program"), 7);
    } finally {
      if (code === null) program.kill("SIGKILL");
      await ended;
      await program.stdout.cancel().catch(() => {});
    }
  },
});
