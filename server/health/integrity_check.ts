/**
 * One check of the database in the background, which can be broken off at any moment.
 *
 * @module
 */

import { findLibrary } from "@db/sqlite";
import type { IntegrityAnswer, IntegrityRequest } from "./integrity_worker.ts";

/** Time between two interruptions, ms. */
const INTERRUPT_MS = 20;

/** How it ended. */
export type CheckResult = "good" | "damaged" | "failed" | "cancelled";

/** A check that is under way. */
export class IntegrityCheck {
  /** How it ended; its connection is closed then. Never rejects. */
  readonly result: Promise<CheckResult>;
  readonly #worker: Worker;
  readonly #cancelled = Promise.withResolvers<"failed">();
  #handle: bigint | null = null;
  #isCancelled = false;

  private constructor(request: IntegrityRequest) {
    this.#worker = new Worker(new URL("./integrity_worker.ts", import.meta.url), {
      type: "module",
    });
    this.result = this.#run(request);
  }

  /**
   * Begins a check.
   *
   * @param path File path of `hub.db`
   * @param key SQLCipher raw key; it is copied
   */
  static begin(path: string, key: Uint8Array): IntegrityCheck {
    return new IntegrityCheck({ path, key: key.slice() });
  }

  /** Breaks it off; resolves when nothing of it is left. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#cancelled.resolve("failed");
    // Again and again: an interruption between two statements would meet none.
    const timer = setInterval(() => this.#interrupt(), INTERRUPT_MS);
    this.#interrupt();
    await this.result;
    clearInterval(timer);
  }

  async #run(request: IntegrityRequest): Promise<CheckResult> {
    const worker = this.#worker;
    try {
      const ended = Promise.withResolvers<"good" | "damaged" | "failed">();
      const closed = Promise.withResolvers<void>();
      worker.onmessage = ({ data }: MessageEvent<IntegrityAnswer>) => {
        if (data.type === "ended") ended.resolve(data.result);
        if (data.type === "closed") {
          this.#handle = null;
          closed.resolve();
        }
        if (data.type !== "open") return;
        this.#handle = data.handle;
      };
      worker.onerror = (event) => {
        event.preventDefault();
        ended.resolve("failed");
        closed.resolve();
      };
      worker.postMessage(request, [request.key.buffer]);
      const result = await Promise.race([ended.promise, this.#cancelled.promise]);
      worker.postMessage("close");
      await closed.promise;
      // A statement that was interrupted says that it failed.
      return this.#isCancelled ? "cancelled" : result;
    } finally {
      this.#handle = null;
      worker.terminate();
    }
  }

  /** SQLite allows it from any thread while the connection is open, which only `#run` ends. */
  #interrupt(): void {
    if (this.#handle === null) return;
    const library = Deno.dlopen(findLibrary(), {
      sqlite3_interrupt: { parameters: ["pointer"], result: "void" },
    });
    try {
      library.symbols.sqlite3_interrupt(Deno.UnsafePointer.create(this.#handle));
    } finally {
      library.close();
    }
  }
}
