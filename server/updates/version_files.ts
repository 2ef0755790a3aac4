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
 * | `trial.alive` | it does not answer yet, and lives | program |
 * | `trial.by` | the launcher that watches the trial: its process, and when that began | launcher |
 * | `failed` | the last version that did not come up | launcher |
 *
 * @module
 */

import { join } from "node:path";
import type { Installation } from "./installation.ts";
import { compareVersions, isVersion } from "./version.ts";

/** An update that did not come up. */
export interface FailedUpdate {
  /** Its version. */
  readonly version: string;
  /** When it was taken back, epoch ms. */
  readonly atMs: number;
}

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
    const name = this.#before;
    if (name === null) return readVersion(join(this.#root, "program"));
    return readVersion(this.folderOf(name)) === name ? name : null;
  }

  /** The last version that did not come up; null when that or a newer one runs by now. */
  get failed(): string | null {
    const name = this.#read("failed");
    if (name === null || !isVersion(name)) return null;
    const present = readVersion(this.#program);
    return present === null || compareVersions(name, present) > 0 ? name : null;
  }

  /** The same, with the time. */
  get failedUpdate(): FailedUpdate | null {
    const version = this.failed;
    if (version === null) return null;
    try {
      const { mtime } = Deno.statSync(join(this.#folder, "failed"));
      return { version, atMs: mtime?.getTime() ?? 0 };
    } catch {
      return null;
    }
  }

  /** Whether the running version is on trial: its first start after an update. */
  get onTrial(): boolean {
    return this.#runsUpdate && this.#read("trial") !== null;
  }

  /** The next start is that of this version, on trial. */
  choose(version: string): void {
    const present = this.#runsUpdate ? this.#read("current") : null;
    // All of it is on the disk before any of it counts: a full one changes nothing.
    this.#prepare("previous", present ?? "installed");
    this.#prepare("trial", "0");
    this.#prepare("current", version);
    this.#remove("failed");
    // The launcher of this start may still be there: it does not watch the next version.
    for (const file of ["trial.up", "trial.alive", "trial.by"]) this.#remove(file);
    for (const file of ["previous", "trial", "current"]) this.#put(file);
  }

  /** The next start is that of the version before this one. */
  goBack(): void {
    const name = this.#before;
    if (name === null) this.#remove("current");
    else this.#write("current", name);
    for (const file of ["previous", "trial", "trial.up", "trial.alive", "trial.by"]) {
      this.#remove(file);
    }
  }

  /** The version on trial does not answer yet, and is at work: it needs longer. */
  alive(): void {
    if (this.onTrial) this.#tell("trial.alive");
  }

  /** The version on trial answers. */
  up(): void {
    if (this.onTrial) this.#tell("trial.up");
    this.#remove("trial.alive");
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

  /** The update before the present one; null when that was the installed version. */
  get #before(): string | null {
    const name = this.#read("previous");
    // The present one is named where a power cut came between the choice of another and this file.
    return name === null || !isVersion(name) || name === this.#read("current") ? null : name;
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
    this.#prepare(name, text);
    this.#put(name);
  }

  /** A full disk is no reason to end: the launcher is also told by what {@linkcode proved} removes. */
  #tell(name: string): void {
    try {
      this.#write(name, "");
    } catch {
      // Told again, or not at all.
    }
  }

  #prepare(name: string, text: string): void {
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${name}.new`);
    using file = Deno.openSync(path, { create: true, truncate: true, write: true });
    file.writeSync(new TextEncoder().encode(`${text}\n`));
    file.syncDataSync();
  }

  #put(name: string): void {
    const path = join(this.#folder, name);
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
