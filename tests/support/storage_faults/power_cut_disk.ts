/**
 * A disk on which content and names last only when they were synced.
 *
 * @module
 */

import type { DiskOperation } from "./disk_operations.ts";
import type { Random } from "./random.ts";

/** The files of a folder, by name. */
export type DiskImage = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * What happens to everything not synced when the power goes, or the process dies.
 *
 * - `kept`: all of it reached the disk. Also what a killed process leaves: the system writes it.
 * - `lost`: none of it, names included.
 * - `names`: names are there, content is not: what a journal of names alone gives.
 * - `torn`: everything but the second half of the last write.
 * - `last`: of each file only the last change, of everything before it nothing.
 * - `mixed`: any changes of content, some of them torn, and the first few changes of names.
 */
export type Fate = "kept" | "lost" | "names" | "torn" | "last" | "mixed";

/** All fates that leave nothing to chance. */
export const FIXED_FATES: readonly Fate[] = ["kept", "lost", "names", "torn", "last"];

/** A write is torn between sectors. */
const SECTOR_BYTES = 512;

type Change =
  | { readonly offset: number; readonly bytes: Uint8Array }
  | { readonly size: number };

interface Inode {
  /** What is on the disk for sure. */
  durable: Uint8Array<ArrayBuffer>;
  /** What was done since, in order. */
  pending: Change[];
}

type Names = Map<string, Inode>;

/** See the module. */
export class PowerCutDisk {
  readonly #names: Names = new Map();
  #durableNames: Names = new Map();
  #pendingNames: ((names: Names) => void)[] = [];
  readonly #handles = new Map<number, Inode>();
  #lastWrite: Change | null = null;

  /** @param image What is on the disk for sure */
  constructor(image: DiskImage) {
    for (const [name, durable] of image) this.#names.set(name, { durable, pending: [] });
    this.#durableNames = new Map(this.#names);
  }

  /** Does one operation. */
  apply(operation: DiskOperation): void {
    this.#lastWrite = null;
    switch (operation.kind) {
      case "open":
        return this.#open(operation.handle, operation.name);
      case "write":
        this.#lastWrite = operation;
        return void this.#inode(operation.handle).pending.push(operation);
      case "truncate":
        return void this.#inode(operation.handle).pending.push(operation);
      case "sync": {
        const inode = this.#inode(operation.handle);
        inode.durable = contentOf(inode.durable, inode.pending);
        inode.pending = [];
        return;
      }
      case "rename": {
        const { from, to } = operation;
        return this.#rename((names) => {
          const inode = names.get(from);
          names.delete(from);
          if (inode !== undefined) names.set(to, inode);
        });
      }
      case "remove":
        return this.#rename((names) => names.delete(operation.name));
      case "syncFolder":
        this.#durableNames = new Map(this.#names);
        this.#pendingNames = [];
    }
  }

  /** What is there when the power comes back. */
  afterPowerCut(fate: Fate, random: Random): DiskImage {
    const names = new Map(this.#durableNames);
    const renamed = fate === "lost"
      ? 0
      : fate === "mixed"
      ? random.below(this.#pendingNames.length + 1)
      : this.#pendingNames.length;
    for (const change of this.#pendingNames.slice(0, renamed)) change(names);
    return new Map(
      [...names].map(([name, { durable, pending }]) => [
        name,
        contentOf(durable, this.#survivors(pending, fate, random)),
      ]),
    );
  }

  #survivors(pending: readonly Change[], fate: Fate, random: Random): Change[] {
    switch (fate) {
      case "kept":
        return [...pending];
      case "lost":
      case "names":
        return [];
      case "last":
        return pending.slice(-1);
      case "torn":
        return pending.flatMap((change) =>
          change === this.#lastWrite ? sectors(change, (half) => half === 0) : [change]
        );
      case "mixed": {
        // Between cuts that keep nearly everything and cuts that lose nearly everything.
        const percent = random.below(101);
        const kept = pending.filter(() => random.below(100) < percent);
        return kept.flatMap((change) =>
          random.below(4) > 0 ? [change] : sectors(change, () => random.below(2) === 0)
        );
      }
    }
  }

  #open(handle: number, name: string): void {
    let inode = this.#names.get(name);
    if (inode === undefined) {
      const made: Inode = { durable: new Uint8Array(0), pending: [] };
      this.#rename((names) => names.set(name, made));
      inode = made;
    }
    this.#handles.set(handle, inode);
  }

  #inode(handle: number): Inode {
    const inode = this.#handles.get(handle);
    if (inode === undefined) throw new RangeError(`Cannot replay: handle ${handle} was not opened`);
    return inode;
  }

  #rename(change: (names: Names) => void): void {
    change(this.#names);
    this.#pendingNames.push(change);
  }
}

/** The sectors of a write that `keep` keeps; a truncation is kept whole or not at all. */
function sectors(change: Change, keep: (half: 0 | 1) => boolean): Change[] {
  if ("size" in change) return keep(1) ? [change] : [];
  const { offset, bytes } = change;
  const kept: Change[] = [];
  for (let at = 0; at < bytes.length;) {
    // Sectors of the disk, not of the write; one shorter than a sector is torn in its middle.
    const end = bytes.length <= SECTOR_BYTES
      ? at === 0 ? Math.ceil(bytes.length / 2) : bytes.length
      : Math.min(bytes.length, at + SECTOR_BYTES - (offset + at) % SECTOR_BYTES);
    if (keep(at * 2 < bytes.length ? 0 : 1)) {
      kept.push({ offset: offset + at, bytes: bytes.subarray(at, end) });
    }
    at = end;
  }
  return kept;
}

/** The content after `changes`; what lies beyond the end of a file reads as zeros. */
function contentOf(
  durable: Uint8Array<ArrayBuffer>,
  changes: readonly Change[],
): Uint8Array<ArrayBuffer> {
  if (changes.length === 0) return durable;
  let size = durable.length;
  let room = size;
  for (const change of changes) {
    size = "size" in change ? change.size : Math.max(size, change.offset + change.bytes.length);
    room = Math.max(room, size);
  }
  const content = new Uint8Array(room);
  content.set(durable);
  let end = durable.length;
  for (const change of changes) {
    if ("size" in change) {
      content.fill(0, change.size, Math.max(change.size, end));
      end = change.size;
    } else {
      content.set(change.bytes, change.offset);
      end = Math.max(end, change.offset + change.bytes.length);
    }
  }
  return content.slice(0, end);
}
