/**
 * The relay's side of the open database: what a run asks, each in one transaction.
 *
 * @module
 */

import { appendAudit } from "../../audit/mod.ts";
import type { Statements } from "../../database/statements.ts";
import type { WriteStamps } from "../../sync/clock/hub_clock.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type { PullPart } from "../pull_reader.ts";
import { type AppliedRows, applyStaged } from "./apply_pull.ts";
import { MAX_PASSED_MS } from "./cloud_clock.ts";
import { gather, type GatherStep } from "./gather.ts";
import { noteSent, type SentRows } from "./note_sent.ts";
import { readWaiting, UNCONFIRMED_MS, UNCONFIRMED_PULLS } from "./outgoing.ts";
import { dropStaged, markStored, markWhole, stage } from "./staged_rows.ts";
import type { WaitingQuery, WaitingRows } from "./waiting_row.ts";

/** Rows that the end of a run puts on the list at most; the next run goes on. */
const LISTED_AT_ONCE = 5_000;

/** Where the relay stands. */
export interface RelayState {
  /** The cloud's clock at the last whole pull; 0 before. Compared with the cloud's own only. */
  readonly cloudCursor: number;
  /** The hub as the cloud knew it at the last run that relayed. */
  readonly device: CloudDevice | null;
  /** Epoch ms of the last run that did everything; null before the first. */
  readonly lastSuccessMs: number | null;
}

/** A run that has begun. */
export interface RunStart extends RelayState {
  /** Its number. Whatever an older run still asks is refused. */
  readonly run: number;
  /** True when a whole answer of an earlier run is not stored to its end. */
  readonly hasAnswer: boolean;
  /** True when the last whole answer is so recent that its time can be counted from. */
  readonly isRecent: boolean;
}

/** What a run did. */
export interface RelayCounts {
  readonly sent: number;
  readonly received: number;
  readonly refused: number;
}

/** Another run has begun since. */
export class RunSupersededError extends Error {
  /** Name of the class. */
  override readonly name = "RunSupersededError";
  /** For whoever is at the other end of a port. */
  readonly code = "SUPERSEDED";

  /** Another run has begun since. */
  constructor() {
    super("Cannot relay: another run has begun");
  }
}

/** On an open hub. Everything survives structured clone. */
export class RelayStore {
  readonly #engine: SyncEngine;

  /** On this engine. */
  constructor(engine: SyncEngine) {
    this.#engine = engine;
  }

  /** Where the relay stands. */
  state(): RelayState {
    return this.#engine.read(readState);
  }

  /** Begins a run; one that is under way ends at its next step (B23). */
  begin(): Promise<RunStart> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => {
      const [run, staged, atMs] = statements.get(
        "UPDATE relay_state SET run_no = run_no + 1 RETURNING run_no, staged_cursor, cursor_ms",
      ).value<[number, number | null, number]>() ?? [0, null, 0];
      const isRecent = nowMs >= atMs && nowMs - atMs <= MAX_PASSED_MS;
      return { ...readState(statements), run, isRecent, hasAnswer: staged !== null };
    });
  }

  /** Finds what waits for the cloud, some at a time. */
  gather(): Promise<GatherStep> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => gather(statements, nowMs));
  }

  /** The next waiting rows, noted as on their way. */
  waiting(query: WaitingQuery): Promise<WaitingRows> {
    return this.#in(query.run, (statements, nowMs) => readWaiting(statements, query, nowMs));
  }

  /** Notes what became of rows that were sent. */
  noteSent(run: number, outcome: SentRows): Promise<void> {
    return this.#in(run, (statements, nowMs) => noteSent(statements, outcome, nowMs));
  }

  /** Forgets rows of a pull that did not come to its end; true while some are left. */
  dropStaged(run: number): Promise<boolean> {
    return this.#in(run, (statements) => dropStaged(statements));
  }

  /** Keeps rows of a pull until it is whole. */
  stage(run: number, parts: readonly PullPart[]): Promise<void> {
    return this.#in(run, (statements) => stage(statements, parts));
  }

  /** The answer is whole: it is stored, by this run or a later one. */
  whole(run: number, timestamp: number, device: CloudDevice): Promise<void> {
    return this.#in(run, (statements) => markWhole(statements, timestamp, device));
  }

  /** Stores the next staged rows. */
  apply(run: number, limit: number): Promise<AppliedRows> {
    return this.#in(run, (statements, nowMs, stamps) => {
      const applied = applyStaged(statements, stamps, nowMs, limit);
      if (applied.looked === 0) markStored(statements, nowMs);
      return applied;
    });
  }

  /** A run has come to its end. */
  finish(run: number, counts: RelayCounts): Promise<void> {
    return this.#in(run, (statements, nowMs) => {
      statements.get("UPDATE relay_state SET last_success_ms = ?").run(nowMs);
      listUnconfirmed(statements, nowMs);
      const detail = { ...counts };
      appendAudit(statements, { kind: "relayed", who: "hub", atMs: nowMs, detail });
    });
  }

  #in<T>(
    run: number,
    action: (statements: Statements, nowMs: number, stamps: WriteStamps) => T,
  ): Promise<T> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements, stamps) => {
      const now = statements.get("SELECT run_no FROM relay_state").value<[number]>()?.[0];
      if (now !== run) throw new RunSupersededError();
      return action(statements, nowMs, stamps);
    });
  }
}

