/**
 * Whether a pushed row may be stored (decision 18).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { clinicOfRow } from "../../permissions/row_clinic.ts";
import {
  flagFor,
  ownerColumn,
  type PermissionFlag,
  permissionsOf,
  type RecordAction,
  type UserPermissions,
} from "../../permissions/mod.ts";

/** Columns that name who did what a row says. */
const NAMED_USERS = [
  "recorded_by_user_id",
  "provider_id",
  "user_id",
  "dispensed_by",
  "filled_by",
  "last_modified_by",
] as const;

/**
 * - `yes`: the logged-in user may
 * - `named_user`: only a user whom the row names may; phones are shared
 * - `no`: nobody concerned may
 */
export type PushPermission = "yes" | "named_user" | "no";

/** A row as permissions see it. */
export interface PushedRow {
  readonly table: string;
  readonly action: RecordAction;
  /** The arriving value of a column, else the stored one. */
  readonly column: (name: string) => unknown;
  /** The stored value; null when the hub does not hold the row. */
  readonly stored: ((name: string) => unknown) | null;
  /** Columns that a change changes. */
  readonly changed: readonly string[];
}

/** Permissions of one push. Remembers users, so it lives no longer than its transaction. */
export class PushPermissions {
  readonly #statements: Statements;
  readonly #userId: string;
  readonly #users = new Map<string, UserPermissions | null>();

  constructor(statements: Statements, userId: string) {
    this.#statements = statements;
    this.#userId = userId;
  }

  /** Enough is: at the user's home clinic or the row's, for the logged-in user or a named one. */
  decide(row: PushedRow): PushPermission {
    const flag = isDispensing(row) ? "can_dispense_medications" : flagFor(row.table, row.action);
    if (flag === null) return "no";
    const owner = isDispensing(row) ? null : this.#ownerOf(row);
    const user = this.#user(this.#userId);
    if (user !== null && mayAt(user, { flag, owner }, user.homeClinicId)) return "yes";
    // Where the row is, not where somebody would like to move it.
    const clinic = clinicOfRow(this.#statements, row.stored ?? row.column);
    if (user !== null && mayAt(user, { flag, owner }, clinic)) return "yes";
    for (const name of NAMED_USERS) {
      const id = row.column(name);
      if (typeof id !== "string" || id === "" || id === this.#userId) continue;
      const named = this.#user(id);
      if (named === null) continue;
      const need = { flag, owner };
      if (mayAt(named, need, named.homeClinicId) || mayAt(named, need, clinic)) {
        return "named_user";
      }
    }
    return "no";
  }

  /** Whose record it is, where changing another user's needs more; else null. */
  #ownerOf({ table, action, stored }: PushedRow): string | null {
    if (action !== "change" || stored === null) return null;
    if (table === "prescription_items") {
      const prescription = stored("prescription_id");
      if (typeof prescription !== "string") return null;
      return named(
        this.#statements.get("SELECT provider_id FROM prescriptions WHERE id = ?")
          .value(prescription)?.[0],
      );
    }
    const column = ownerColumn(table);
    return column === null ? null : named(stored(column));
  }

  #user(id: string): UserPermissions | null {
    let user = this.#users.get(id);
    if (user === undefined) {
      user = permissionsOf(this.#statements, id);
      this.#users.set(id, user);
    }
    return user;
  }
}

/** What handing out changes in a prescription item. */
const HANDED_OUT: ReadonlySet<string> = new Set([
  "quantity_dispensed",
  "item_status",
  "refills_used",
]);

/** Quantities go with dispensing, whoever has prescribed (decision 18). */
function isDispensing({ table, action, changed }: PushedRow): boolean {
  return table === "prescription_items" && action === "change" && changed.length > 0 &&
    changed.every((name) => HANDED_OUT.has(name));
}

function named(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function mayAt(
  user: UserPermissions,
  need: { readonly flag: PermissionFlag; readonly owner: string | null },
  clinicId: string | null,
): boolean {
  if (!user.allows(need.flag, clinicId)) return false;
  if (need.owner === null || need.owner === user.userId) return true;
  return user.allows("can_edit_other_provider_event", clinicId);
}
