import assert from "node:assert/strict";
import { ScreenChoices } from "../../../server/listener/screen_choices.ts";
import { DEFAULT_PREFERENCES } from "../../../server/operator/mod.ts";

Deno.test("ScreenChoices keeps all of what is chosen at the same time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const choices = ScreenChoices.read(folder);
    await Promise.all([
      choices.change({ keyOnPaper: false }),
      choices.change({ theme: "dark" }),
      choices.chooseAddress("192.168.10.5"),
      choices.choosePort(4_100),
    ]);
    for (const kept of [choices, ScreenChoices.read(folder)]) {
      const expected = { ...DEFAULT_PREFERENCES, keyOnPaper: false, theme: "dark" };
      assert.deepEqual(kept.preferences, expected);
      assert.deepEqual([kept.address, kept.port], ["192.168.10.5", 4_100]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
