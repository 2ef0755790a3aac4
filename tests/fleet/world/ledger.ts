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
  /** Somebody who may store it has sent it: false only for what came by pushes alone. */
  permitted: boolean;
}

/** A value to note. */
export type Noted = Omit<Written, "acknowledged" | "permitted"> & { readonly permitted?: true };

/** All writes of one run. */
export class Ledger {
  readonly #byPlace = new Map<string, Written>();
  /** Further values that the writers of some values may have seen. */
  readonly #alsoSaw: { readonly written: Written; readonly saw: unknown }[] = [];

  /** Rows whose deletion the operator has undone. */
  readonly broughtBack = new Set<string>();

  note(written: Noted): void {
    const key = keyOf(written.table, written.id, written.column, written.value);
    const known = this.#byPlace.get(key);
    // Only deletions look alike.
    if (known === undefined) {
      this.#byPlace.set(key, { permitted: false, ...written, acknowledged: false });
    } else if (written.permitted) {
      known.permitted = true;
    }
  }

  /** Notes a new row and each of its values. */
  noteRow(
    table: string,
    id: string,
    values: Readonly<Record<string, unknown>>,
    by: string,
    permitted = false,
  ): void {
    const note = { table, id, saw: null, by, ...(permitted && { permitted }) };
    this.note({ ...note, column: EXISTENCE, value: id });
    for (const [column, value] of Object.entries(values)) this.note({ ...note, column, value });
  }

  /** The hub says it has this value. One that nobody noted is a value of no interest. */
  acknowledge(table: string, id: string, column: string, value: unknown): void {
    const written = this.#byPlace.get(keyOf(table, id, column, value));
    if (written !== undefined) written.acknowledged = true;
  }

  /** Whoever sent this value may store it. */
  permit(table: string, id: string, column: string, value: unknown): void {
    const written = this.#byPlace.get(keyOf(table, id, column, value));
    if (written !== undefined) written.permitted = true;
  }

  /** The hub says it has the whole row. */
  acknowledgeRow(table: string, row: Readonly<Record<string, unknown>>): void {
    const id = String(row.id);
    this.acknowledge(table, id, EXISTENCE, id);
    for (const [column, value] of Object.entries(row)) this.acknowledge(table, id, column, value);
  }

  /** Whoever wrote this value may have seen that one, for all the hub can tell. */
  noteSeen(table: string, id: string, column: string, value: unknown, saw: unknown): void {
    const written = this.#byPlace.get(keyOf(table, id, column, value));
    if (written !== undefined) this.#alsoSaw.push({ written, saw });
  }

  /** For all the hub can tell, whoever wrote this value had seen the writer's other ones. */
  noteOwnSeen(table: string, id: string, column: string, value: unknown): void {
    const written = this.#byPlace.get(keyOf(table, id, column, value));
    if (written === undefined) return;
    for (const other of this.#byPlace.values()) {
      const isSamePlace = other.table === table && other.id === id && other.column === column;
      if (isSamePlace && other.by === written.by && other !== written) {
        this.#alsoSaw.push({ written, saw: other.value });
      }
    }
  }

  /** Every value with each one its writer saw. */
  *seen(): Iterable<{ readonly written: Written; readonly saw: unknown }> {
    for (const written of this.#byPlace.values()) yield { written, saw: written.saw };
    yield* this.#alsoSaw;
  }

  all(): Iterable<Written> {
    return this.#byPlace.values();
  }
}

function keyOf(table: string, id: string, column: string, value: unknown): string {
  return `${table}/${id}/${column}/${JSON.stringify(value)}`;
}
