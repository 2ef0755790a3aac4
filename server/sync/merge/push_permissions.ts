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
    const flag = flagFor(row.table, row.action);
    if (flag === null) return "no";
    const owner = ownerOf(row);
    const user = this.#user(this.#userId);
    if (user !== null && mayAt(user, { flag, owner }, user.homeClinicId)) return "yes";
    const clinic = clinicOfRow(this.#statements, row.column);
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

  #user(id: string): UserPermissions | null {
    let user = this.#users.get(id);
    if (user === undefined) {
      user = permissionsOf(this.#statements, id);
      this.#users.set(id, user);
    }
    return user;
  }
}

/** Whose record it is, where changing another user's needs more; else null. */
function ownerOf({ table, action, stored }: PushedRow): string | null {
  const column = ownerColumn(table);
  if (action !== "change" || column === null || stored === null) return null;
  const owner = stored(column);
  return typeof owner === "string" && owner !== "" ? owner : null;
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
