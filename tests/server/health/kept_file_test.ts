import assert from "node:assert/strict";
import { join } from "node:path";
import { KeptFile } from "../../../server/health/kept_file.ts";

Deno.test({
  name: "KeptFile.isInPlace() notices a file that was deleted or replaced, and no other change",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "kept_file_" });
    try {
      const path = join(folder, "file");
      const late = new KeptFile(path);
      assert.equal(await late.isInPlace(), true, "it may come later, as a log does");
      await Deno.writeTextFile(path, "one");
      assert.equal(await late.isInPlace(), true);
      const kept = new KeptFile(path);
      await Deno.writeTextFile(path, "another length");
      assert.equal(await kept.isInPlace(), true);
      const other = join(folder, "other");
      await Deno.writeTextFile(other, "one");
      await Deno.rename(other, path);
      assert.deepEqual([await kept.isInPlace(), await late.isInPlace()], [false, false]);
      const replaced = new KeptFile(path);
      await Deno.remove(path);
      assert.equal(await replaced.isInPlace(), false);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
