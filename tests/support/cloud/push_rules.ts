/**
 * What the cloud does with a pushed row, table by table (`cloud.md` 3.4, the table).
 *
 * Where the document is silent: a row is written whole, so that a column it leaves out gets its
 * default or becomes NULL, unless `CloudOptions.keepsLeftOut` says otherwise; an update keeps the stored `created_at`; `updated_at` stays the hub's
 * except where the table says otherwise; `last_modified` and `server_created_at` are always the
 * cloud's own.
 *
 * @module
 */

import type { CloudClocks } from "./cloud_clocks.ts";
import type { CloudDatabase, CloudRow, ConflictRule, UpsertResult } from "./cloud_database.ts";
import { moveStock } from "./dispensing_trigger.ts";
import { isUuid } from "./pg_value.ts";
import type { PushRecord } from "./push_record.ts";
import { wrapDate } from "./sync_dates.ts";

/** What a rule works with. */
export interface PushTarget {
  readonly database: CloudDatabase;
  readonly clocks: CloudClocks;
  readonly record: PushRecord;
}

/** Stores one row. @throws whatever keeps it from being stored */
export type PushRule = (target: PushTarget, row: CloudRow) => UpsertResult;

/** `last_modified` is stamped with the insertion too, so it needs no stamp of its own. */
const KEPT = ["id", "created_at", "server_created_at"];
const GUARDED: ConflictRule = { guarded: true, keeps: KEPT, stamps: [] };
const RESTAMPED: ConflictRule = { guarded: true, keeps: KEPT, stamps: ["updated_at"] };

/** The rules of the tables that the cloud takes from hubs. */
export const PUSH_RULES: Readonly<Record<string, PushRule>> = {
  patients: (target, row) => {
    const id = isUuid(row.id) ? row.id : crypto.randomUUID();
    return upsert(target, "patients", { ...row, id, deleted_at: null }, GUARDED);
  },
  patient_additional_attributes: (target, row) =>
    upsert(target, "patient_additional_attributes", {
      ...row,
      number_value: row.number_value || null,
      string_value: row.string_value || null,
      boolean_value: row.boolean_value || null,
    }, RESTAMPED),
  visits: (target, row) => upsert(target, "visits", row, RESTAMPED),
  events: pushEvent,
  appointments: pushAppointment,
  prescriptions: pushPrescription,
  patient_vitals: (target, { event_id: _, ...row }) =>
    upsert(target, "patient_vitals", row, {
      guarded: true,
      keeps: ["id"],
      stamps: ["created_at", "server_created_at", "updated_at"],
    }),
  patient_problems: pushProblem,
  dispensing_records: pushDispensing,
  prescription_items: (target, row) => {
    const { metadata: _, is_deleted: __, recorded_by_user_id: ___, ...kept } = row;
    return upsert(target, "prescription_items", kept, {
      guarded: true,
      keeps: [
        ...KEPT,
        "updated_at",
        "last_modified",
        "metadata",
        "is_deleted",
        "recorded_by_user_id",
      ],
      stamps: [],
    });
  },
  clinic_departments: (target, row) => {
    target.database.insert("clinic_departments", stamped({ ...row, id: crypto.randomUUID() }));
    return "inserted";
  },
  drug_catalogue: () => "ignored",
  device_pin_codes: () => "ignored",
};

function upsert(
  { database }: PushTarget,
  table: string,
  row: CloudRow,
  rule: ConflictRule,
): UpsertResult {
  return database.upsert(table, stamped(row), rule);
}

/** Whatever the hub says about the cloud's own times is not listened to. */
function stamped(row: CloudRow): CloudRow {
  return { ...row, last_modified: undefined, server_created_at: undefined };
}

/** An unknown visit is made up, under the first user there is. */
function pushEvent(target: PushTarget, row: CloudRow): UpsertResult {
  const { database } = target;
  const { visit_id: visitId } = row;
  if (isUuid(visitId) && database.count("visits", "id = ?", [visitId.toLowerCase()]) === 0) {
    const [user] = database.eachRow("users");
    if (user === undefined) throw new TypeError("Cannot read properties of undefined (id)");
    makeUpVisit(target, {
      id: visitId,
      patient_id: row.patient_id,
      clinic_id: user.clinic_id,
      provider_id: user.id,
    });
  }
  const stored = database.count("events", "id = ?", [String(row.id).toLowerCase()]) > 0;
  return upsert(target, "events", stored ? row : { ...row, is_deleted: false }, RESTAMPED);
}

function pushAppointment(target: PushTarget, row: CloudRow): UpsertResult {
  for (const column of ["clinic_id", "patient_id", "user_id"]) {
    if (!isUuid(row[column])) throw new TypeError(`Appointment needs a valid ${column}`);
  }
  // The cloud would make a visit up, under a fallback user that a hub does not have.
  if (!isUuid(row.current_visit_id)) throw new TypeError("Appointment needs a visit and a user");
  return upsert(target, "appointments", { ...row, is_deleted: false }, GUARDED);
}

/** Without a visit, each push makes one up, even one that is too old to be stored. */
function pushPrescription(target: PushTarget, row: CloudRow): UpsertResult {
  const visitId = row.visit_id ?? makeUpVisit(target, {
    id: crypto.randomUUID(),
    patient_id: row.patient_id,
    clinic_id: row.pickup_clinic_id,
    provider_id: row.provider_id,
  });
  const changed = { ...row, visit_id: visitId, items: [], metadata: {} };
  return upsert(target, "prescriptions", changed, {
    guarded: true,
    keeps: [...KEPT, "prescribed_at", "filled_at"],
    stamps: [],
  });
}

/** Compares the stored row with now, so nothing is ever too old; small dates become wrong ones. */
function pushProblem(target: PushTarget, row: CloudRow): UpsertResult {
  const nowMs = target.clocks.nodeMs();
  const changed = {
    ...row,
    onset_date: wrapDate(row.onset_date, nowMs),
    end_date: wrapDate(row.end_date, nowMs),
  };
  return upsert(target, "patient_problems", changed, {
    guarded: false,
    keeps: ["id", "server_created_at"],
    stamps: ["created_at", "updated_at"],
  });
}

function pushDispensing(target: PushTarget, row: CloudRow): UpsertResult {
  const { database, clocks } = target;
  return database.transaction(() => {
    const result = upsert(target, "dispensing_records", row, GUARDED);
    const id = String(row.id).toLowerCase();
    const [stored] = result === "inserted"
      ? database.rows("dispensing_records", "id = ?", [id])
      : [];
    if (stored !== undefined) moveStock(database, clocks, stored);
    return result;
  });
}

function makeUpVisit({ database, clocks, record }: PushTarget, visit: CloudRow): string {
  database.insert("visits", { ...visit, check_in_timestamp: clocks.databaseIso() });
  record.fabricatedVisits.push(String(visit.id));
  return String(visit.id);
}
