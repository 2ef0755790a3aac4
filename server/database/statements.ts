/**
 * Prepared statements of one connection, kept by their text.
 *
 * @module
 */

import type { Database, Statement } from "@db/sqlite";

/** Prepares each statement once. The connection finalises them when it closes. */
export class Statements {
  readonly #database: Database;
  readonly #bySql = new Map<string, Statement>();

  /** None is prepared yet. @param database The connection */
  constructor(database: Database) {
    this.#database = database;
  }

  /** The statement for this text. */
  get(sql: string): Statement {
    let statement = this.#bySql.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#bySql.set(sql, statement);
    }
    return statement;
  }
}
