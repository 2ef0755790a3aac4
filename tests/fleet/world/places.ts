/**
 * The clinics, people and medicine a fleet works with, and how it names new rows.
 *
 * @module
 */

import { BATCH, CLINICS, DRUG, type FleetUser, USERS } from "../hub/fleet_clinic.ts";

/** What a fleet finds. */
export interface Places {
  readonly clinics: readonly string[];
  /** Who may hold a phone; numbers in schedules count them. */
  readonly users: readonly FleetUser[];
  /** The account that can always log in. */
  readonly admin: FleetUser;
  readonly drug: string;
  readonly batch: string;
  /** The form of every event; undefined for forms nobody has. */
  readonly form?: string;
  /** Fields of the registration form; undefined where each attribute has one of its own. */
  readonly fields?: readonly string[];
  /** The id for a name. */
  readonly idOf: (name: string) => string;
}

const admin = USERS.find(({ role }) => role === "super_admin");
if (admin === undefined) throw new RangeError("a fleet without an administrator");

/** Where a name is an id: nothing goes to the cloud. */
export const NAMED_PLACES: Places = {
  clinics: CLINICS,
  users: USERS,
  admin,
  drug: DRUG,
  batch: BATCH,
  idOf: (name) => name,
};
