import { readColumn } from "./columns.ts";
import { cString, type Native } from "./native.ts";

/** How often SQLite compiled the statement again because the schema changed. */
const STATUS_REPREPARE = 5;
/** Subtype that SQLite gives to text made by its JSON functions. */
const SUBTYPE_JSON = 0x4a;

/** Reads the rows of one statement, as arrays or as objects. */
export class Rows {
  readonly #native: Native;
  readonly #statement: Deno.PointerObject;
  #names: string[] = [];
  /** Columns that are not plain table columns: only these can carry JSON. */
  #computed: boolean[] = [];
  #emptyRow: Record<string, unknown> = {};
  #reprepared = -1;

  constructor(native: Native, statement: Deno.PointerObject) {
    this.#native = native;
    this.#statement = statement;
  }

  /** Names of the columns, up to date even if the schema has changed. */
  names(): readonly string[] {
    this.refresh();
    return this.#names;
  }

  /** To be called before the first row of an execution is read. */
  refresh(): void {
    const native = this.#native;
    const statement = this.#statement;
    const reprepared = native.sqlite3_stmt_status(statement, STATUS_REPREPARE, 0);
    if (reprepared === this.#reprepared) return;
    const count = native.sqlite3_column_count(statement);
    this.#names = [];
    this.#computed = [];
    for (let i = 0; i < count; i++) {
      this.#names.push(cString(native.sqlite3_column_name(statement, i)));
      this.#computed.push(native.sqlite3_column_decltype(statement, i) === null);
    }
    this.#emptyRow = {};
    for (const name of this.#names) defineColumn(this.#emptyRow, name, null);
    this.#reprepared = reprepared;
  }

  /** The current row as an array. */
  array(parseJson: boolean): unknown[] {
    const count = this.#names.length;
    const row = new Array<unknown>(count);
    for (let i = 0; i < count; i++) row[i] = this.#cell(i, parseJson);
    return row;
  }

  /** The current row as an object; of columns with the same name, the last one counts. */
  object(parseJson: boolean): Record<string, unknown> {
    const names = this.#names;
    // A copy has all columns from the start: storing values is quicker than adding properties, and
    // a column may be called "__proto__".
    const row = { ...this.#emptyRow };
    for (let i = 0; i < names.length; i++) row[names[i] ?? ""] = this.#cell(i, parseJson);
    return row;
  }

  #cell(column: number, parseJson: boolean): unknown {
    const value = readColumn(this.#native, this.#statement, column);
    if (!parseJson || typeof value !== "string" || this.#computed[column] !== true) return value;
    const native = this.#native.sqlite3_column_value(this.#statement, column);
    return this.#native.sqlite3_value_subtype(native) === SUBTYPE_JSON ? JSON.parse(value) : value;
  }
}

/** A plain assignment would change the prototype of the row. */
function defineColumn(row: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(row, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
