/**
 * The versions that updates have brought, and the small files by which launcher and program agree
 * on which one runs (`docs/updates.md`):
 *
 * | file | content | written by |
 * | --- | --- | --- |
 * | `current` | the version to start, if it is newer than the installed one | program, launcher |
 * | `previous` | the one before, or `installed` | program |
 * | `trial` | how often the current one was started on trial; removed when it has proved itself | both |
 * | `trial.up` | it answers | program |
 * | `failed` | the last version that did not come up | launcher |
 *
 * @module
 */

import { join } from "node:path";
import type { Installation } from "./installation.ts";
import { compareVersions, isVersion } from "./version.ts";

/** The folder with the versions. */
export class VersionFiles {
  readonly #folder: string;
  readonly #program: string;
  readonly #root: string;

  /** Nothing is read or written yet. */
  constructor({ versions, program, root }: Installation) {
    this.#folder = versions;
    this.#program = program;
    this.#root = root;
  }

  /** Where a version belongs. */
  folderOf(version: string): string {
    return join(this.#folder, version);
  }

  /** The folder itself. */
  get folder(): string {
    return this.#folder;
  }

  /** The version before the running one, if it is kept and can be gone back to. */
  get previous(): string | null {
    if (!this.#runsUpdate) return null;
    const name = this.#read("previous");
    if (name === "installed" || name === null) return readVersion(join(this.#root, "program"));
    return isVersion(name) && readVersion(this.folderOf(name)) === name ? name : null;
  }

  /** The last version that did not come up. */
  get failed(): string | null {
    const name = this.#read("failed");
    return name !== null && isVersion(name) ? name : null;
  }

  /** Whether the running version is on trial: its first start after an update. */
  get onTrial(): boolean {
    return this.#runsUpdate && this.#read("trial") !== null;
  }

  /** The next start is that of this version, on trial. */
  choose(version: string): void {
    const present = this.#runsUpdate ? this.#read("current") : null;
    this.#write("previous", present ?? "installed");
    this.#remove("failed");
    this.#remove("trial.up");
    this.#write("trial", "0");
    this.#write("current", version);
  }

  /** The next start is that of the version before this one. */
  goBack(): void {
    const name = this.#read("previous");
    if (name === null || name === "installed") this.#remove("current");
    else this.#write("current", name);
    for (const file of ["previous", "trial", "trial.up"]) this.#remove(file);
  }

  /** The version on trial answers. */
  up(): void {
    if (this.onTrial) this.#write("trial.up", "");
  }

  /** The version on trial has opened the records, or there was nothing to open. */
  proved(): void {
    if (this.onTrial) this.#remove("trial");
  }

  /** Removes versions that are neither current nor previous, and what was left half unpacked. */
  tidy(): void {
    const kept = new Set([this.#read("current"), this.#read("previous")]);
    for (const entry of listed(this.#folder)) {
      const isOld = entry.isDirectory && isVersion(entry.name) && !kept.has(entry.name) &&
        join(this.#folder, entry.name) !== this.#program;
      if (isOld || entry.name.startsWith(".new-")) {
        removeQuietly(join(this.#folder, entry.name));
      }
    }
  }

  /** Whether the running program is the one an update has brought. */
  get #runsUpdate(): boolean {
    const current = this.#read("current");
    if (current === null || !isVersion(current)) return false;
    const installed = readVersion(join(this.#root, "program"));
    return readVersion(this.#program) === current &&
      (installed === null || compareVersions(current, installed) > 0);
  }

  #read(name: string): string | null {
    try {
      return Deno.readTextFileSync(join(this.#folder, name)).trim();
    } catch {
      return null;
    }
  }

  #write(name: string, text: string): void {
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, name);
    const file = Deno.openSync(`${path}.new`, { create: true, truncate: true, write: true });
    file.writeSync(new TextEncoder().encode(`${text}\n`));
    file.syncDataSync();
    file.close();
    Deno.renameSync(`${path}.new`, path);
  }

  #remove(name: string): void {
    removeQuietly(join(this.#folder, name));
  }
}

/** The version a program folder says it is. */
export function readVersion(folder: string): string | null {
  try {
    const text = Deno.readTextFileSync(join(folder, "version")).trim();
    return isVersion(text) ? text : null;
  } catch {
    return null;
  }
}

function listed(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // It was not there, or stays until the next time.
  }
}
