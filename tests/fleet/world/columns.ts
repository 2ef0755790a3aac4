/**
 * The columns people write into, table by table, and how a unique value of each looks.
 *
 * @module
 */

/** How a unique value is written into a column. */
export type TokenKind = "text" | "json" | "number";

/** By table: columns a screen edits. */
export const EDITED: Readonly<Record<string, Readonly<Record<string, TokenKind>>>> = {
  patients: { given_name: "text", surname: "text", phone: "text", camp: "text" },
  visits: { provider_name: "text", metadata: "json" },
  events: { event_type: "text", form_data: "json" },
  appointments: { reason: "text", notes: "text" },
  prescriptions: { notes: "text", metadata: "json" },
  prescription_items: { dosage_instructions: "text", notes: "text" },
  patient_vitals: { bp_position: "text", heart_rate: "number" },
  patient_problems: { problem_label: "text", severity_score: "number" },
  patient_additional_attributes: { string_value: "text", attribute: "text" },
  patient_risk_profiles: { string_value: "text", target: "text" },
};

/** Tables with rows people edit, in a fixed order. */
export const EDITED_TABLES: readonly string[] = Object.keys(EDITED);

/** A value that nobody else has ever written. */
export type Token = string | number;

/** Makes tokens. */
export class Tokens {
  readonly #idOf: (name: string) => string;
  #made = 0;

  /** @param idOf makes an id of a name */
  constructor(idOf: (name: string) => string = (name) => name) {
    this.#idOf = idOf;
  }

  next(kind: TokenKind): Token {
    const number = ++this.#made;
    if (kind === "number") return 100_000 + number;
    return kind === "json" ? `{"t":"t${number}"}` : `t${number}`;
  }

  /** A new id: the same in every run of a schedule. */
  id(table: string): string {
    return this.#idOf(`${table.replaceAll("_", "-")}-${++this.#made}`);
  }

  /** A token for every edited column of a table. */
  ofTable(table: string): Record<string, Token> {
    const kinds = EDITED[table] ?? {};
    return Object.fromEntries(
      Object.entries(kinds).map(([column, kind]) => [column, this.next(kind)]),
    );
  }
}
