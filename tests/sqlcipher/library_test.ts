import assert from "node:assert/strict";
import { Database, findLibrary } from "@db/sqlite";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileLibrary } from "../../sqlcipher/compile_library.ts";
import { buildFlagsFor } from "../../sqlcipher/build_flags.ts";
import { checkedSourceFolder } from "../../sqlcipher/fetch_source.ts";
import { installFolder } from "../../sqlcipher/install_folder.ts";
import { buildId, cachedLibraryFolder, MANIFEST_NAME } from "../../sqlcipher/library_paths.ts";
import { SOURCE } from "../../sqlcipher/source_pin.ts";
import { TempFolder } from "./temp_folder.ts";

/** What a fresh process says that looks for the library, opens it or builds it. */
async function inFreshProcess(
  call: "find" | "open" | "ensure" | "fetch",
  env: Record<string, string>,
): Promise<string> {
  const script = fileURLToPath(new URL("./library_process.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, call],
    env: { SQLCIPHER_LIB: "", CC: "", ...env },
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** A cache root with a copy of the real library and its manifest. */
function copiedCache(folder: TempFolder): { root: string; library: string; manifest: string } {
  const original = findLibrary();
  const root = folder.file("cache");
  const copy = cachedLibraryFolder(root);
  Deno.mkdirSync(copy, { recursive: true });
  const library = join(copy, basename(original));
  const manifest = join(copy, MANIFEST_NAME);
  Deno.copyFileSync(original, library);
  Deno.copyFileSync(join(dirname(original), MANIFEST_NAME), manifest);
  return { root, library, manifest };
}

function flipByte(path: string): void {
  const bytes = Deno.readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  Deno.writeFileSync(path, bytes);
}

Deno.test("findLibrary() finds an intact copy in the cache and beside the executable", () => {
  using folder = new TempFolder();
  const { root, library } = copiedCache(folder);
  const nowhere = folder.file("nowhere");
  assert.equal(findLibrary({ cacheRoot: root, executableFolder: nowhere }), library);
  assert.equal(findLibrary({ cacheRoot: nowhere, executableFolder: dirname(library) }), library);
});

Deno.test("findLibrary() throws LIBRARY_MISSING where there is none, and does not build", () => {
  using folder = new TempFolder();
  const places = { cacheRoot: folder.file("cache"), executableFolder: folder.path };
  assert.throws(() => findLibrary(places), { name: "LibraryError", code: "LIBRARY_MISSING" });
  // A library without a manifest is of another maker.
  Deno.writeTextFileSync(folder.file(basename(findLibrary())), "");
  assert.throws(() => findLibrary(places), { code: "LIBRARY_MISSING" });
});

Deno.test("findLibrary() throws LIBRARY_DAMAGED for one changed byte", () => {
  using folder = new TempFolder();
  const { root, library } = copiedCache(folder);
  const places = { cacheRoot: root, executableFolder: folder.path };
  flipByte(library);
  assert.throws(() => findLibrary(places), { name: "LibraryError", code: "LIBRARY_DAMAGED" });
  Deno.removeSync(library);
  assert.throws(() => findLibrary(places), { code: "LIBRARY_DAMAGED" });
});

Deno.test("findLibrary() throws LIBRARY_DAMAGED for a manifest that says nothing", () => {
  for (const content of ["", "{}", "[]", "null", '{"sha256": 1}', "not JSON"]) {
    using folder = new TempFolder();
    const { root, manifest } = copiedCache(folder);
    Deno.writeTextFileSync(manifest, content);
    const places = { cacheRoot: root, executableFolder: folder.path };
    assert.throws(() => findLibrary(places), { code: "LIBRARY_DAMAGED" }, content);
  }
});

Deno.test("a database does not open with a damaged, a missing or a foreign library", async () => {
  using folder = new TempFolder();
  const { library, manifest } = copiedCache(folder);
  // The cache root of a fresh process lies in its cache folder.
  const hub = folder.file("xdg/hikma-hub");
  Deno.mkdirSync(hub, { recursive: true });
  Deno.renameSync(folder.file("cache"), join(hub, "sqlcipher"));
  const moved = library.replace(folder.file("cache"), join(hub, "sqlcipher"));
  const env = { XDG_CACHE_HOME: folder.file("xdg") };
  const foreign = folder.file("foreign.so");
  Deno.writeTextFileSync(foreign, "not a library");

  assert.equal(await inFreshProcess("open", env), "ok");
  assert.match(await inFreshProcess("open", { SQLCIPHER_LIB: foreign }), /^LIBRARY_DAMAGED /);
  const absent = { SQLCIPHER_LIB: folder.file("absent.so") };
  assert.match(await inFreshProcess("open", absent), /^LIBRARY_MISSING /);
  assert.equal(await inFreshProcess("open", { SQLCIPHER_LIB: moved }), "ok");
  flipByte(moved);
  assert.match(await inFreshProcess("open", env), /^LIBRARY_DAMAGED /);
  assert.match(await inFreshProcess("ensure", env), /^LIBRARY_DAMAGED /);
  Deno.removeSync(manifest.replace(folder.file("cache"), join(hub, "sqlcipher")));
  assert.match(await inFreshProcess("open", env), /^LIBRARY_MISSING /);
});

Deno.test({
  name: "ensureLibrary() without a compiler throws COMPILER_MISSING and names the package",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using folder = new TempFolder();
    const said = await inFreshProcess("ensure", { PATH: "", XDG_CACHE_HOME: folder.path });
    assert.match(
      said,
      /^COMPILER_MISSING .*packages gcc.*sudo apt-get install -y gcc libc6-dev libssl-dev$/,
    );
  },
});

Deno.test({
  name: "ensureLibrary() without OpenSSL throws CRYPTO_HEADERS_MISSING and names the package",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using folder = new TempFolder();
    const compiler = folder.file("cc");
    Deno.writeTextFileSync(compiler, `#!/bin/sh\ncase "$*" in *-lcrypto*) exit 1;; esac\n`);
    Deno.chmodSync(compiler, 0o700);
    const said = await inFreshProcess("ensure", { CC: compiler, XDG_CACHE_HOME: folder.path });
    assert.match(said, /^CRYPTO_HEADERS_MISSING .*sudo apt-get install -y libssl-dev$/);
    const parent = dirname(cachedLibraryFolder(folder.file("hikma-hub/sqlcipher")));
    assert.deepEqual([...Deno.readDirSync(parent)], []);
  },
});

Deno.test("fetchSource() throws SOURCE_UNAVAILABLE without a registry, and shows no address", async () => {
  using folder = new TempFolder();
  const env = { PATH: "", NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/", HOME: folder.path };
  const said = await inFreshProcess("fetch", env);
  assert.match(said, /^SOURCE_UNAVAILABLE .*@journeyapps\/sqlcipher@6\.0\.0/);
  assert.ok(!said.includes("127.0.0.1"), said);
});

Deno.test("checkedSourceFolder() throws SOURCE_CHANGED for another file, or none", async () => {
  using folder = new TempFolder();
  await assert.rejects(checkedSourceFolder(folder.path), { code: "SOURCE_CHANGED" });
  const source = join(folder.path, SOURCE.folder);
  Deno.mkdirSync(source, { recursive: true });
  for (const name of Object.keys(SOURCE.sha256)) Deno.writeTextFileSync(join(source, name), "x");
  await assert.rejects(checkedSourceFolder(folder.path), {
    name: "LibraryError",
    code: "SOURCE_CHANGED",
  });
});

Deno.test("compileLibrary() throws BUILD_FAILED with the compiler's errors", async () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("sqlite3.c"), "#error this is not SQLCipher\n");
  const flags = buildFlagsFor(Deno.build.os);
  assert.ok(flags !== undefined);
  const compiled = compileLibrary(
    "cc",
    flags,
    folder.path,
    folder.path,
    folder.file("out"),
    () => {},
  );
  await assert.rejects(compiled, (error: Error & { code?: string }) => {
    assert.equal(error.code, "BUILD_FAILED");
    assert.match(error.message, /this is not SQLCipher/);
    return true;
  });
});

