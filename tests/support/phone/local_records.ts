/**
 * What a person does on the phone: making, changing and removing records in the local database.
 *
 * @module
 */

import type { Clock, PhoneDatabase } from "./phone_database.ts";
import { uuidV7 } from "./uuid.ts";
import { type PhoneRecord, Q, type RawRow, type RawValue } from "./watermelon.ts";

/** Column values to set. A value of the wrong type is erased, as the app's models would. */
export type Values = Readonly<Record<string, RawValue>>;

/** Local records of one phone. */
export class LocalRecords {
  readonly #database: PhoneDatabase;
  readonly #clock: Clock;

  /** The records in `database`, changed at the times of `clock`. */
  constructor(database: PhoneDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Makes records in one batch. `created_at` and `updated_at` are the phone's now unless given;
   * `id` is a UUID version 7 unless given. `_changed` stays empty, as for every new record.
   *
   * @returns their ids
   */
  async create(table: string, rows: readonly Values[]): Promise<string[]> {
    const nowMs = this.#clock();
    const { setsCreatedAt, setsUpdatedAt } = this.#check(table, rows);
    const collection = this.#database.get(table);
    const records = rows.map(({ id, ...values }) =>
      collection.prepareCreate((record) => {
        record._raw.id = typeof id === "string" ? id : uuidV7(nowMs);
        if (setsCreatedAt) record._setRaw("created_at", nowMs);
        if (setsUpdatedAt) record._setRaw("updated_at", nowMs);
        setAll(record, values);
      })
    );
    await this.#database.write(() => this.#database.batch(records));
    return records.map((record) => record.id);
  }

  /** Changes columns of a record: they and `updated_at` are noted in `_changed`. */
  async update(table: string, id: string, values: Values): Promise<void> {
    this.#check(table, [values]);
    await this.#database.write(async () => {
      const record = await this.#database.get(table).find(id);
      await record.update((edited) => setAll(edited, values));
    });
  }

  /** Deletes as most of the app does: an ordinary update that hides the record. */
  async softDelete(table: string, id: string): Promise<void> {
    await this.update(table, id, { is_deleted: true, deleted_at: this.#clock() });
  }

  /**
   * Deletes an event or a prescription item as their screens do: the row is marked deleted in the
   * local database and is invisible from then on. An event is also hidden first.
   */
  async destroy(table: string, id: string): Promise<void> {
    await this.#database.write(async () => {
      const record = await this.#database.get(table).find(id);
      if (table === "events") await record.update((event) => event._setRaw("is_deleted", true));
      await record.markAsDeleted();
    });
  }

  /**
   * Dispenses from batches of stock, in one batch of changes as the app does: the item's quantity
   * up (not above the prescribed one), each stock row down, a dispensing record for each.
   *
   * @param quantities quantity by batch id
   * @returns ids of the dispensing records
   * @throws {Error} when the clinic has no stock row of a batch
   */
  async dispense(
    itemId: string,
    providerId: string,
    quantities: Readonly<Record<string, number>>,
  ): Promise<string[]> {
    const nowMs = this.#clock();
    return await this.#database.write(async () => {
      const item = await this.#database.get("prescription_items").find(itemId);
      const { clinic_id, drug_id, patient_id } = item._raw;
      const stocks = await this.#database.get("clinic_inventory").query(
        Q.where("clinic_id", clinic_id),
        Q.where("drug_id", drug_id),
      ).fetch();
      const total = Object.values(quantities).reduce((sum, quantity) => sum + quantity, 0);
      const taken = Object.entries(quantities).map(([batchId, quantity]) => {
        const stock = stocks.find(({ _raw }) => _raw.batch_id === batchId);
        if (!stock) throw new Error(`No inventory found for batch ${batchId}`);
        return { batchId, quantity, stock };
      });
      const changes = [
        item.prepareUpdate((record) => {
          const sum = Number(record._raw.quantity_dispensed) + total;
          const limit = Number(record._raw.quantity_prescribed);
          record._setRaw("quantity_dispensed", Math.min(sum, limit));
        }),
        ...taken.map(({ stock, quantity }) =>
          stock.prepareUpdate((record) => {
            const left = Number(record._raw.quantity_available) - quantity;
            record._setRaw("quantity_available", left);
          })
        ),
      ];
      const records = taken.map(({ batchId, quantity }) =>
        this.#database.get("dispensing_records").prepareCreate((record) => {
          record._raw.id = uuidV7(nowMs);
          setAll(record, {
            created_at: nowMs,
            updated_at: nowMs,
            prescription_item_id: itemId,
            quantity_dispensed: quantity,
            batch_id: batchId,
            patient_id: patient_id ?? null,
            drug_id: drug_id ?? null,
            clinic_id: clinic_id ?? null,
            dispensed_by: providerId,
            dispensed_at: nowMs,
            metadata: "{}",
          });
        })
      );
      await this.#database.batch([...changes, ...records]);
      return records.map((record) => record.id);
    });
  }

  /** Copies of the rows a query of the app sees: not the ones marked deleted. */
  async rows(table: string): Promise<RawRow[]> {
    this.#check(table, []);
    const records = await this.#database.get(table).query().fetch();
    return records.map((record) => ({ ...record._raw }));
  }

  /** A copy of one row, or null when the app does not see it. */
  async row(table: string, id: string): Promise<RawRow | null> {
    this.#check(table, []);
    const [record] = await this.#database.get(table).query(Q.where("id", id)).fetch();
    return record ? { ...record._raw } : null;
  }

  /** Ids of the rows that are marked deleted locally. */
  async tombstones(table: string): Promise<string[]> {
    this.#check(table, []);
    return await this.#database.deletedIds(table);
  }

  /** How many rows of `tables` wait to be sent. */
  async dirtyCount(tables: readonly string[]): Promise<number> {
    let count = 0;
    for (const table of tables) {
      for (const status of ["created", "updated"]) {
        const query = this.#database.get(table).query(Q.where("_status", status));
        count += await query.fetchCount();
      }
    }
    return count;
  }

  /** A table or column the phone does not have is a mistake of the test, not of the phone. */
  #check(table: string, rows: readonly Values[]) {
    const found = this.#database.tables.get(table);
    if (!found) throw new Error(`Cannot use table ${table}: this phone does not have it`);
    const known = new Set(["id", ...found.columns.map((column) => column.name)]);
    const unknown = rows.flatMap((row) => Object.keys(row)).find((column) => !known.has(column));
    if (unknown) throw new Error(`Cannot set ${table}.${unknown}: this phone does not have it`);
    return found;
  }
}

function setAll(record: PhoneRecord, values: Values): void {
  for (const [column, value] of Object.entries(values)) record._setRaw(column, value);
}
