/**
 * What a user may do, by the phones' own rule (decision 18).
 *
 * @module
 */

/** Reads rows by SQL text: the prepared statements of an open hub. */
export interface RowReader {
  /** The statement for this text. */
  get(sql: string): {
    /** The first row's values, or undefined. */
    value<T extends unknown[]>(...parameters: string[]): T | undefined;
    /** All rows' values. */
    values<T extends unknown[]>(...parameters: string[]): T[];
  };
}

/** The flags of `user_clinic_permissions` that decide something on the hub. */
export type PermissionFlag =
  | "can_register_patients"
  | "can_view_history"
  | "can_edit_records"
  | "can_delete_records"
  | "can_edit_other_provider_event"
  | "can_prescribe_medications"
  | "can_dispense_medications"
  | "can_delete_patient_visits"
  | "can_delete_patient_records";

/** All {@linkcode PermissionFlag}s. */
export const PERMISSION_FLAGS: readonly PermissionFlag[] = [
  "can_register_patients",
  "can_view_history",
  "can_edit_records",
  "can_delete_records",
  "can_edit_other_provider_event",
  "can_prescribe_medications",
  "can_dispense_medications",
  "can_delete_patient_visits",
  "can_delete_patient_records",
];

/** A live user's permissions, as they are now. */
export interface UserPermissions {
  /** Whose they are. */
  readonly userId: string;
  /** Home clinic, null when the user has none. */
  readonly homeClinicId: string | null;
  /** True when nothing is refused: `super_admin`, or checking is switched off by the cloud. */
  readonly unrestricted: boolean;
  /** Clinics where the user has the flag; of no meaning when `unrestricted`. */
  readonly clinicsWith: (flag: PermissionFlag) => ReadonlySet<string>;
  /**
   * True when the user has the flag at the clinic. Null or `""` stands for the home clinic: a
   * record without a clinic is decided there.
   */
  readonly allows: (flag: PermissionFlag, clinicId: string | null) => boolean;
}

const NOWHERE: ReadonlySet<string> = new Set();

/** The permissions of a live user, or null when there is no such user. */
export function permissionsOf(statements: RowReader, userId: string): UserPermissions | null {
  const user = statements.get(
    "SELECT nullif(clinic_id, ''), role FROM users WHERE id = ? AND coalesce(is_deleted, 0) = 0",
  ).value<[string | null, string | null]>(userId);
  if (user === undefined) return null;
  const [homeClinicId, role] = user;
  const checksOff = checksOffAt(statements, homeClinicId);
  const unrestricted = role === "super_admin" || checksOff === "everywhere";
  const clinics: Map<PermissionFlag, Set<string>> = unrestricted
    ? new Map()
    : grantedClinics(statements, userId);
  if (checksOff === "home" && homeClinicId !== null) {
    for (const granted of clinics.values()) granted.add(homeClinicId);
  }
  const clinicsWith = (flag: PermissionFlag) => clinics.get(flag) ?? NOWHERE;
  return {
    userId,
    homeClinicId,
    unrestricted,
    clinicsWith,
    allows: (flag, clinicId) => {
      if (unrestricted) return true;
      const clinic = clinicId === null || clinicId === "" ? homeClinicId : clinicId;
      return clinic !== null && clinicsWith(flag).has(clinic);
    },
  };
}

/**
 * Where `auth` / `disable-mobile-permissions-checking` is on: `clinic_ids` null means everywhere, a
 * list that has the user's clinic at home, `[]` nowhere.
 */
function checksOffAt(
  statements: RowReader,
  homeClinicId: string | null,
): "everywhere" | "home" | "nowhere" {
  const rows = statements.get(
    `SELECT clinic_ids FROM app_config WHERE namespace = 'auth'
     AND key = 'disable-mobile-permissions-checking' AND value IN ('true', '1')`,
  ).values<[string | null]>();
  const meant = rows.map(([clinics]) => clinicList(clinics));
  if (meant.includes(null)) return "everywhere";
  return meant.some((list) => homeClinicId !== null && list?.includes(homeClinicId))
    ? "home"
    : "nowhere";
}

/** Null for all clinics. What cannot be read opens nothing. */
function clinicList(clinics: string | null): readonly unknown[] | null {
  if (clinics === null || clinics === "") return null;
  try {
    const list: unknown = JSON.parse(clinics);
    if (list === null) return null;
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** A clinic administrator has every flag; a flag that is null is false. */
function grantedClinics(
  statements: RowReader,
  userId: string,
): Map<PermissionFlag, Set<string>> {
  const rows = statements.get(
    `SELECT clinic_id, coalesce(is_clinic_admin, 0), ${
      PERMISSION_FLAGS.map((flag) => `coalesce(${flag}, 0)`).join(", ")
    } FROM user_clinic_permissions WHERE user_id = ?`,
  ).values<[string, number, ...number[]]>(userId);
  const granted = new Map<PermissionFlag, Set<string>>(
    PERMISSION_FLAGS.map((flag) => [flag, new Set()]),
  );
  for (const [clinicId, isAdmin, ...flags] of rows) {
    for (const [at, flag] of PERMISSION_FLAGS.entries()) {
      if (isAdmin === 1 || flags[at] === 1) granted.get(flag)?.add(clinicId);
    }
  }
  return granted;
}
