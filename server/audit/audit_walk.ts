/**
 * Walks the chain and says where it breaks.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import { type AuditMark, entriesAfter, hasHash, type StoredEntry } from "./audit_store.ts";
import { entryHash, NO_PREVIOUS } from "./entry_hash.ts";

/**
 * How the log differs from what was written. Which of them it is, is the likeliest explanation;
 * that something was done to the log is certain.
 *
 * - `CHANGED`: the entry is not as it was written.
 * - `MISSING`: an entry is gone that others follow.
 * - `REORDERED`: the entry stands at another place than it was written at.
 * - `TRUNCATED`: the log ends before an entry that the vault remembers. A database that was put
 *   back from an older copy without its vault looks like this.
 * - `REPLACED`: the entry that the vault remembers is another one now, and everything around it fits:
 *   the log was cut off and written on, or written anew.
 * - `OTHER_HUB`: the log does not begin with this hub's id.
 */
export type AuditProblemCode =
  | "CHANGED"
  | "MISSING"
  | "REORDERED"
  | "TRUNCATED"
  | "REPLACED"
  | "OTHER_HUB";

/** The first place where the log is not what was written. */
export interface AuditProblem {
  /** What happened to it. */
  readonly code: AuditProblemCode;
  /** Number of the entry. */
  readonly entry: number;
}

/** What the log is held against. */
export interface AuditWitness {
  /** The hub whose log it should be. */
  readonly hubId: string;
  /** The place in the log that the vault remembers; null before the first. */
  readonly mark: AuditMark | null;
}

/** One walk from the first entry to the last. */
export class AuditWalk {
  readonly #witness: AuditWitness;
  #problem: AuditProblem | null = null;
  #newest: AuditMark | null = null;
  #last: Uint8Array = NO_PREVIOUS;
  #after = Number.MIN_SAFE_INTEGER;
  #entries = 0;

  constructor(witness: AuditWitness) {
    this.#witness = witness;
  }

  /** The first problem met so far. */
  get problem(): AuditProblem | null {
    return this.#problem;
  }

  /** Entries read so far. */
  get entries(): number {
    return this.#entries;
  }

  /** The last entry read. */
  get newest(): AuditMark | null {
    return this.#newest;
  }

  /**
   * Reads and checks the next entries. Call it in one snapshot.
   *
   * @param through No entry after this number is read
   * @returns The entries read; none at the end
   */
  step(statements: AuditStatements, through: number, limit: number): StoredEntry[] {
    const rows = entriesAfter(statements, this.#after, limit).filter((row) => row.entry <= through);
    for (const row of rows) {
      if (this.#problem === null) this.#check(statements, row);
      this.#entries += 1;
      this.#after = row.entry;
      this.#last = row.hash;
      this.#newest = { entry: row.entry, hash: row.hash.toHex() };
    }
    return rows;
  }

  /** Says that no entry is left: the end is held against the vault. */
  end(): AuditProblem | null {
    const { mark } = this.#witness;
    const newest = this.#newest?.entry ?? 0;
    if (this.#problem === null && mark !== null && mark.entry > newest) {
      this.#problem = { code: "TRUNCATED", entry: newest + 1 };
    }
    return this.#problem;
  }

  #check(statements: AuditStatements, row: StoredEntry): void {
    this.#problem = this.#placeProblem(row) ?? this.#linkProblem(statements, row) ??
      this.#witnessProblem(row);
  }

  #placeProblem({ entry }: StoredEntry): AuditProblem | null {
    const expected = (this.#newest?.entry ?? 0) + 1;
    if (entry === expected) return null;
    return entry > expected ? { code: "MISSING", entry: expected } : { code: "CHANGED", entry };
  }

  #linkProblem(statements: AuditStatements, row: StoredEntry): AuditProblem | null {
    const { entry } = row;
    const fits = same(entryHash(row), row.hash);
    if (same(row.previous, this.#last)) return fits ? null : { code: "CHANGED", entry };
    // This entry is genuine and was not written after the one that stands before it now.
    if (fits) return { code: "CHANGED", entry: Math.max(1, entry - 1) };
    const moved = entry === 1 || hasHash(statements, row.previous);
    return { code: moved ? "REORDERED" : "MISSING", entry };
  }

  #witnessProblem({ entry, kind, detail, hash }: StoredEntry): AuditProblem | null {
    const { hubId, mark } = this.#witness;
    const started = JSON.stringify({ hub: hubId });
    if (entry === 1 && (kind !== "log_started" || detail !== started)) {
      return { code: "OTHER_HUB", entry };
    }
    if (mark === null || mark.entry !== entry || mark.hash === hash.toHex()) return null;
    return { code: "REPLACED", entry };
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
