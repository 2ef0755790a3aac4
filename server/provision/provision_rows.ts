/**
 * What is in a provisioning file: rows of the tables the cloud owns, in the form in which the cloud
 * sends them, checked before any of them is stored.
 *
 * @module
 */

import { z } from "zod";
import type { Statements } from "../database/statements.ts";
import type { Column } from "../database/table_shape.ts";
import { TABLE_BY_NAME } from "../database/tables.ts";
import type { PullPart } from "../relay/pull_reader.ts";
import { ProvisionError } from "./provision_error.ts";

/** Tables of a file: parents before children. */
export const PROVISION_TABLES: readonly string[] = [
  "clinics",
  "users",
  "user_clinic_permissions",
  "app_config",
  "registration_forms",
  "event_forms",
  "clinic_departments",
  "drug_catalogue",
];

/** A row as the cloud sends it. */
export type ProvisionRow = Readonly<Record<string, unknown>>;

/** What is sealed in a file. */
export interface ProvisionContent {
  /** The cloud it comes from. */
  readonly cloudUrl: string;
  /** Whose rows these are: the hub that asked the cloud for them. */
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly clinicIds: readonly string[];
  };
  /** Rows by table. */
  readonly tables: Readonly<Record<string, readonly ProvisionRow[]>>;
}

const ROW = z.record(z.string(), z.unknown()).refine((row) =>
  typeof row.id === "string" && row.id !== ""
);
const CONTENT = z.strictObject({
  cloudUrl: z.string(),
  device: z.strictObject({ id: z.string(), name: z.string(), clinicIds: z.array(z.string()) }),
  tables: z.strictObject(
    Object.fromEntries(PROVISION_TABLES.map((name) => [name, z.array(ROW)])),
  ),
});

/** Checks what came out of a file. @throws {ProvisionError} `DAMAGED`, `NO_ACCOUNTS` */
export function readProvisionContent(content: unknown): ProvisionContent {
  const { success, data } = CONTENT.safeParse(content);
  if (!success) throw new ProvisionError("DAMAGED");
  requireAccounts(data);
  return data;
}

/** Refuses content with which nobody could log in. @throws {ProvisionError} `NO_ACCOUNTS` */
export function requireAccounts(content: ProvisionContent): void {
  if (countAccounts(content) === 0) throw new ProvisionError("NO_ACCOUNTS");
}

/** Accounts that can log in: with a clinic that is in the file, an e-mail and a password. */
export function countAccounts({ tables }: ProvisionContent): number {
  const clinics = new Set((tables.clinics ?? []).map(({ id }) => id));
  return (tables.users ?? []).filter((user) =>
    user.is_deleted !== true && clinics.has(user.clinic_id) && isText(user.email) &&
    isText(user.hashed_password)
  ).length;
}

/** How many rows there are. */
export function countRows({ tables }: ProvisionContent): number {
  return Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);
}

/**
 * The rows as parts of an answer of the cloud, in their order; before them the deletion of accounts
 * that are not among them any more.
 *
 * @param accounts ids of the accounts that an earlier file for the same device has brought
 */
export function* provisionParts(
  { tables }: ProvisionContent,
  accounts: readonly string[] = [],
): Generator<PullPart> {
  const kept = new Set((tables.users ?? []).map(({ id }) => id));
  for (const id of accounts) {
    if (!kept.has(id)) yield { kind: "deleted", table: "users", id };
  }
  for (const table of PROVISION_TABLES) {
    for (const row of tables[table] ?? []) yield { kind: "row", table, row };
  }
}

/** Ids of a hub's accounts, deleted ones too. */
export function readAccountIds(statements: Statements): string[] {
  return statements.get("SELECT id FROM users").values<[string]>().flat();
}

/** The rows of a hub, as the cloud would send them; deleted ones stay behind. */
export function readProvisionTables(
  statements: Statements,
): Record<string, readonly ProvisionRow[]> {
  return Object.fromEntries(PROVISION_TABLES.map((name) => [name, readTable(statements, name)]));
}

function readTable(statements: Statements, name: string): ProvisionRow[] {
  const columns = TABLE_BY_NAME.get(name)?.columns ?? [];
  const live = columns.some((column) => column.name === "is_deleted")
    ? "WHERE coalesce(is_deleted, 0) = 0"
    : "";
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  return statements.get(`SELECT id, ${names} FROM ${name} ${live} ORDER BY hub_row`)
    .values<[string, ...(string | number | null)[]]>()
    .map(([id, ...values]) => ({
      ...Object.fromEntries(columns.map((column, i) => [column.name, shown(column, values[i])])),
      id,
    }));
}

/** A stored value as the cloud writes it. */
function shown({ kind }: Column, value: string | number | null | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "boolean") return value === 1;
  if (kind === "json") return parse(String(value));
  if (kind !== "time" || typeof value !== "number") return value;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? value : time.toISOString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
