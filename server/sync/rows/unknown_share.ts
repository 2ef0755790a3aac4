/**
 * What tables and columns that the hub does not know may take of the disk (decision 15).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";

/** Most bytes of their JSON that are kept: a share of the disk, so that nobody fills it. */
export const MAX_UNKNOWN_BYTES = 256 * 1024 * 1024;

/** There is no room left. */
export class NoRoomError extends Error {
  override readonly name = "NoRoomError";
}

/** The share during one write transaction. */
export class UnknownShare {
  readonly #statements: Statements;
  #before: number | null = null;
  #taken = 0;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /**
   * Takes room for text that grows by so many bytes; what shrinks gives room back.
   *
   * @throws {NoRoomError}
   */
  take(bytes: number): void {
    this.#before ??= this.#statements.get("SELECT bytes FROM unknown_share")
      .value<[number]>()?.[0] ?? 0;
    if (bytes > 0 && this.#before + this.#taken + bytes > MAX_UNKNOWN_BYTES) {
      throw new NoRoomError();
    }
    this.#taken += bytes;
  }

  /** Writes down what was taken. Call before the commit. */
  save(): void {
    if (this.#taken === 0) return;
    this.#statements.get("UPDATE unknown_share SET bytes = max(0, bytes + ?)").run(this.#taken);
    this.#taken = 0;
    this.#before = null;
  }
}
