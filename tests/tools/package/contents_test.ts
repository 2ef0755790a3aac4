import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { componentList } from "../../../tools/package/component_list.ts";
import { libcOf } from "../../../tools/package/debian_package.ts";
import { entryBeside } from "../../../tools/package/package_folder.ts";
import { ENVIRONMENT } from "../../../tools/package/permissions.ts";
import {
  importedPackages,
  productFiles,
  ROOT,
  workerModules,
} from "../../../tools/package/product_files.ts";
import { tarOf } from "../../../tools/package/write_tar.ts";
import { isVersion } from "../../../server/updates/mod.ts";

const FILES = productFiles();

function sources(): [path: string, text: string][] {
  return FILES.filter((path) => path.endsWith(".ts"))
    .map((path) => [path, Deno.readTextFileSync(join(ROOT, path))]);
}

Deno.test("productFiles() has the program, its migrations and the page, and no tests", () => {
  for (const path of ["main.ts", "server/listener.ts", "build/page/page.js"]) {
    assert(FILES.includes(path), path);
  }
  assert(FILES.some((path) => path.endsWith(".sql")));
  assert(!FILES.some((path) => path.startsWith("tests/") || path.startsWith("tools/")));
});

Deno.test("workerModules() finds every module that runs in a thread of its own", () => {
  const workers = workerModules(FILES);
  assert(workers.includes("server/keeper.ts") && workers.includes("server/listener.ts"));
  for (const path of workers) assert(FILES.includes(path), path);
  const starts = sources().reduce((sum, [, text]) => sum + text.split("new Worker(").length - 1, 0);
  assert(workers.length <= starts && workers.length >= 5, workers.join(" "));
});

Deno.test("importedPackages() are all pinned, and the list of components names them", async () => {
  const names = importedPackages(config.imports, FILES);
  assert(names.includes("hono") && names.includes("zod"));
  const facts = { version: config.version, os: "x", arch: "y", kind: "compiled", deno: "1.2.3" };
  const { components } = await componentList({ ...facts, kind: "compiled" });
  const listed = components.map(({ name }) => name);
  for (
    const name of ["deno", "sqlcipher", "hono", "zod", "jose", "preact", "@preact/signals-core"]
  ) {
    assert(listed.includes(name), `${name} is not among ${listed}`);
  }
  for (const { purl, version } of components) assert(purl.endsWith(version), purl);
  const hono = components.find(({ name }) => name === "hono");
  assert.match(hono?.hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/);
});

Deno.test("the installed program may read every variable that it asks for", () => {
  const asked = new Set<string>();
  for (const [, text] of sources()) {
    for (const [, name = ""] of text.matchAll(/\benv(?:\.get)?\(\s*"([A-Z_]+)"/g)) asked.add(name);
    for (const [, name = ""] of text.matchAll(/^ *"(HIKMA_HUB_[A-Z]+)",$/gm)) asked.add(name);
  }
  // Tools that are only there in a repository.
  asked.delete("CC");
  assert(asked.size > 5);
  assert.deepEqual([...asked].filter((name) => !ENVIRONMENT.includes(name)), []);
});

Deno.test({
  name: "the entry in the folder starts what lies beside it, from wherever that is",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const root = await Deno.makeTempDir({ prefix: "hub-entry-" });
    try {
      const folder = join(root, `مجلد $HOME \`x\`'s 50% "q"\\`);
      await Deno.mkdir(join(folder, "bin"), { recursive: true });
      const script = `#!/bin/sh\nprintf started\n`;
      await Deno.writeTextFile(join(folder, "bin", "hikma-hub"), script, { mode: 0o755 });
      const exec = /^Exec=(.*)$/m.exec(await entryBeside())?.[1] ?? "";
      // Outside of quotes nothing is reserved; inside, what is has two backslashes before it.
      const unquoted = exec.replaceAll(/"(?:[^"\\$`]|\\\\(?:\\\\|["$`]))*"/g, "");
      assert.match(unquoted, /^sh -c {2}hikma-hub %k$/);
      const entry = join(folder, "Hikma Health Sync Hub.desktop");
      for (const place of [entry, pathToFileURL(entry).href]) {
        const quoted = `'${place.replaceAll("'", `'\\''`)}'`;
        const line = exec.replaceAll("\\\\", "\\").replaceAll(
          /%[%k]/g,
          (code) => code === "%k" ? quoted : "%",
        );
        const { stdout } = await new Deno.Command("sh", { args: ["-c", line] }).output();
        assert.equal(new TextDecoder().decode(stdout), "started", place);
      }
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test("libcOf() finds the newest C library that the database asks for", async () => {
  const folder = await Deno.makeTempDir({ prefix: "hub-libc-" });
  try {
    assert.equal(await libcOf(folder), "2.27");
    await Deno.writeTextFile(join(folder, "libwebview-x64.so"), "\0GLIBC_2.99\0");
    const asked = "\0GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.14\0";
    await Deno.writeTextFile(join(folder, "libsqlcipher.so"), asked);
    assert.equal(await libcOf(folder), "2.34");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the version of deno.json is one", () => {
  assert(isVersion(config.version), config.version);
});

Deno.test({
  name: "tarOf() writes what tar reads",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "hub-tar-" });
    try {
      const long = join(folder, "in", "a".repeat(90), "b".repeat(60));
      await Deno.mkdir(long, { recursive: true });
      await Deno.writeTextFile(join(long, "c"), "content");
      await Deno.writeTextFile(join(folder, "in", "run"), "#!/bin/sh\n", { mode: 0o755 });
      const tar = join(folder, "x.tar");
      await Deno.writeFile(tar, tarOf([{ path: join(folder, "in"), name: "out" }], 1_000_000_000));
      const again = await Array.fromAsync(
        tarOf([{ path: join(folder, "in"), name: "out" }], 1_000_000_000),
      );
      const bytes = again.reduce((sum, chunk) => sum + chunk.length, 0);
      assert.equal((await Deno.stat(tar)).size, bytes);
      const { success } = await new Deno.Command("tar", { args: ["-xf", tar, "-C", folder] })
        .output();
      assert(success);
      const read = join(folder, "out", "a".repeat(90), "b".repeat(60), "c");
      assert.equal(await Deno.readTextFile(read), "content");
      const { mode } = await Deno.stat(join(folder, "out", "run"));
      assert.equal((mode ?? 0) & 0o777, 0o755);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
