/**
 * The address by which a phone came last, in a small file in clear: phones keep it, so an address
 * that has changed since means that they have to scan again.
 *
 * @module
 */

import { join } from "node:path";

/** Name of the file. It may be removed at any time. */
const FILE = "hub.address";
/** The time is kept to the day: nobody needs more, and the disk is left alone. */
const KEEP_AGAIN_MS = 86_400_000;

/** See the module. */
export class FormerAddress {
  readonly #path: string;
  #url: string | null = null;
  #heardMs: number | null = null;
  #keptMs = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Reads what is there; a file that cannot be read counts as none. */
  static async read(directory: string): Promise<FormerAddress> {
    const former = new FormerAddress(join(directory, FILE));
    try {
      const [url = "", ms = ""] = (await Deno.readTextFile(former.#path)).trim().split(" ");
      if (URL.canParse(url) && Number.isFinite(Number(ms))) {
        former.#url = url;
        former.#heardMs = former.#keptMs = Number(ms);
      }
    } catch {
      // No phone has come yet.
    }
    return former;
  }

  /** When a phone last came by this address, epoch ms; null if none ever did. */
  heardMs(url: string | null): number | null {
    return url === this.#url ? this.#heardMs : null;
  }

  /** The address by which phones came, if it is another one than this; else null. */
  other(url: string | null): string | null {
    return url === this.#url ? null : this.#url;
  }

  /** A phone has come by this address. Never rejects. */
  async heard(url: string, nowMs: number): Promise<void> {
    const isNew = url !== this.#url || Math.abs(nowMs - this.#keptMs) > KEEP_AGAIN_MS;
    this.#url = url;
    this.#heardMs = nowMs;
    if (!isNew) return;
    this.#keptMs = nowMs;
    await Deno.writeTextFile(this.#path, `${url} ${nowMs}\n`, { mode: 0o600 }).catch(() => {});
  }
}
