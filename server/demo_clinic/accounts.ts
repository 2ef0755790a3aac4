/**
 * The accounts of the demo clinic and what each may do.
 *
 * @module
 */

import { PERMISSION_FLAGS } from "../permissions/mod.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";

/** One account a person or a simulated phone may log in with. */
export interface DemoAccount {
  /** Always ends in `@demo.example`. */
  readonly email: string;
  /** In clear: nothing behind it is real. */
  readonly password: string;
  /** `provider` or `super_admin`. */
  readonly role: string;
  /** Home clinic. */
  readonly clinic_id: string;
}

interface DemoUser {
  readonly account: DemoAccount;
  readonly id: string;
  readonly name: string;
  readonly grants: "all" | "view" | "none";
}

/** The clinic most of the demo happens in. */
export const FIRST_CLINIC_ID = demoId("clinics", 1);

/** The other clinic. */
export const SECOND_CLINIC_ID = demoId("clinics", 2);

function user(
  index: number,
  name: string,
  login: string,
  role: string,
  clinicId: string,
  grants: DemoUser["grants"],
): DemoUser {
  const account = {
    email: `${login}@demo.example`,
    password: `demo-${login}-password`,
    role,
    clinic_id: clinicId,
  };
  return { account, id: demoId("users", index), name, grants };
}

const NURSE = user(1, "Salma Qasim", "nurse", "provider", FIRST_CLINIC_ID, "all");
const VIEWER = user(2, "Tomás Rivas", "viewer", "provider", FIRST_CLINIC_ID, "view");
const OTHER = user(3, "Lucía Montes", "other", "provider", SECOND_CLINIC_ID, "all");
const ADMIN = user(4, "Robin Hale", "admin", "super_admin", FIRST_CLINIC_ID, "none");
const USERS: readonly DemoUser[] = [NURSE, VIEWER, OTHER, ADMIN];

/**
 * The accounts, in a fixed order: one with every flag at its clinic, a viewer, one of another
 * clinic with every flag, and a `super_admin`.
 */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = USERS.map((entry) => entry.account);

/** A user as the rows written in its name need it. */
export interface DemoProvider {
  readonly id: string;
  readonly name: string;
}

/** Who works at a clinic. */
export function providerAt(clinicId: string): DemoProvider {
  return clinicId === SECOND_CLINIC_ID ? OTHER : NURSE;
}

/** Rows of `users`. Passwords are hashed one after another: each hash is slow on purpose. */
export async function userRows(
  calendar: DemoCalendar,
  hashPassword: (password: string) => Promise<string>,
): Promise<DemoRow[]> {
  const rows: DemoRow[] = [];
  for (const { account, id, name } of USERS) {
    rows.push(completeRow("users", {
      id,
      clinic_id: account.clinic_id,
      name,
      role: account.role,
      email: account.email,
      hashed_password: await hashPassword(account.password),
      ...written(calendar.at(400, 480)),
    }));
  }
  return rows;
}

/** The columns of a permission: the two last decide nothing on the hub. */
const FLAGS = [...PERMISSION_FLAGS, "is_clinic_admin", "can_download_patient_reports"] as const;

/** Rows of `user_clinic_permissions`. The `super_admin` has none: its role is enough. */
export function permissionRows(calendar: DemoCalendar): DemoRow[] {
  const granted = USERS.filter((entry) => entry.grants !== "none");
  return granted.map((entry, index) => {
    const flags = FLAGS.map((flag): [string, number] => [
      flag,
      entry.grants === "all" || flag === "can_view_history" ? 1 : 0,
    ]);
    return completeRow("user_clinic_permissions", {
      id: demoId("user_clinic_permissions", index + 1),
      user_id: entry.id,
      clinic_id: entry.account.clinic_id,
      ...Object.fromEntries(flags),
      created_by: ADMIN.id,
      last_modified_by: ADMIN.id,
      created_at: calendar.at(399, 540),
      updated_at: calendar.at(399, 540),
    });
  });
}
