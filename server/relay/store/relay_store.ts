/**
 * The relay's side of the open database: what a run asks, each in one transaction.
 *
 * @module
 */

import { appendAudit } from "../../audit/mod.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type { PullPart } from "../pull_reader.ts";
import { type AppliedRows, applyStaged } from "./apply_pull.ts";
import { gather } from "./cloud_rows.ts";
import {
  noteSent,
  readWaiting,
  RETRY_MS,
  type SentRows,
  type WaitingPlace,
  type WaitingRows,
} from "./outgoing.ts";

/** Where the relay stands. */
export interface RelayState {
  /** The cloud's clock at the last whole pull; 0 before. Compared with the cloud's own only. */
  readonly cloudCursor: number;
  /** The hub as the cloud knew it at the last run that relayed. */
  readonly device: CloudDevice | null;
  readonly lastSuccessMs: number | null;
}

/** What a run did. */
export interface RelayCounts {
  readonly sent: number;
  readonly received: number;
  readonly refused: number;
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
    const [cloudCursor, device, lastSuccessMs] =
      this.#engine.read((read) =>
        read.get("SELECT cloud_cursor, device, last_success_ms FROM relay_state")
          .value<[number, string | null, number | null]>()
      ) ?? [0, null, null];
    return { cloudCursor, device: device === null ? null : JSON.parse(device), lastSuccessMs };
  }

  /** Finds what waits for the cloud. */
  gather(): Promise<number> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => gather(statements, nowMs));
  }

  /** The next waiting rows. */
  waiting(place: WaitingPlace, limit: number): Promise<WaitingRows> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => readWaiting(statements, place, limit, nowMs));
  }

  /** Notes what became of rows that were sent. */
  noteSent(outcome: SentRows): Promise<void> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => noteSent(statements, outcome, nowMs));
  }

  /** Forgets rows of a pull that did not come to its end. */
  dropStaged(): Promise<void> {
    return this.#engine.write((statements) => {
      statements.get("DELETE FROM cloud_staged").run();
    });
  }

  /** Keeps rows of a pull until it is whole. */
  stage(parts: readonly PullPart[]): Promise<void> {
    return this.#engine.write((statements) => {
      const insert = statements.get(
        "INSERT INTO cloud_staged (table_name, kind, data) VALUES (?, ?, ?)",
      );
      for (const part of parts) {
        const data = part.kind === "row" ? part.row : part.id;
        insert.run(part.table, part.kind, JSON.stringify(data ?? null));
      }
    });
  }

  /** Stores the next staged rows. */
  apply(limit: number): Promise<AppliedRows> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements, stamps) =>
      applyStaged(statements, stamps, nowMs, limit)
    );
  }

  /** A run has come to its end. */
  finish(cloudCursor: number, device: CloudDevice, counts: RelayCounts): Promise<void> {
    const nowMs = this.#engine.wallClock.nowMs();
    return this.#engine.write((statements) => {
      statements.get(
        "UPDATE relay_state SET cloud_cursor = ?, device = ?, last_success_ms = ?",
      ).run(cloudCursor, JSON.stringify(device), nowMs);
      // What the cloud took and has not shown again (A24).
      statements.get(
        `UPDATE cloud_row SET sent_runs = sent_runs + 1,
           reason = iif(sent_runs >= 2, 'UNCONFIRMED', reason),
           next_try_ms = iif(sent_runs >= 2, ? + ${RETRY_MS}, next_try_ms) WHERE state = 'sent'`,
      ).run(nowMs);
      appendAudit(statements, {
        ...{ kind: "relayed", who: "hub", atMs: nowMs, detail: { ...counts } },
      });
    });
  }
}
