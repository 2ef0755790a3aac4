/**
 * Who wrote a column last, and when (decision 10). Kept only for columns that were written after
 * their row was first stored.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Statements } from "../../database/statements.ts";

/** Replaced values remembered for one column and one writer. */
const PAST_KEPT = 4;

/** A moment and a writer. */
export interface Written {
  readonly stamp: number;
  /** Number in table `writer`. */
  readonly writer: number;
}

/** A value that is replaced. */
export interface Replaced extends Written {
  readonly column: string;
  readonly value: unknown;
}

/** The bookkeeping of columns. Belongs inside a write transaction. */
export class ColumnWrites {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Entries of a row by column; columns without one were written with the row. */
  of(tableNo: number, row: number): ReadonlyMap<string, Written> {
    const values = this.#statements.get(
      "SELECT column_name, stamp, writer FROM column_write WHERE table_no = ? AND hub_row = ?",
    ).values<[string, number, number]>(tableNo, row);
    return new Map(values.map(([name, stamp, writer]) => [name, { stamp, writer }]));
  }

  /** Notes that columns have just been written. */
  note(tableNo: number, row: number, columns: Iterable<string>, written: Written): void {
    const note = this.#statements.get(
      `INSERT INTO column_write (table_no, hub_row, column_name, stamp, writer)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (table_no, hub_row, column_name)
       DO UPDATE SET stamp = excluded.stamp, writer = excluded.writer`,
    );
    for (const column of columns) note.run(tableNo, row, column, written.stamp, written.writer);
  }

  /** Remembers a value that another writer replaces. */
  notePast(tableNo: number, row: number, { value, ...past }: Replaced): void {
    this.#remember(tableNo, row, { ...past, digest: digestOf(value) });
  }

  /** Remembers when, by a phone's own clock, something was edited that was not taken. */
  noteEdit(
    tableNo: number,
    row: number,
    { editedAt, ...past }: Omit<Replaced, "value"> & { readonly editedAt: number },
  ): void {
    this.#remember(tableNo, row, { ...past, digest: String(editedAt) });
  }

  /** What {@linkcode ColumnWrites.noteEdit} remembers of the column: the last of each writer. */
  edits(
    tableNo: number,
    row: number,
    column: string,
  ): { readonly editedAt: number; readonly writer: number }[] {
    return this.#statements.get(
      "SELECT digest, writer FROM column_past WHERE table_no = ? AND hub_row = ? AND column_name = ?",
    ).values<[string, number]>(tableNo, row, column)
      .map(([editedAt, writer]) => ({ editedAt: Number(editedAt), writer }));
  }

  #remember(
    tableNo: number,
    row: number,
    past: Omit<Replaced, "value"> & { readonly digest: string },
  ): void {
    const { column, stamp, writer, digest } = past;
    this.#statements.get(
      `INSERT OR IGNORE INTO column_past (table_no, hub_row, column_name, stamp, writer, digest)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(tableNo, row, column, stamp, writer, digest);
    this.#statements.get(
      `DELETE FROM column_past WHERE table_no = ?1 AND hub_row = ?2 AND column_name = ?3
         AND writer = ?4 AND stamp <= (SELECT stamp FROM column_past WHERE table_no = ?1
           AND hub_row = ?2 AND column_name = ?3 AND writer = ?4
           ORDER BY stamp DESC LIMIT 1 OFFSET ${PAST_KEPT})`,
    ).run(tableNo, row, column, writer);
  }

  /** Who wrote this value into the column before others replaced it, newest first. */
  pastWriters(tableNo: number, row: number, column: string, value: unknown): Written[] {
    return this.#statements.get(
      `SELECT stamp, writer FROM column_past WHERE table_no = ? AND hub_row = ?
         AND column_name = ? AND digest = ? ORDER BY stamp DESC`,
    ).values<[number, number]>(tableNo, row, column, digestOf(value))
      .map(([stamp, writer]) => ({ stamp, writer }));
  }
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value ?? null)).digest("base64url")
    .slice(0, 22);
}
