/**
 * The shape of a table of the cloud's PostgreSQL database.
 *
 * @module
 */

/** PostgreSQL types the cloud's synced tables use. */
export type PgKind =
  | "uuid"
  | "text"
  | "varchar"
  | "bool"
  | "int2"
  | "int4"
  | "float8"
  | "numeric"
  | "date"
  | "timestamptz"
  | "jsonb"
  | "text[]";

/** One column. */
export interface PgColumn {
  readonly name: string;
  readonly kind: PgKind;
  /** Characters of a `varchar`, digits of a `numeric`; 0 when unlimited. */
  readonly size: number;
  /** Digits of a `numeric` after the point. */
  readonly scale: number;
  readonly notNull: boolean;
  /** The table whose `id` it must name, when there is a foreign key. */
  readonly references: string | null;
  /** What an insertion that leaves it out stores: text as PostgreSQL would read it, or a call. */
  readonly byDefault: string | null;
}

/** One table. */
export interface PgTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, PgColumn>;
  /** The primary key, which `ON CONFLICT` names too. */
  readonly key: readonly string[];
  readonly unique: readonly (readonly string[])[];
}

/** A table in the short form of the schema files. */
export interface TableText {
  readonly name: string;
  /** `name:type`, `!` for NOT NULL, `>table` for a foreign key, `=default`; spaces between. */
  readonly columns: string;
  readonly key?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
}

const COLUMN =
  /^(\w+):(uuid|text\[\]|text|varchar|bool|int2|int4|float8|numeric|date|timestamptz|jsonb)(?:\((\d+)(?:,(\d+))?\))?(!)?(?:>(\w+))?(?:=(.*))?$/;

/** Reads the short form. */
export function describeTable(text: TableText): PgTable {
  const columns = text.columns.split(/\s+/).filter((token) => token !== "").map(describeColumn);
  return {
    name: text.name,
    columns: new Map(columns.map((column) => [column.name, column])),
    key: text.key ?? ["id"],
    unique: text.unique ?? [],
  };
}

function describeColumn(token: string): PgColumn {
  const match = COLUMN.exec(token);
  if (match === null) throw new SyntaxError(`Cannot read column "${token}"`);
  const [, name = "", kind, size, scale, notNull, references, byDefault] = match;
  return {
    name,
    kind: kind as PgKind,
    size: Number(size ?? 0),
    scale: Number(scale ?? 0),
    notNull: notNull !== undefined,
    references: references ?? null,
    byDefault: byDefault ?? null,
  };
}
