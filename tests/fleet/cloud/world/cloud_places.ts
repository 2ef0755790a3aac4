/**
 * The same clinics and people under the ids that a cloud takes.
 *
 * @module
 */

import { CLINICS, DRUG, type FleetUser, USERS } from "../../hub/fleet_clinic.ts";
import { NAMED_PLACES, type Places } from "../../world/places.ts";

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A UUID that is always the same for a name. */
export function uuidOf(name: string): string {
  const hex = [1, 2, 3, 4].map((part) => {
    let hash = FNV_OFFSET;
    for (const character of `${part}${name}${part}`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  }).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

function withUuids(user: FleetUser): FleetUser {
  return {
    ...user,
    id: uuidOf(user.id),
    home: uuidOf(user.home),
    grants: Object.fromEntries(
      Object.entries(user.grants).map(([clinic, grant]) => [uuidOf(clinic), grant]),
    ),
  };
}

/** An administrator for hubs that are not told of the other clinic's people. */
const OTHER_ADMIN: FleetUser = {
  id: "admin-b",
  email: "admin-b@fleet.example",
  home: "clinic-b",
  role: "super_admin",
  grants: {},
};

/** Every account of the cloud. */
export const CLOUD_USERS: readonly FleetUser[] = [...USERS, OTHER_ADMIN].map(withUuids);
/** The clinics hubs serve. */
export const CLOUD_CLINICS: readonly string[] = CLINICS.map(uuidOf);
/** A clinic without a hub. */
export const FAR_CLINIC = uuidOf("clinic-far");
/** The form of every event. */
export const FORM = uuidOf("form");
/** Fields of the registration form: people on both sides fill in the same ones. */
export const FIELDS: readonly string[] = [0, 1, 2, 3, 4].map((n) => uuidOf(`field-${n}`));
/** The drug, and its batch. */
export const CLOUD_DRUG = uuidOf(DRUG);
export const CLOUD_BATCH = uuidOf(NAMED_PLACES.batch);
/** The row that switches permission checks off. */
export const CONFIG = uuidOf("config-1");

/** Clinics by the bits of a number from 1 to 3. */
export function clinicsOf(bits: number): readonly string[] {
  return CLOUD_CLINICS.filter((_, at) => (bits >> at) % 2 === 1);
}

/** What the fleet of a hub that serves these clinics finds. */
export function placesOf(clinics: readonly string[]): Places {
  const users = CLOUD_USERS.filter(({ home }) => clinics.includes(home));
  const admin = users.find(({ role }) => role === "super_admin");
  if (admin === undefined) throw new RangeError("a hub without an administrator");
  return {
    clinics: CLOUD_CLINICS,
    users,
    admin,
    drug: CLOUD_DRUG,
    batch: CLOUD_BATCH,
    form: FORM,
    fields: FIELDS,
    idOf: uuidOf,
  };
}
