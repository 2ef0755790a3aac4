/**
 * The record side of a simulated phone: what a person does with the app, and a look at its rows.
 *
 * @module
 */

import type { LocalRecords, Values } from "./local_records.ts";
import type { RawRow } from "./watermelon.ts";

/** Everything about records that a phone can be told or asked. */
export abstract class RecordActions {
  /**
   * The records of the app as it runs now.
   *
   * @internal
   */
  protected abstract get records(): LocalRecords;

  /** Makes a record; returns its id. */
  async create(table: string, values: Values): Promise<string> {
    const [id = ""] = await this.records.create(table, [values]);
    return id;
  }

  /** Makes many records in one batch; returns their ids. */
  createMany(table: string, rows: readonly Values[]): Promise<string[]> {
    return this.records.create(table, rows);
  }

  /** Changes columns of a record. */
  update(table: string, id: string, values: Values): Promise<void> {
    return this.records.update(table, id, values);
  }

  /** Hides a record by an ordinary update (`is_deleted`, `deleted_at`). */
  softDelete(table: string, id: string): Promise<void> {
    return this.records.softDelete(table, id);
  }

  /** Deletes an event or prescription item for good, locally: the hub is never told. */
  destroy(table: string, id: string): Promise<void> {
    return this.records.destroy(table, id);
  }

  /** Dispenses quantities (by batch id) of a prescription item; returns dispensing record ids. */
  dispense(
    itemId: string,
    providerId: string,
    quantities: Readonly<Record<string, number>>,
  ): Promise<string[]> {
    return this.records.dispense(itemId, providerId, quantities);
  }

  /** Copies of the rows the app sees. */
  rows(table: string): Promise<RawRow[]> {
    return this.records.rows(table);
  }

  /** Copies of the rows a list screen shows: every list leaves out what `is_deleted` hides. */
  async listed(table: string): Promise<RawRow[]> {
    return (await this.records.rows(table)).filter((row) => row.is_deleted !== true);
  }

  /** A copy of one row, or null when the app does not see it. */
  row(table: string, id: string): Promise<RawRow | null> {
    return this.records.row(table, id);
  }

  /** Ids of the rows that are deleted locally and stay in the way. */
  tombstones(table: string): Promise<string[]> {
    return this.records.tombstones(table);
  }
}