function readState(statements: Statements): RelayState {
  const [cloudCursor, device, lastSuccessMs] = statements.get(
    "SELECT cloud_cursor, device, last_success_ms FROM relay_state",
  ).value<[number, string | null, number | null]>() ?? [0, null, null];
  return { cloudCursor, device: device === null ? null : JSON.parse(device), lastSuccessMs };
}

/** What the hub holds of its cloud. */
export interface HeldOfCloud {
  /** True once an answer was whole: some of it may be stored even when no run has come to its end. */
  readonly hasRows: boolean;
  /**
   * When the cloud gave the last answer that is stored, epoch ms: by this hub's clock or the cloud's,
   * whichever is earlier, as an answer may have waited long to be stored. Null before the first.
   */
  readonly asOfMs: number | null;
}

/** Reads it. */
export function readHeldOfCloud(statements: Statements): HeldOfCloud {
  const [pulls, staged, cursor, atMs, lastSuccessMs] = statements.get(
    "SELECT pull_no, staged_cursor, cloud_cursor, cursor_ms, last_success_ms FROM relay_state",
  ).value<[number, number | null, number, number, number | null]>() ?? [0, null, 0, 0, null];
  return {
    hasRows: pulls > 0 || staged !== null || lastSuccessMs !== null,
    // A cursor at the start has everything asked for again, and says nothing of what is held.
    asOfMs: pulls === 0 ? null : cursor <= 1 ? atMs : Math.min(cursor, atMs),
  };
}

/** What the cloud took by its word and has not shown since (A24); times to come say nothing. */
function listUnconfirmed(statements: Statements, nowMs: number): void {
  statements.get(
    `UPDATE cloud_row SET reason = 'UNCONFIRMED' WHERE (table_no, hub_row) IN (
       SELECT table_no, hub_row FROM cloud_row INDEXED BY cloud_row_waiting
       WHERE state <> 'clean' AND state = 'sent' AND (since_ms <= ?1 OR since_ms > ?2)
         AND (asserted_ms <= ?1 OR asserted_ms > ?2)
         AND asserted_pull <= (SELECT pull_no FROM relay_state) - ${UNCONFIRMED_PULLS}
         AND reason IS NULL LIMIT ${LISTED_AT_ONCE})`,
  ).run(nowMs - UNCONFIRMED_MS, nowMs);
}

/**
 * The hub becomes this device. Another one has other clinics: all of them are asked for from the
 * start, and an answer that waits to be stored was the other one's. Belongs inside a write
 * transaction.
 */
export function becomeDevice(statements: Statements, { id }: CloudDevice): void {
  const devices = statements.get("SELECT device, staged_device FROM relay_state")
    .value<[string | null, string | null]>() ?? [];
  const isOther = devices.some((known) =>
    known !== null && (JSON.parse(known) as CloudDevice).id !== id
  );
  if (isOther) askForAll(statements);
}

/**
 * Another device, or a cloud that was moved: the next run asks for everything (decision 23). Belongs
 * inside a write transaction.
 */
export function askForAll(statements: Statements): void {
  statements.get(
    `UPDATE relay_state SET device = NULL, cloud_cursor = 0, cursor_ms = 0, staged_cursor = NULL,
       staged_device = NULL, run_no = run_no + 1`,
  ).run();
}

/**
 * Call it once a copy of the database was put in its place: of what waited when the copy was made,
 * the cloud may hold a later version of this hub's own, which counts (docs/relay.md). Belongs inside
 * a write transaction.
 */
export function afterRestore(statements: Statements, nowMs: number): void {
  while (gather(statements, nowMs).more);
  statements.get(
    `UPDATE cloud_row SET asserted = 2 WHERE state <> 'clean' AND state IN ('dirty', 'sent')`,
  ).run();
  statements.get(
    "UPDATE relay_state SET staged_cursor = NULL, staged_device = NULL, run_no = run_no + 1",
  ).run();
}
