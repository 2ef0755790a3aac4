/**
 * Which files of the repository are the program.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of the program. The page's sources are not: what was made of them is. */
const FOLDERS = ["server", "vault", "sqlcipher", "ui/window", "build/page"];
const SOURCE = /\.(?:ts|sql)$/;

/** Their paths from the root, sorted. */
export function productFiles(): string[] {
  const found = ["main.ts"];
  for (const folder of FOLDERS) collect(folder, found);
  return found.filter((path) => SOURCE.test(path) || path.startsWith("build/page/")).sort();
}

/** The modules that run in threads of their own: nothing imports them, so they are named. */
export function workerModules(files: readonly string[] = productFiles()): string[] {
  const workers = new Set<string>();
  for (const path of files.filter((path) => path.endsWith(".ts"))) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    for (const [, name = ""] of text.matchAll(/new Worker\(\s*new URL\(\s*"([^"]+)"/g)) {
      workers.add(join(dirname(path), name).replaceAll("\\", "/"));
    }
  }
  return [...workers].sort();
}

/** Names of packages that the program imports, as they are written there. */
export function importedPackages(
  importMap: Readonly<Record<string, string>>,
  files: readonly string[] = productFiles(),
): string[] {
  const npm = Object.keys(importMap).filter((name) => importMap[name]?.startsWith("npm:"));
  const used = new Set<string>();
  for (const path of files.filter((path) => path.endsWith(".ts"))) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    for (const [, type, name = ""] of text.matchAll(/^(import type )?.*from "([^".][^"]*)";$/gm)) {
      if (type !== undefined) continue;
      if (npm.some((known) => name === known || name.startsWith(`${known}/`))) used.add(name);
    }
  }
  return [...used].sort();
}

function collect(folder: string, found: string[]): void {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) collect(path, found);
    else found.push(path);
  }
}