Deno.test("installFolder() lets one of two builds win, with both its files", async () => {
  using folder = new TempFolder();
  const target = folder.file("target");
  const builds = ["a", "b", "c"].map((name) => {
    Deno.mkdirSync(folder.file(name));
    for (const file of ["library", "manifest"]) {
      Deno.writeTextFileSync(join(folder.file(name), file), name);
    }
    return folder.file(name);
  });
  await Promise.all(builds.map((build) => installFolder(build, target, "manifest")));
  const read = (file: string) => Deno.readTextFileSync(join(target, file));
  assert.equal(read("library"), read("manifest"));
  Deno.writeTextFileSync(folder.file("in_the_way"), "");
  const blocked = installFolder(target, folder.file("in_the_way"), "manifest");
  await assert.rejects(blocked);
});

Deno.test("buildId() changes with every flag", () => {
  const flags = buildFlagsFor("linux");
  assert.ok(flags !== undefined);
  const id = buildId(flags);
  assert.match(id, /^\d+\.\d+\.\d+-[0-9a-f]{10}$/);
  assert.notEqual(buildId({ ...flags, defines: [...flags.defines, "SQLITE_DEBUG"] }), id);
  assert.equal(buildFlagsFor("plan9"), undefined);
});

Deno.test("the library keeps temporary tables in memory and has what the hub counts on", () => {
  using db = new Database(":memory:");
  const options = db.prepare("PRAGMA compile_options").values<[string]>().flat();
  for (const option of ["TEMP_STORE=2", "THREADSAFE=1", "DQS=0", "ENABLE_FTS5", "HAS_CODEC"]) {
    assert.ok(options.includes(option), option);
  }
});
