/**
 * Makes the waiting rows of one table ready to leave, or says why they cannot (decision 19).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { Table } from "../../database/table_shape.ts";
import { RowStore } from "../../sync/rows/row_store.ts";
import { CLOUD_COLUMNS } from "../convert/cloud_columns.ts";
import { cloudImage } from "../convert/cloud_image.ts";
import { type HubRow, TIME_COLUMNS } from "../convert/hub_row.ts";
import { RelayDefectError } from "../convert/relay_defect.ts";
import { type NarrowedColumn, toCloud, updatedAtToSend } from "../convert/to_cloud.ts";
import { same } from "../merge_three_way.ts";
import { clinicOf } from "./clinic_column.ts";
import { cloudNowMs } from "./cloud_clock.ts";
import { type CloudEntry, CloudRows, hubRowOf, relayedTable } from "./cloud_rows.ts";
import { isFirstOfField } from "./natural_key.ts";
import { needsOf, parentsState } from "./parents.ts";
import type { WaitingQuery, WaitingRow } from "./waiting_row.ts";

/** The cloud stamps a deletion with its own time: no later than so much after what is known. */
const DELETION_MARGIN_MS = 5 * 60_000;
/** Tables whose rows the cloud overwrites whatever `updated_at` says, or hardly looks at it. */
const UNGUARDED: ReadonlySet<string> = new Set(["patient_problems", "prescription_items"]);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Belongs inside a write transaction. */
export class WaitingTable {
  readonly #statements: Statements;
  readonly #table: Table;
  readonly #query: WaitingQuery;
  readonly #nowMs: number;
  readonly #cloudMs: number;
  readonly #store: RowStore;
  readonly #entries: CloudRows;

  constructor(statements: Statements, table: Table, query: WaitingQuery, nowMs: number) {
    this.#statements = statements;
    this.#table = table;
    this.#query = query;
    this.#nowMs = nowMs;
    this.#cloudMs = cloudNowMs(statements, nowMs) ?? nowMs;
    this.#store = new RowStore(statements, table);
    this.#entries = new CloudRows(statements);
  }

