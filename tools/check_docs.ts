/**
 * Checks that everything a folder shows through its `mod.ts` is documented.
 *
 * @module
 */

import { sayErr } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url);

/** Folders of product code. */
const FOLDERS = ["sqlcipher", "vault", "server", "ui"];

async function publicFaces(folder: URL): Promise<string[]> {
  const found: string[] = [];
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) entries.push(entry);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (entry.isDirectory) found.push(...await publicFaces(new URL(`${entry.name}/`, folder)));
    else if (entry.name === "mod.ts") found.push(new URL(entry.name, folder).href);
  }
  return found;
}

const faces = (await Promise.all(FOLDERS.map((name) => publicFaces(new URL(`${name}/`, ROOT)))))
  .flat();
if (faces.length === 0) {
  sayErr("Cannot check docs: no mod.ts found");
  Deno.exit(1);
}
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...faces],
  cwd: ROOT,
  stdin: "null",
}).spawn().status;
if (code === 0) sayErr(`Checked the docs of ${faces.length} folders`);
Deno.exit(code);
