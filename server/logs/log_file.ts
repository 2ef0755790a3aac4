/**
 * A log that never fills the disk: one file, and a few older ones.
 *
 * @module
 */

import { join } from "node:path";
import { type LogEvent, logLine } from "./log_line.ts";

/** Name of the newest file; older ones have `.1`, `.2` and so on behind it. */
export const LOG_FILE = "hub.log";

/** How much is kept. */
export interface LogOptions {
  /** A file that is larger is put aside, bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
  /** Older files that are kept. Default: 4. */
  readonly keep?: number;
  /** Epoch ms. Default: the machine's clock. */
  readonly now?: () => number;
}

/** The log of one hub. Never throws: a hub that cannot log still serves. */
export class LogFile {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  readonly #now: () => number;
  #bytes: number | null = null;

  /** Nothing is written yet. */
  constructor(folder: string, options: LogOptions = {}) {
    this.#folder = folder;
    this.#maxBytes = options.maxBytes ?? 1 << 20;
    this.#keep = options.keep ?? 4;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Adds a line.
   *
   * @param mayBegin False: only where there is a log already
   */
  write(event: LogEvent, mayBegin = true): void {
    const bytes = new TextEncoder().encode(`${logLine(event, this.#now())}\n`);
    // A folder that was removed meanwhile, as by a reset, is made again for the same line.
    const mayRetry = this.#bytes !== null;
    if (!this.#add(bytes, mayBegin) && mayRetry) this.#add(bytes, mayBegin);
  }

  #add(bytes: Uint8Array<ArrayBuffer>, mayBegin: boolean): boolean {
    try {
      this.#bytes ??= this.#begin(mayBegin);
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes) this.#turn();
      const options = { append: true, create: true, mode: 0o600 };
      Deno.writeFileSync(join(this.#folder, LOG_FILE), bytes, options);
      this.#bytes += bytes.length;
      return true;
    } catch {
      // Looked at again with the next line.
      this.#bytes = null;
      return false;
    }
  }

  #begin(mayBegin: boolean): number {
    if (mayBegin) Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    try {
      return Deno.statSync(join(this.#folder, LOG_FILE)).size;
    } catch {
      return 0;
    }
  }

  /** Each file takes the next number; the last one goes. */
  #turn(): void {
    const path = (number: number) =>
      join(this.#folder, number === 0 ? LOG_FILE : `${LOG_FILE}.${number}`);
    for (let number = this.#keep; number >= 1; number--) {
      try {
        Deno.renameSync(path(number - 1), path(number));
      } catch {
        // There are not that many yet.
      }
    }
    this.#bytes = 0;
  }
}

/** The last lines of the log, oldest first. */
export function lastLines(folder: string, count: number): string[] {
  const lines: string[] = [];
  for (const name of [LOG_FILE, `${LOG_FILE}.1`]) {
    if (lines.length >= count) break;
    try {
      const text = Deno.readTextFileSync(join(folder, name));
      lines.unshift(...text.split("\n").filter((line) => line !== ""));
    } catch {
      // The newest is missing where the disk was full when it was to be begun.
    }
  }
  return lines.slice(-count);
}
