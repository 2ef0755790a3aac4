import assert from "node:assert/strict";
import { join } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import { requireSignature, UpdateError } from "../../../server/updates/mod.ts";
import { readPackages } from "../../../tools/package/read_packages.ts";
import { signatureText } from "../../../tools/package/release_files.ts";
import { makeSigningKey, readSigningKey } from "../../../tools/package/signing_key.ts";

const TOOL = new URL("../../../tools/release.ts", import.meta.url).href;

async function release(...args: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", TOOL, ...args],
  }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("a key made by makeSigningKey() signs what requireSignature() takes", async () => {
  const { privateKey, publicKey } = await makeSigningKey();
  const bytes = new TextEncoder().encode("manifest");
  const signature = await signatureText(bytes, await readSigningKey(privateKey));
  await requireSignature(bytes, signature, { current: "", next: publicKey });
  const other = (await makeSigningKey()).publicKey;
  await assert.rejects(
    requireSignature(bytes, signature, { current: other, next: "" }),
    (error) => error instanceof UpdateError && error.code === "NOT_SIGNED",
  );
});

Deno.test("readPackages() names the packages of one version", async () => {
  const folder = await Deno.makeTempDir({ prefix: "hub-packages-" });
  try {
    const names = ["linux-x86_64.tar.gz", "linux-x86_64.deb", "windows-x86_64.exe", "darwin-a.dmg"];
    for (const name of names) {
      await Deno.writeTextFile(join(folder, `hikma-hub-26.1.100-${name}`), "x");
    }
    await Deno.writeTextFile(join(folder, "hikma-hub-26.1.101-linux-x86_64.deb"), "x");
    await Deno.writeTextFile(join(folder, "manifest.json"), "x");
    const assets = await readPackages(folder, "26.1.100");
    assert.deepEqual(assets.map(({ os, arch, kind }) => [os, arch, kind]), [
      ["darwin", "a", "dmg"],
      ["linux", "x86_64", "deb"],
      ["linux", "x86_64", "archive"],
      ["windows", "x86_64", "exe"],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("tools/release.ts makes a key, and signs nothing the program would refuse", async () => {
  const folder = await Deno.makeTempDir({ prefix: "hub-release-" });
  try {
    const key = join(folder, "key");
    const made = await release("--new-key", key);
    assert.match(made.said, /^[\w+/]{43}=\n$/);
    const name = `hikma-hub-${config.version}-linux-x86_64.tar.gz`;
    await Deno.writeTextFile(join(folder, name), "x");
    const notes = join(folder, "notes.json");
    await Deno.writeTextFile(notes, JSON.stringify({ en: "a", es: "b", ar: "c" }));
    const refused = await release("--folder", folder, "--key-file", key, "--notes", notes);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /updates\.keys in deno\.json does not have/);
    // As a workflow whose secret was never set writes it.
    await Deno.writeTextFile(key, "");
    const without = await release("--folder", folder, "--key-file", key, "--notes", notes);
    assert.equal(without.code, 1);
    assert.match(without.said, /the key file holds no key/);
    assert(![...Deno.readDirSync(folder)].some((entry) => entry.name === "manifest.json"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the notes of the next version are there in every language", async () => {
  const file = new URL("../../../docs/release_notes.json", import.meta.url);
  const notes: Record<string, unknown> = JSON.parse(await Deno.readTextFile(file));
  for (const language of ["en", "es", "ar"]) assert.equal(typeof notes[language], "string");
});
