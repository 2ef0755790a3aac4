import assert from "node:assert/strict";
import { join } from "node:path";
import { cachedLibraryFolder, findLibrary, libraryHere } from "../../../ui/window/find_library.ts";
import { libraryFor } from "../../../ui/window/library_table.ts";

Deno.test("libraryFor() knows every system the hub is made for, and no other", () => {
  const known = ["linux x86_64", "linux aarch64", "darwin x86_64", "darwin aarch64"];
  for (const place of [...known, "windows x86_64"]) {
    const [os, arch] = place.split(" ");
    assert.match(libraryFor(os, arch)?.sha256 ?? "", /^[0-9a-f]{64}$/, place);
  }
  assert.equal(libraryFor("windows", "aarch64"), undefined);
  assert.equal(libraryFor("freebsd", "x86_64"), undefined);
});

Deno.test("findLibrary() takes the pinned file only, beside the executable or from the cache", async () => {
  const root = await Deno.makeTempDir();
  try {
    const beside = join(root, "beside");
    await Deno.mkdir(beside);
    const where = { cacheRoot: join(root, "cache"), executableFolder: beside };
    assert.throws(() => findLibrary(where), { code: "LIBRARY_MISSING" });
    const folder = cachedLibraryFolder(where.cacheRoot);
    await Deno.mkdir(folder, { recursive: true });
    const cached = join(folder, libraryHere().file);
    await Deno.writeTextFile(cached, "another library");
    assert.throws(() => findLibrary(where), { code: "LIBRARY_DAMAGED" });
    await Deno.copyFile(findLibrary(), cached);
    assert.equal(findLibrary(where), cached);
    await Deno.writeTextFile(join(beside, libraryHere().file), "another library");
    assert.throws(() => findLibrary(where), { code: "LIBRARY_DAMAGED" });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
