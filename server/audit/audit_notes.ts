/**
 * What happens outside a transaction (failed logins, refusals, pulls): kept in memory and written
 * with the next commit, or by whoever listens to {@linkcode AuditNotes.onNote}. What a crash loses
 * is at most what was noted in the last seconds.
 *
 * Repeats become counts, and whoever floods the hub pays in entries that say less: memory and log
 * grow by a bound, not by what is sent.
 *
 * @module
 */

import type { AuditStatements } from "./audit_statements.ts";
import type { AuditEntry, AuditKind, AuditNote } from "./audit_kinds.ts";
import { appendAudit } from "./audit_store.ts";
import { actorText, detailText } from "./entry_text.ts";

/** Notes told apart until they are written; further ones are counted by kind. */
const MAX_APART = 64;
/** So many entries may be made of notes at once; each comes back after a while. */
const BURST_ENTRIES = 64;
/** Until one more entry may be made of notes: 17 280 a day. */
const MS_PER_ENTRY = 5_000;
/** A note is written within this time. */
const WRITE_WITHIN_MS = 2_000;
/** Answers of a pull in pages become one entry. */
const PULL_WITHIN_MS = 10_000;
/** Pulls that brought nothing: one entry per phone, account and hour. */
const EMPTY_PULL_WITHIN_MS = 3_600_000;
/** Phones and accounts whose pulls are counted at a time. */
const MAX_PULLERS = 1_024;

/** Who pulled, and how many rows one answer held. */
export interface Pulled {
  /** Number of the phone. */
  readonly deviceNo: number;
  /** Whose token it was. */
  readonly userId: string;
  /** Rows of this answer. */
  readonly rows: number;
}

/** Clocks of {@linkcode AuditNotes}. */
export interface AuditClocks {
  /** The hub's wall clock, epoch ms. */
  readonly nowMs: () => number;
  /** Ms since some fixed moment, never stepping back. */
  readonly steadyMs?: () => number;
}

interface Waiting {
  readonly note: AuditNote;
  readonly atMs: number;
  times: number;
  untilMs: number;
}

interface Puller {
  readonly by: Omit<Pulled, "rows">;
  readonly atMs: number;
  readonly sinceSteadyMs: number;
  pulls: number;
  rows: number;
  untilMs: number;
}

/** See the module. One per sync engine. */
export class AuditNotes {
  readonly #nowMs: () => number;
  readonly #steadyMs: () => number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #pullers = new Map<string, Puller>();
  /** Entries that may be made of notes, at a moment in steady ms. */
  #budget = { entries: BURST_ENTRIES, atMs: 0 };
  #closing = false;
  /** Told when something waits to be written. */
  onNote: (() => void) | null = null;

  /** Notes of one hub; none yet. */
  constructor({ nowMs, steadyMs = () => performance.now() }: AuditClocks) {
    this.#nowMs = nowMs;
    this.#steadyMs = steadyMs;
  }

  /** Notes something that happened now. */
  note(note: AuditNote, times = 1): void {
    const key = JSON.stringify([
      ...[note.kind, actorText(note.who), note.deviceNo ?? null, detailText(note)],
    ]);
    const isApart = this.#waiting.has(key) || this.#waiting.size < MAX_APART;
    if (isApart) this.#add(key, note, times);
    else this.#add(note.kind, folded(note.kind), times);
    this.onNote?.();
  }

  /** Counts an answer to a pull. */
  pulled({ deviceNo, userId, rows }: Pulled): void {
    const key = JSON.stringify([deviceNo, userId]);
    const nowMs = this.#nowMs();
    let puller = this.#pullers.get(key);
    if (puller === undefined) {
      if (this.#pullers.size >= MAX_PULLERS) return;
      const by = { deviceNo, userId };
      const sinceSteadyMs = this.#steadyMs();
      puller = { by, atMs: nowMs, sinceSteadyMs, pulls: 0, rows: 0, untilMs: nowMs };
      this.#pullers.set(key, puller);
    }
    puller.pulls += 1;
    puller.rows += rows;
    puller.untilMs = nowMs;
    this.onNote?.();
  }

  /** From now on everything is due: the hub closes. */
  close(): void {
    this.#closing = true;
    this.onNote = null;
  }

  /** Ms until a commit is due, null while nothing waits. */
  dueInMs(): number | null {
    const steadyMs = this.#steadyMs();
    let due: number | null = null;
    if (this.#waiting.size > 0) {
      const missing = 1 - this.#entriesAllowed(steadyMs);
      due = Math.max(WRITE_WITHIN_MS, missing * MS_PER_ENTRY);
    }
    for (const puller of this.#pullers.values()) {
      const inMs = Math.max(0, puller.sinceSteadyMs + pullWait(puller) - steadyMs);
      due = due === null ? inMs : Math.min(due, inMs);
    }
    return due;
  }

  /**
   * Writes what is due. Call it inside a write transaction, right before its commit.
   *
   * @returns What to call after the commit; without it the same is written again
   */
  save(statements: AuditStatements): () => void {
    const steadyMs = this.#steadyMs();
    const allowed = this.#entriesAllowed(steadyMs);
    // The oldest first; the others wait, and repeats of theirs are counted meanwhile.
    const notes = [...this.#waiting].slice(0, this.#closing ? Infinity : Math.floor(allowed));
    const pullers = [...this.#pullers].filter(([, puller]) =>
      this.#closing || steadyMs >= puller.sinceSteadyMs + pullWait(puller)
    );
    if (notes.length === 0 && pullers.length === 0) return () => {};
    for (const [, waiting] of notes) appendAudit(statements, noteEntry(waiting));
    for (const [, puller] of pullers) appendAudit(statements, pullEntry(puller));
    return () => {
      for (const [key] of notes) this.#waiting.delete(key);
      for (const [key] of pullers) this.#pullers.delete(key);
      this.#budget = { entries: Math.max(0, allowed - notes.length), atMs: steadyMs };
    };
  }

  #entriesAllowed(steadyMs: number): number {
    const { entries, atMs } = this.#budget;
    return Math.min(BURST_ENTRIES, entries + (steadyMs - atMs) / MS_PER_ENTRY);
  }

  #add(key: string, note: AuditNote, times: number): void {
    const nowMs = this.#nowMs();
    const known = this.#waiting.get(key);
    if (known === undefined) {
      this.#waiting.set(key, { note, times, atMs: nowMs, untilMs: nowMs });
    } else {
      known.times += times;
      known.untilMs = nowMs;
    }
  }
}

function folded(kind: AuditKind): AuditNote {
  return { kind: "notes_folded", who: "hub", detail: { kind } };
}

function noteEntry({ note, atMs, times, untilMs }: Waiting): AuditEntry {
  return { ...note, atMs, folded: { times, untilMs } };
}

function pullEntry({ by: { deviceNo, userId }, atMs, pulls, rows, untilMs }: Puller): AuditEntry {
  return {
    kind: "sync_pull",
    who: { userId },
    deviceNo,
    detail: { pulls, rows },
    atMs,
    folded: { times: pulls, untilMs },
  };
}

function pullWait({ rows }: Puller): number {
  return rows > 0 ? PULL_WITHIN_MS : EMPTY_PULL_WITHIN_MS;
}
