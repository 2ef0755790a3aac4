/**
 * Signs the packages of a release: manifest, signature, and the update files for USB sticks.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { requireSignature } from "../server/updates/mod.ts";
import { readPackages } from "./package/read_packages.ts";
import {
  manifestBytes,
  signatureText,
  writeManifest,
  writeUpdateFile,
} from "./package/release_files.ts";
import { makeSigningKey, readSigningKey } from "./package/signing_key.ts";
import { messageOf } from "./set_up/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";

const HELP = `deno task release [flags]

  --new-key FILE       make a key: the private one into FILE, the public one on stdout
  --folder DIR         sign the packages in DIR, of the version in deno.json, with
  --key-file FILE        the private key
  --notes FILE           JSON with what is new: {"en": …, "es": …, "ar": …}
  --minimum-from V       the oldest version that may be replaced in one step (default: any)
  --date YYYY-MM-DD      default: today`;

const ANY_VERSION = "26.1.100";

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      "new-key": { type: "string" },
      folder: { type: "string" },
      "key-file": { type: "string" },
      notes: { type: "string" },
      "minimum-from": { type: "string" },
      date: { type: "string" },
    },
  });
  const { "new-key": newKey, folder, "key-file": keyFile, notes: notesFile } = values;
  if (newKey !== undefined) return await makeKey(newKey);
  if (folder === undefined || keyFile === undefined || notesFile === undefined) {
    sayErr(HELP);
    return 2;
  }
  try {
    const { version } = config;
    const key = await readSigningKey(await Deno.readTextFile(keyFile));
    const release = {
      version,
      date: values.date ?? new Date().toISOString().slice(0, 10),
      minimumFrom: values["minimum-from"] ?? ANY_VERSION,
      notes: notesOf(JSON.parse(await Deno.readTextFile(notesFile))),
      assets: await readPackages(folder, version),
    };
    if (release.assets.length === 0) throw new Error(`Cannot release: no package of ${version}`);
    // A program that does not know the key would refuse the next update.
    const bytes = manifestBytes(release);
    await requireKnownKey(bytes, key);
    await writeManifest(folder, release, key);
    for (const { kind, os, arch, path } of release.assets) {
      if (kind !== "archive") continue;
      const target = join(folder, `hikma-hub-${version}-${os}-${arch}.hubupdate`);
      await writeUpdateFile(folder, path.slice(folder.length).replace(/^[\\/]+/, ""), target);
      sayOut(target);
    }
    sayOut(join(folder, "manifest.json"));
    return 0;
  } catch (error) {
    sayErr(messageOf(error));
    return 1;
  }
}

async function requireKnownKey(bytes: Uint8Array<ArrayBuffer>, key: CryptoKey): Promise<void> {
  try {
    await requireSignature(bytes, await signatureText(bytes, key), config.updates.keys);
  } catch (cause) {
    throw new Error(
      "Cannot release: updates.keys in deno.json does not have the public half of this key",
      { cause },
    );
  }
}

async function makeKey(file: string): Promise<number> {
  const { privateKey, publicKey } = await makeSigningKey();
  await Deno.writeTextFile(file, `${privateKey}\n`, { createNew: true, mode: 0o600 });
  sayOut(publicKey);
  return 0;
}

function notesOf(read: unknown): { en: string; es: string; ar: string } {
  const { en, es, ar } = read as Record<string, unknown>;
  if (typeof en === "string" && typeof es === "string" && typeof ar === "string") {
    return { en, es, ar };
  }
  throw new Error("Cannot release: the notes need a text in en, es and ar");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
