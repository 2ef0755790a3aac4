/**
 * Verifies the whole log without holding up anyone else.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import { type AuditMark, newestMark } from "./audit_store.ts";
import { type AuditProblem, AuditWalk, type AuditWitness } from "./audit_walk.ts";

/** Entries checked in one go: about 2 ms. */
const ENTRIES_AT_ONCE = 200;

/** Reads in one snapshot, as the sync engine does. */
export type AuditRead = <T>(action: (statements: AuditStatements) => T) => T;

/** What a verification showed. */
export interface AuditVerification {
  /** Entries read. */
  readonly entries: number;
  /** The last of them; its hash stands for the whole log. */
  readonly newest: AuditMark | null;
  /** The first place where the log is not as it was written; null for an intact log. */
  readonly problem: AuditProblem | null;
}

/** How a verification shares the thread. */
export interface VerifyOptions {
  /** Ends it early: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Waits between two steps; lets others run by default. */
  readonly pause?: () => Promise<void>;
}

/**
 * Walks the log as it is now, in bounded memory and small steps. Entries written meanwhile are left
 * out.
 *
 * @throws What `read` throws, and the reason of the signal
 */
export async function verifyAudit(
  read: AuditRead,
  witness: AuditWitness,
  { signal, pause = breathe }: VerifyOptions = {},
): Promise<AuditVerification> {
  const walk = new AuditWalk(witness);
  const through = read((statements) => newestMark(statements)?.entry ?? 0);
  while (read((statements) => walk.step(statements, through, ENTRIES_AT_ONCE)).length > 0) {
    await pause();
    signal?.throwIfAborted();
  }
  return { problem: walk.end(), entries: walk.entries, newest: walk.newest };
}

/** Longer than a step takes: whoever waits for the thread gets the larger part of it. */
const PAUSE_MS = 3;

function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
