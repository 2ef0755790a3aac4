/**
 * Where the file of an update lies until it is installed: in the folder of the versions, named after
 * its version and content, so that what one release has left there never passes for a part of
 * another.
 *
 * @module
 */

import { join } from "node:path";
import { assetFor, type PresentProgram, type UpdateManifest } from "./manifest.ts";
import { compareVersions } from "./version.ts";

/** Anything of an update's file. The form without a version is that of earlier programs. */
const NAME = /^update(?:-(\d+\.\d+\.\d+)-[0-9a-f]{16})?\.tar\.gz(?:\.part|\.taken)?$/;

/** Hex digits of the SHA-256 in a name: they tell files apart, and are no proof. */
const DIGITS = 16;

/** The file for this machine, whole and checked. @throws {UpdateError} as {@linkcode assetFor} */
export function fetchedPath(
  folder: string,
  manifest: UpdateManifest,
  present: PresentProgram,
): string {
  const { sha256 } = assetFor(manifest, present);
  return join(folder, `update-${manifest.version}-${sha256.slice(0, DIGITS)}.tar.gz`);
}

/** What has come of it from the internet; the next attempt goes on behind it. */
export function partPath(path: string): string {
  return `${path}.part`;
}

/** The same while it comes from a stick: from there it is read anew each time. */
export function takenPath(path: string): string {
  return `${path}.taken`;
}

/** Removes incomplete files of other releases: nobody goes on with them. Never throws. */
export function removeOtherParts(folder: string, path: string): void {
  remove(folder, (other) => !other.startsWith(path) && !other.endsWith(".gz"));
}

/** Removes every file of an update, whole or not, but this one. Never throws. */
export function removeOtherFiles(folder: string, path: string | null): void {
  remove(folder, (other) => other !== path);
}

/** Removes what is no newer than the present version. Never throws. */
export function removeOldFiles(folder: string, { version: present }: PresentProgram): void {
  remove(folder, (_, version) => version === undefined || compareVersions(version, present) <= 0);
}

function remove(
  folder: string,
  isWanted: (path: string, version: string | undefined) => boolean,
): void {
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      const parts = NAME.exec(name);
      const path = join(folder, name);
      if (parts !== null && isWanted(path, parts[1])) Deno.removeSync(path);
    }
  } catch {
    // What stays is removed the next time.
  }
}
