/**
 * Everything anybody wrote, what they saw when they wrote it, and what the hub took.
 *
 * @module
 */

/** The column that stands for the row being there. */
export const EXISTENCE = "(row)";
/** The column that stands for the row being deleted. */
export const DELETION = "is_deleted";

/** One value somebody wrote. */
export interface Written {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly value: unknown;
  /** What stood there, as the writer saw it. */
  readonly saw: unknown;
  readonly by: string;
  /** The hub has answered that it has it. */
  acknowledged: boolean;
}

/** A value to note. */
export type Noted = Omit<Written, "acknowledged">;

/** All writes of one run. */
export class Ledger {
  readonly #byPlace = new Map<string, Written>();

  note(written: Noted): void {
    const key = keyOf(written.table, written.id, written.column, written.value);
    if (!this.#byPlace.has(key)) this.#byPlace.set(key, { ...written, acknowledged: false });
  }

  /** Notes a new row and each of its values. */
  noteRow(table: string, id: string, values: Readonly<Record<string, unknown>>, by: string): void {
    this.note({ table, id, column: EXISTENCE, value: id, saw: null, by });
    for (const [column, value] of Object.entries(values)) {
      this.note({ table, id, column, value, saw: null, by });
    }
  }

  /** The hub says it has this value. One that nobody noted is a value of no interest. */
  acknowledge(table: string, id: string, column: string, value: unknown): void {
    const written = this.#byPlace.get(keyOf(table, id, column, value));
    if (written !== undefined) written.acknowledged = true;
  }

  /** The hub says it has the whole row. */
  acknowledgeRow(table: string, row: Readonly<Record<string, unknown>>): void {
    const id = String(row.id);
    this.acknowledge(table, id, EXISTENCE, id);
    for (const [column, value] of Object.entries(row)) this.acknowledge(table, id, column, value);
  }

  all(): Iterable<Written> {
    return this.#byPlace.values();
  }
}

function keyOf(table: string, id: string, column: string, value: unknown): string {
  return `${table}/${id}/${column}/${JSON.stringify(value)}`;
}
