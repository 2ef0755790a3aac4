/**
 * Room on the disk, and how fast it goes.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { DiskFacts } from "./health_facts.ts";

/** What the system says of the file system that holds a path. */
export interface DiskRoom {
  /** Bytes an ordinary user may still write. */
  readonly freeBytes: number;
  /** Its size. */
  readonly totalBytes: number;
}

/** Reads the room where `path` is; null when the system does not say. */
export type ReadRoom = (path: string) => Promise<DiskRoom | null>;

/** Of the system. A directory that is not there yet counts as the one above it. */
export const systemRoom: ReadRoom = async (path) => {
  for (const place of [path, dirname(path)]) {
    try {
      const { bavail, bsize, blocks } = await statfs(place);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch {
      // Not there, or not on this system.
    }
  }
  return null;
};

/** Samples older than this say nothing of the present pace, ms. */
const KEPT_MS = 30 * 60_000;
/** A pace needs this long, ms: */
const LEAST_MS = 30_000;
/** and this share of what was free, so that a sync of a busy hour is none. */
const LEAST_SHARE = 0.02;
const HOUR_MS = 3_600_000;

interface Sample {
  readonly atMs: number;
  readonly freeBytes: number;
}

/** Remembers how much room there was. */
export class DiskTrend {
  #samples: Sample[] = [];

  /**
   * Takes a sample.
   *
   * @param atMs Of a clock that never steps back
   */
  note(room: DiskRoom | null, atMs: number): DiskFacts {
    if (room === null) return { freeBytes: null, totalBytes: null, fullInHours: null };
    const { freeBytes, totalBytes } = room;
    this.#samples = this.#samples.filter((sample) => atMs - sample.atMs <= KEPT_MS);
    this.#samples.push({ atMs, freeBytes });
    return { freeBytes, totalBytes, fullInHours: this.#fullInHours() };
  }

  /** The fastest pace over any stretch up to now that is long enough. */
  #fullInHours(): number | null {
    const now = this.#samples.at(-1);
    if (now === undefined) return null;
    const hours = this.#samples.flatMap(({ atMs, freeBytes }) => {
      const gone = freeBytes - now.freeBytes;
      if (now.atMs - atMs < LEAST_MS || gone < LEAST_SHARE * freeBytes) return [];
      return [now.freeBytes / (gone / ((now.atMs - atMs) / HOUR_MS))];
    });
    return hours.length === 0 ? null : Math.min(...hours);
  }
}
