/**
 * The whole log as JSON Lines, chunk by chunk, verified on the way.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import { newestMark } from "./audit_store.ts";
import { AuditWalk, type AuditWitness } from "./audit_walk.ts";
import { auditLine } from "./read_audit.ts";

/** Entries of one chunk, about 100 KiB of text. */
const ENTRIES_PER_CHUNK = 256;

/** One export. It reads the log as it was when the first chunk was asked for. */
export class AuditExport {
  readonly #witness: AuditWitness;
  readonly #walk: AuditWalk;
  readonly #encoder = new TextEncoder();
  #through: number | null = null;
  #bytes = 0;
  #ended = false;

  /** An export that has not begun. */
  constructor(witness: AuditWitness) {
    this.#witness = witness;
    this.#walk = new AuditWalk(witness);
  }

  /**
   * The next lines as UTF-8, null after the last. The first line says what this is, the last one
   * what the verification showed: without it the export is not complete. Call it in one snapshot.
   */
  next(statements: AuditStatements, nowMs: number): Uint8Array<ArrayBuffer> | null {
    if (this.#ended) return null;
    if (this.#through === null) {
      this.#through = newestMark(statements)?.entry ?? 0;
      const { hubId: hub } = this.#witness;
      return this.#lines([{ log: "hikma-hub audit 1", hub, exported_ms: nowMs }]);
    }
    const rows = this.#walk.step(statements, this.#through, ENTRIES_PER_CHUNK);
    if (rows.length > 0) return this.#lines(rows.map(auditLine));
    this.#ended = true;
    const problem = this.#walk.end();
    const { entries, newest } = this.#walk;
    return this.#lines([{
      verified: { intact: problem === null, problem, entries, newest },
      bytes_before_this_line: this.#bytes,
    }]);
  }

  #lines(values: readonly object[]): Uint8Array<ArrayBuffer> {
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
    const bytes = this.#encoder.encode(text);
    this.#bytes += bytes.length;
    return bytes;
  }
}
