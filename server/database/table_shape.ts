/**
 * The shape of a synced table: which columns it has, what they hold, and who sees them.
 *
 * @module
 */

/**
 * What a column holds, in hub form.
 *
 * - `text`: Unicode text, ids included
 * - `date`: civil date as text, `YYYY-MM-DD`
 * - `json`: JSON as text
 * - `boolean`: integer 0 or 1
 * - `integer`, `real`: numbers
 * - `time`: instant, integer epoch milliseconds
 * - `day`: civil date held as integer epoch milliseconds at midnight UTC
 */
export type ColumnKind =
  | "text"
  | "date"
  | "json"
  | "boolean"
  | "integer"
  | "real"
  | "time"
  | "day";

/** One data column. `id` is not listed: every table has it. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** True when phones of some generation have the column. */
  readonly onPhones: boolean;
}

/**
 * Which devices a table's rows go to.
 *
 * - `every`: every generation knows the table
 * - `opened`: only devices that pushed a row of it or that the operator marked "newer app"
 * - `never`: kept between hub and cloud
 */
export type Audience = "every" | "opened" | "never";

/** One synced table with typed columns. */
export interface Table {
  /** Stable number: stored in bookkeeping rows, never reused. */
  readonly number: number;
  readonly name: string;
  readonly audience: Audience;
  /** True when phones may write it; otherwise the cloud owns it (`docs/decisions/`, rule 15). */
  readonly writable: boolean;
  readonly columns: readonly Column[];
  /** The column that says which patient, else which clinic, decides who sees a row; or null. */
  readonly scopeColumn: "patient_id" | "clinic_id" | null;
}

/** Column names grouped by kind, separated by spaces. */
export interface TableText extends Partial<Record<ColumnKind, string>> {
  readonly number: number;
  readonly name: string;
  readonly audience: Audience;
  readonly writable: boolean;
  /** Those of the columns that no phone has. */
  readonly hubOnly?: string;
}

const KINDS: readonly ColumnKind[] = [
  "text",
  "date",
  "json",
  "boolean",
  "integer",
  "real",
  "time",
  "day",
];

/** Builds a {@linkcode Table} from its compact description. */
export function describeTable(text: TableText): Table {
  const hubOnly = new Set(words(text.hubOnly));
  const columns = KINDS.flatMap((kind) =>
    words(text[kind]).map((name) => ({ name, kind, onPhones: !hubOnly.has(name) }))
  );
  for (const name of hubOnly) {
    if (!columns.some((column) => column.name === name)) {
      throw new RangeError(`Cannot describe table "${text.name}": no column "${name}"`);
    }
  }
  const { number, name, audience, writable } = text;
  const has = (column: string) => columns.some((candidate) => candidate.name === column);
  // What the cloud owns goes to every device: forms, clinics, departments, drugs, permissions.
  const scopeColumn = !writable || name === "patients"
    ? null
    : has("patient_id")
    ? "patient_id"
    : has("clinic_id")
    ? "clinic_id"
    : null;
  return { number, name, audience, writable, columns, scopeColumn };
}

function words(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(/\s+/).filter((word) => word !== "");
}