  /** The row, ready to leave, or null. */
  ready(hubRow: number, id: string): WaitingRow | null {
    const stored = this.#store.find(id);
    const entry = this.#entries.find(this.#table, hubRow);
    if (stored === null || entry === null) return null;
    if (!this.#query.afterPull && this.#hasToWait(entry)) return null;
    const version = hubRowOf(this.#table, this.#store, id, stored);
    if (!this.#query.afterPull && this.#mayBeFilledInThere(entry, version)) return null;
    const row = { entry, version, hubRow, stamp: stored.stamp };
    return this.#query.place.part === "deletions" ? this.#deletion(row) : this.#row(row);
  }

  /** The cloud takes these whatever has been edited there since: that has to be seen first. */
  #hasToWait({ hasBase, hasSent, sent, cloudUpdatedMs }: CloudEntry): boolean {
    if (hasSent && sent !== null) return true;
    // Its clock was set back, or runs behind its database's: what is done there now looks older.
    if ((cloudUpdatedMs ?? 0) > this.#cloudMs) return true;
    return UNGUARDED.has(this.#table.name) && (hasBase || hasSent);
  }

  /**
   * The cloud knows attributes by patient and field: somebody may have filled in the same field
   * there, and the later time wins. Nobody can for a patient that the cloud has not shown.
   */
  #mayBeFilledInThere({ hasBase, hasSent }: CloudEntry, { patient_id }: HubRow): boolean {
    if (this.#table.name !== "patient_additional_attributes" || hasBase || hasSent) return false;
    const patients = relayedTable("patients");
    const patient = new RowStore(this.#statements, patients).find(String(patient_id));
    return patient !== null && this.#entries.find(patients, patient.row)?.hasBase === true;
  }

  #row(row: Candidate): WaitingRow | null {
    const { entry, version, hubRow, stamp } = row;
    const table = this.#table;
    const clinic = clinicOf(table.name, version);
    if (clinic !== null && !this.#query.clinicIds.includes(clinic)) {
      return this.#putAside(row, "refused", "FOREIGN_CLINIC");
    }
    if (!isFirstOfField(this.#statements, table.name, hubRow, version)) {
      return this.#putAside(row, "here", "DUPLICATE_ATTRIBUTE");
    }
    const { state, column } = parentsState(this.#statements, this.#entries, {
      ...{ table: table.name, row: version, run: this.#query.run },
      afterPull: this.#query.afterPull,
    });
    if (state === "wait") return this.#wait(row);
    if (state !== "go") return this.#putAside(row, "refused", `${state}:${column}`);
    const updatedMs = this.#updatedMs(row);
    try {
      if (!entry.hasSent && entry.hasBase && this.#isNothingNew(row)) {
        this.#entries.rest(table, hubRow, stamp);
        return null;
      }
      const form = toCloud(table, version, updatedMs);
      // Left out, it might stay in the cloud from before the row was brought back, and hide it there.
      const json = JSON.stringify({ ...form.row, deleted_at: null });
      const byWord = table.name === "prescription_items"
        ? entry.hasBase
        : clinic === null && clinicOf(table.name) !== null;
      const list = entry.hasBase || entry.hasSent ? "updated" : "created";
      return this.#leave(row, { list, json, byWord, updatedMs, narrowed: lossOf(form.narrowed) });
    } catch (error) {
      if (!(error instanceof RelayDefectError)) throw error;
      const reason = error.column === null ? error.code : `${error.code}:${error.column}`;
      return this.#putAside(row, "refused", reason);
    }
  }

  #deletion(row: Candidate): WaitingRow | null {
    const { entry, version, hubRow, stamp } = row;
    if (!entry.hasBase && (!entry.hasSent || entry.state === "sent")) {
      // It was made and deleted here: nobody else has heard of it, or the cloud, which was told to
      // delete it, has not shown it for a week.
      this.#entries.rest(this.#table, hubRow, stamp);
      return null;
    }
    const id = entry.cloudId ?? String(version.id);
    if (!UUID.test(id)) return this.#putAside(row, "refused", "BAD_ID:id");
    const isItem = this.#table.name === "prescription_items";
    if (isItem && this.#isDispensed(String(version.id))) {
      return this.#putAside(row, "here", "ITEM_DISPENSED");
    }
    const clinic = clinicOf(this.#table.name, version);
    const isShown = clinicOf(this.#table.name) === null ||
      (clinic !== null && this.#query.clinicIds.includes(clinic));
    return this.#leave(row, {
      ...{ list: "deleted", json: JSON.stringify(id), byWord: isItem || !isShown },
      ...{ updatedMs: this.#cloudMs + DELETION_MARGIN_MS, narrowed: null },
    });
  }

  #leave(
    { entry, version, hubRow, stamp }: Candidate,
    about: Pick<WaitingRow, "list" | "json" | "byWord"> & {
      readonly updatedMs: number;
      readonly narrowed: string | null;
    },
  ): WaitingRow {
    const { list, json, byWord, updatedMs, narrowed } = about;
    const { run } = this.#query;
    const trusts = byWord && !entry.hasBase && entry.hasSent && entry.sent !== null;
    const leaving = { stamp, updatedMs, run, narrowed, trusts };
    this.#entries.leave(this.#table, hubRow, leaving);
    const needs = list === "deleted" ? [] : needsOf(version);
    return {
      ...{ table: this.#table.name, id: String(version.id), list, json },
      ...{ byWord, hubRow, version, needs },
    };
  }

  /** Decided here and without a request, so it is looked at in every run. */
  #putAside({ hubRow, stamp }: Candidate, state: "refused" | "here", reason: string): null {
    this.#entries.putAside(this.#table, hubRow, state, { reason, stamp, nextTryMs: 0 });
    return null;
  }

  #wait({ entry, hubRow }: Candidate): null {
    if (entry.state !== "dirty") this.#entries.wake(this.#table, hubRow, this.#nowMs);
    return null;
  }

  /**
   * The same version leaves with the same time: a cloud that has it drops it. What was sent before
   * and never shown goes with the least time that is later, not with its own: that would overwrite
   * what somebody has edited there unseen.
   */
  #updatedMs({ entry, version }: Candidate): number {
    const { hasSent, sent, asserted, sentUpdatedMs, cloudUpdatedMs } = entry;
    if (sentUpdatedMs !== null) {
      if (hasSent && sent === null && asserted === 0) return sentUpdatedMs;
      return Math.max(sentUpdatedMs, cloudUpdatedMs ?? sentUpdatedMs) + 1;
    }
    const ownMs = typeof version.updated_at === "number" ? version.updated_at : this.#cloudMs;
    return updatedAtToSend(ownMs, cloudUpdatedMs, this.#cloudMs);
  }

  /** Whether the cloud would show the row as it shows the version it has. */
  #isNothingNew({ entry, version }: Candidate): boolean {
    const { base } = entry;
    if (base === null) return true;
    const theirs = cloudImage(this.#table, { ...base, id: version.id ?? null }, base);
    const ours = cloudImage(this.#table, version, base);
    const sent = new Set((CLOUD_COLUMNS.get(this.#table.name) ?? []).map(({ name }) => name));
    return this.#table.columns.every(({ name, kind }) =>
      TIME_COLUMNS.has(name) || !sent.has(name) ||
      same(kind, ours[name] ?? null, theirs[name] ?? null)
    );
  }

  /** The cloud cannot delete an item that something was dispensed for. */
  #isDispensed(id: string): boolean {
    return this.#statements.get(
      "SELECT 1 FROM dispensing_records WHERE prescription_item_id = ?",
    ).value(id) !== undefined;
  }
}

/** The first value of which the cloud gets less than a person would miss. */
function lossOf(narrowed: readonly NarrowedColumn[]): string | null {
  const loss = narrowed.find(({ reason }) => reason !== "ROUNDED" && reason !== "BAD_CHARACTER");
  return loss === undefined ? null : `${loss.reason}:${loss.column}`;
}

interface Candidate {
  readonly entry: CloudEntry;
  readonly version: HubRow;
  readonly hubRow: number;
  readonly stamp: number;
}
