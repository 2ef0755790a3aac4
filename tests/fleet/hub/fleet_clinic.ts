/**
 * The clinic the fleet works in: what the cloud has sent before the first phone arrives.
 *
 * @module
 */

import { bcrypt } from "hash-wasm";
import { PERMISSION_FLAGS } from "../../../server/permissions/mod.ts";

/** An account. */
export interface FleetUser {
  readonly id: string;
  readonly email: string;
  readonly home: string;
  readonly role: "provider" | "super_admin";
  /** Permissions at the start, by clinic. */
  readonly grants: Readonly<Record<string, Grant>>;
}

/** A set of permissions. */
export type Grant = "all" | "view" | "write" | "prescribe" | "none";

/** The two clinics. */
export const CLINICS = ["clinic-a", "clinic-b"] as const;

/** Everybody's password. */
export const PASSWORD = "fleet-password";

/** The vault's passphrase. */
export const PASSPHRASE = "a fleet of quiet phones 7";

function user(
  id: string,
  home: string,
  grants: FleetUser["grants"],
  role: FleetUser["role"] = "provider",
): FleetUser {
  return { id, email: `${id}@fleet.example`, home, grants, role };
}

/** The accounts, in a fixed order. */
export const USERS: readonly FleetUser[] = [
  user("nurse-a", "clinic-a", { "clinic-a": "all" }),
  user("nurse-b", "clinic-b", { "clinic-b": "all" }),
  user("nurse-both", "clinic-a", { "clinic-a": "all", "clinic-b": "all" }),
  user("viewer-a", "clinic-a", { "clinic-a": "view" }),
  user("writer-b", "clinic-b", { "clinic-b": "write" }),
  user("admin", "clinic-a", {}, "super_admin"),
];

/** The one drug, in one batch at each clinic. */
export const DRUG = "drug-1";
export const BATCH = "batch-1";
/** Units of it at each clinic at the start. */
export const FIRST_STOCK = 1_000;

const FLAGS = [...PERMISSION_FLAGS, "is_clinic_admin", "can_download_patient_reports"] as const;

const WRITE: ReadonlySet<string> = new Set([
  "can_register_patients",
  "can_view_history",
  "can_edit_records",
]);

/** The flags of a grant, 0 or 1. */
export function flagsOf(grant: Grant): Record<string, number> {
  const has = (flag: string) => {
    if (grant === "all") return flag !== "is_clinic_admin";
    if (grant === "prescribe" && flag === "can_prescribe_medications") return true;
    if (grant === "write" || grant === "prescribe") return WRITE.has(flag);
    return grant === "view" && flag === "can_view_history";
  };
  return Object.fromEntries(FLAGS.map((flag) => [flag, has(flag) ? 1 : 0]));
}

/** Id of the permissions of a user at a clinic. */
export function permissionId(userId: string, clinicId: string): string {
  return `permission-${userId}-${clinicId}`;
}

/** A row in hub form: times in ms, booleans 0 or 1, JSON as text. */
export type CloudRow = Readonly<Record<string, string | number | null>> & { readonly id: string };

/** Rows of one table. */
export interface CloudTable {
  readonly table: string;
  readonly rows: readonly CloudRow[];
}

/** Epoch ms of the fleet's first moment. */
export const START_MS = Date.UTC(2026, 9, 1, 6);

const WRITTEN = { created_at: START_MS - 9e8, updated_at: START_MS - 9e8 };
const LIVE = { is_deleted: 0, deleted_at: null, ...WRITTEN };
const SERVED = {
  ...LIVE,
  last_modified: WRITTEN.updated_at,
  server_created_at: WRITTEN.created_at,
};

/** Everything the hub holds at first, parents before children. */
export async function firstRows(): Promise<readonly CloudTable[]> {
  const hashed_password = await bcrypt({
    password: PASSWORD,
    salt: new Uint8Array(16).fill(5),
    costFactor: 4,
    outputType: "encoded",
  });
  const permissions = USERS.flatMap(({ id, grants }) =>
    Object.entries(grants).map(([clinicId, grant]) => permissionRow(id, clinicId, grant))
  );
  return [
    { table: "clinics", rows: CLINICS.map((id) => ({ id, name: id, is_archived: 0, ...SERVED })) },
    {
      table: "users",
      rows: USERS.map(({ id, email, home, role }) => ({
        ...{ id, email, role, clinic_id: home, name: id, hashed_password },
        ...SERVED,
      })),
    },
    { table: "user_clinic_permissions", rows: permissions },
    { table: "app_config", rows: [CONFIG] },
    { table: "drug_catalogue", rows: [drugRow()] },
    { table: "clinic_inventory", rows: CLINICS.map(stockRow) },
    { table: "patients", rows: [patientRow(null), ...CLINICS.map((id) => patientRow(id))] },
    { table: "visits", rows: CLINICS.map((id) => visitRow(id)) },
    { table: "prescriptions", rows: CLINICS.map(prescriptionRow) },
    { table: "prescription_items", rows: CLINICS.map(itemRow) },
  ];
}

