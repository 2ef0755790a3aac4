/**
 * Everything that changes a folder while a hub runs on it, with what was acknowledged when.
 *
 * A program cannot know when it will be cut off: up to that moment it does what it would have done
 * anyway. So one run is recorded, and every moment of it is cut afterwards.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { DiskOperation } from "./disk_operations.ts";
import type { FaultVfs } from "./fault_vfs.ts";
import { type DiskImage, PowerCutDisk } from "./power_cut_disk.ts";
import { Random } from "./random.ts";

/** Something the run reported as done. */
export interface Acknowledgement<T> {
  /** Operations that came before. */
  readonly after: number;
  readonly what: T;
}

/** A finished recording. */
export interface Recorded<T> {
  /** What was on the disk before. */
  readonly start: DiskImage;
  /** What was done, in order. */
  readonly operations: readonly DiskOperation[];
  /** What was reported as done, in order. */
  readonly acknowledged: readonly Acknowledgement<T>[];
}

/** See the module. `T` is what is acknowledged. */
export class DiskRecording<T> {
  readonly #vfs: FaultVfs;
  readonly #folder: string;
  readonly #start: DiskImage;
  readonly #operations: DiskOperation[] = [];
  readonly #acknowledged: Acknowledgement<T>[] = [];

  /** @param folder Nothing of it may be open */
  constructor(vfs: FaultVfs, folder: string) {
    this.#vfs = vfs;
    this.#folder = folder;
    this.#start = readFolder(folder);
    vfs.watch(folder);
    vfs.note(true);
  }

  /** Adds an operation that did not go through SQLite; returns how many there are with it. */
  add(operation: DiskOperation): number {
    this.#takeNotes();
    return this.#operations.push(operation);
  }

  /** Says that `what` has been reported as done. */
  acknowledge(what: T): void {
    this.#takeNotes();
    this.#acknowledged.push({ after: this.#operations.length, what });
  }

  /** Ends the recording, and makes sure that it saw everything: played back, it gives the folder. */
  finish(): Recorded<T> {
    this.#takeNotes();
    this.#vfs.note(false);
    const disk = new PowerCutDisk(this.#start);
    for (const operation of this.#operations) disk.apply(operation);
    const played = disk.afterPowerCut("kept", new Random(0));
    const present = readFolder(this.#folder);
    assert.deepEqual([...played.keys()].sort(), [...present.keys()].sort());
    for (const [name, content] of present) {
      assert.ok(Buffer.compare(content, played.get(name) ?? new Uint8Array(0)) === 0, name);
    }
    return {
      start: this.#start,
      operations: this.#operations,
      acknowledged: this.#acknowledged,
    };
  }

  #takeNotes(): void {
    this.#operations.push(...this.#vfs.takeNotes());
  }
}

/** The files of a folder. Shared memory is not on the disk: SQLite makes it again. */
export function readFolder(folder: string): DiskImage {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return new Map(
    names.filter((name) => !name.endsWith("-shm"))
      .map((name) => [name, Deno.readFileSync(join(folder, name))]),
  );
}

/** Makes `folder` hold these files and nothing else. */
export function writeFolder(folder: string, image: DiskImage): void {
  for (const { name } of Deno.readDirSync(folder)) Deno.removeSync(join(folder, name));
  for (const [name, content] of image) {
    Deno.writeFileSync(join(folder, name), content, { mode: 0o600 });
  }
}
