/**
 * Rule 18 of `docs/decisions/`, from its text: whether a pushed row may be stored at all.
 *
 * On the generous side where the text leaves room: what this refuses must never be stored.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { isOpenToAll } from "./scope.ts";

/** What a push does to a row. */
export type Action = "create" | "change" | "delete";

type Row = Readonly<Record<string, unknown>>;

const CARE = ["can_edit_records", "can_edit_records", "can_delete_records"] as const;
const MEDICINE = [
  "can_prescribe_medications",
  "can_prescribe_medications",
  "can_delete_records",
] as const;
const DISPENSING = ["can_dispense_medications", "can_dispense_medications", null] as const;
const PATIENT = [
  "can_register_patients",
  "can_edit_records",
  "can_delete_patient_records",
] as const;

/** By table: the flags for create, change and delete. */
const FLAGS: Readonly<Record<string, readonly [string, string, string | null]>> = {
  patients: PATIENT,
  patient_additional_attributes: PATIENT,
  visits: ["can_edit_records", "can_edit_records", "can_delete_patient_visits"],
  events: CARE,
  patient_vitals: CARE,
  patient_problems: CARE,
  appointments: CARE,
  patient_risk_profiles: CARE,
  prescriptions: MEDICINE,
  prescription_items: MEDICINE,
  dispensing_records: DISPENSING,
  clinic_inventory: DISPENSING,
};

const ACTIONS: readonly Action[] = ["create", "change", "delete"];
const NAMED = [
  "recorded_by_user_id",
  "provider_id",
  "user_id",
  "dispensed_by",
  "filled_by",
  "last_modified_by",
];

/** What is pushed and by whom. */
export interface PushedRow {
  readonly userId: string;
  readonly table: string;
  readonly action: Action;
  readonly arriving: Row;
  /** Null when the hub does not hold it. */
  readonly stored: Row | null;
  /** Other rows of the same push, by table and id. */
  readonly beside?: ReadonlyMap<string, Row>;
}

/** False when the row must not be stored, whatever way rule 18 is read. */
export function mayBeStored(database: Database, pushed: PushedRow): boolean {
  const flags = FLAGS[pushed.table];
  const flag = flags?.[ACTIONS.indexOf(pushed.action)];
  if (flag === undefined || flag === null) return false;
  const users = new Set([pushed.userId]);
  for (const row of [pushed.arriving, pushed.stored ?? {}]) {
    for (const column of NAMED) if (typeof row[column] === "string") users.add(row[column]);
  }
  const clinics = clinicsOf(database, pushed);
  return [...users].some((userId) => hasFlag(database, userId, flag, clinics));
}

/** True when the user has every flag at home: then nothing that phones write may be put aside. */
export function hasEveryFlagAtHome(database: Database, userId: string): boolean {
  const flags = new Set(Object.values(FLAGS).flat().filter((flag) => flag !== null));
  flags.add("can_edit_other_provider_event");
  return [...flags].every((flag) => hasFlag(database, userId, flag, new Set()));
}

function hasFlag(
  database: Database,
  userId: string,
  flag: string,
  clinics: ReadonlySet<string>,
): boolean {
  const user = database.prepare(
    "SELECT role, clinic_id FROM users WHERE id = ? AND coalesce(is_deleted, 0) = 0",
  ).value<[string, string | null]>(userId);
  if (user === undefined) return false;
  const [role, home] = user;
  if (role === "super_admin" || isOpenToAll(database)) return true;
  const places = new Set([...clinics, ...(home === null ? [] : [home])]);
  const granted = database.prepare(
    `SELECT clinic_id FROM user_clinic_permissions
     WHERE user_id = ? AND (coalesce(is_clinic_admin, 0) = 1 OR coalesce(${flag}, 0) = 1)`,
  ).values<[string]>(userId);
  return granted.some(([clinic]) => places.has(clinic));
}

function clinicsOf(database: Database, { arriving, stored, beside }: PushedRow): Set<string> {
  const clinics = new Set<string>();
  for (const row of [arriving, stored ?? {}]) {
    const own = [row.clinic_id, row.pickup_clinic_id, row.primary_clinic_id];
    const found = [
      ...own,
      beside?.get(`visits/${row.visit_id}`)?.clinic_id,
      beside?.get(`patients/${row.patient_id}`)?.primary_clinic_id,
      one(database, "SELECT clinic_id FROM visits WHERE id = ?", row.visit_id),
      one(database, "SELECT primary_clinic_id FROM patients WHERE id = ?", row.patient_id),
    ];
    for (const clinic of found) {
      if (typeof clinic === "string" && clinic !== "") clinics.add(clinic);
    }
  }
  return clinics;
}

function one(database: Database, sql: string, id: unknown): unknown {
  return typeof id === "string" ? database.prepare(sql).value<[unknown]>(id)?.[0] : null;
}