const CONFIG: CloudRow = {
  id: "config-1",
  namespace: "auth",
  key: "disable-mobile-permissions-checking",
  value: "false",
  data_type: "boolean",
  last_modified: WRITTEN.updated_at,
  ...WRITTEN,
};

/** What a user may do at a clinic. */
export function permissionRow(userId: string, clinicId: string, grant: Grant): CloudRow {
  return {
    id: permissionId(userId, clinicId),
    user_id: userId,
    clinic_id: clinicId,
    ...flagsOf(grant),
    ...WRITTEN,
  };
}

/** Id of a patient the cloud knows. */
export function cloudPatientId(clinicId: string | null): string {
  return `patient-of-${clinicId ?? "nobody"}`;
}

/** A patient as the cloud sends one; `suffix` makes it another one. */
export function patientRow(clinicId: string | null, suffix = ""): CloudRow {
  return {
    id: `${cloudPatientId(clinicId)}${suffix}`,
    given_name: "Cloud",
    surname: clinicId ?? "nobody",
    date_of_birth: "1980-04-05",
    citizenship: "",
    hometown: "",
    phone: "",
    sex: "female",
    camp: "",
    additional_data: "{}",
    metadata: "{}",
    photo_url: "",
    government_id: "",
    external_patient_id: "",
    primary_clinic_id: clinicId,
    last_modified_by: null,
    ...SERVED,
  };
}

function visitRow(clinicId: string): CloudRow {
  return {
    id: `visit-at-${clinicId}`,
    patient_id: cloudPatientId(clinicId),
    clinic_id: clinicId,
    provider_id: "admin",
    provider_name: "admin",
    check_in_timestamp: START_MS - 9e8,
    metadata: "{}",
    ...SERVED,
  };
}

function drugRow(): CloudRow {
  return {
    id: DRUG,
    generic_name: "amoxicillin",
    form: "capsule",
    route: "oral",
    dosage_quantity: "500",
    dosage_units: "mg",
    sale_price: "1.00",
    min_stock_level: 1,
    is_controlled: 0,
    requires_refrigeration: 0,
    is_active: 1,
    metadata: "{}",
    ...SERVED,
  };
}

function stockRow(clinicId: string): CloudRow {
  return {
    id: `stock-at-${clinicId}`,
    clinic_id: clinicId,
    drug_id: DRUG,
    batch_id: BATCH,
    quantity_available: FIRST_STOCK,
    reserved_quantity: 0,
    metadata: "{}",
    batch_number: "LOT-1",
    batch_expiry_date: Date.UTC(2030, 0, 1),
    ...SERVED,
  };
}

function prescriptionRow(clinicId: string): CloudRow {
  return {
    id: `prescription-at-${clinicId}`,
    patient_id: cloudPatientId(clinicId),
    provider_id: "admin",
    pickup_clinic_id: clinicId,
    visit_id: `visit-at-${clinicId}`,
    priority: "normal",
    expiration_date: Date.UTC(2030, 0, 1),
    prescribed_at: START_MS - 9e8,
    status: "pending",
    items: "[]",
    notes: "",
    metadata: "{}",
    ...SERVED,
  };
}

function itemRow(clinicId: string): CloudRow {
  return {
    id: `item-at-${clinicId}`,
    prescription_id: `prescription-at-${clinicId}`,
    patient_id: cloudPatientId(clinicId),
    drug_id: DRUG,
    clinic_id: clinicId,
    dosage_instructions: "",
    quantity_prescribed: 40,
    quantity_dispensed: 0,
    refills_authorized: 0,
    refills_used: 0,
    item_status: "active",
    notes: "",
    metadata: "{}",
    ...SERVED,
  };
}
