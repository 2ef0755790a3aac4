import assert from "node:assert/strict";
import { join } from "node:path";
import { ScreenChoices } from "../../../server/listener/screen_choices.ts";
import { DEFAULT_PREFERENCES } from "../../../server/operator/mod.ts";

async function inFolder(play: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await play(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ScreenChoices keeps what was chosen, without any vault", () =>
  inFolder(async (folder) => {
    const data = join(folder, "not made yet");
    const choices = ScreenChoices.read(data);
    assert.deepEqual(choices.preferences, DEFAULT_PREFERENCES);
    assert.equal(choices.address, null);
    await choices.change({ language: "ar", lockAfterHours: 8 });
    await choices.chooseAddress("192.168.10.5");
    await choices.change({ theme: "dark" });
    const again = ScreenChoices.read(data);
    const expected = { ...DEFAULT_PREFERENCES, language: "ar", lockAfterHours: 8, theme: "dark" };
    assert.deepEqual(again.preferences, expected);
    assert.equal(again.address, "192.168.10.5");
    assert.deepEqual([...Deno.readDirSync(data)].map(({ name }) => name), ["hub.screen"]);
  }));

Deno.test("ScreenChoices takes of a damaged file what is good", () =>
  inFolder(async (folder) => {
    const write = (text: string) => Deno.writeTextFile(join(folder, "hub.screen"), text);
    for (const text of ["", "{", "[]", "null", "7", `{"language":`]) {
      await write(text);
      assert.deepEqual(ScreenChoices.read(folder).preferences, DEFAULT_PREFERENCES, text);
    }
    await write(`{"language":"xx","theme":"dark","address":"evil.example.org","more":1}`);
    const read = ScreenChoices.read(folder);
    assert.deepEqual(read.preferences, { ...DEFAULT_PREFERENCES, theme: "dark" });
    assert.equal(read.address, null);
  }));

Deno.test("ScreenChoices changes nothing when the disk refuses", () =>
  inFolder(async (folder) => {
    const file = join(folder, "a file");
    await Deno.writeTextFile(file, "");
    const choices = ScreenChoices.read(file);
    await assert.rejects(choices.change({ theme: "dark" }), { code: "STORAGE" });
    assert.deepEqual(choices.preferences, DEFAULT_PREFERENCES);
  }));

Deno.test("ScreenChoices.portFor() takes the chosen port unless the command line names one", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const usual = { port: 4_001, portGiven: false };
    const choices = ScreenChoices.read(directory);
    assert.equal(choices.portFor(usual), 4_001);
    await choices.choosePort(4_100);
    await choices.chooseAddress("192.168.10.5");
    await choices.change({ theme: "dark" });
    const again = ScreenChoices.read(directory);
    assert.equal(again.port, 4_100);
    assert.equal(again.portFor(usual), 4_100);
    assert.equal(again.portFor({ port: 0, portGiven: true }), 0);
    await Deno.writeTextFile(`${directory}/hub.screen`, `{"port":80,"theme":"dark"}`);
    assert.equal(ScreenChoices.read(directory).port, null);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
