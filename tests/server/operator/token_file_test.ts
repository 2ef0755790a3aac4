import assert from "node:assert/strict";
import { writeTokenFile } from "../../../server/operator/mod.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hub_token_file_" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writeTokenFile() writes for the owner only, also over an open file", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/token`;
    await Deno.writeTextFile(path, "a longer token of before\n", { mode: 0o644 });
    await writeTokenFile(path, "abc");
    assert.equal(await Deno.readTextFile(path), "abc\n");
    if (Deno.build.os !== "windows") {
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["token"]);
  });
});

Deno.test("writeTokenFile() leaves nothing behind when it fails", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/token`);
    await assert.rejects(writeTokenFile(`${folder}/token`, "abc"));
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["token"]);
  });
});
