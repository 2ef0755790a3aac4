/**
 * What the cloud says about this hub when its key is checked, and what a run may do with that.
 *
 * @module
 */

/** The hub as the cloud knows it. */
export interface CloudDevice {
  readonly id: string;
  readonly name: string;
  /** `active`, or why it is not; the cloud itself does not act on it (C20). */
  readonly status: string;
  /** Clinics it serves, sorted, each once. */
  readonly clinicIds: readonly string[];
}

/**
 * Reads the answer of a key check.
 *
 * @returns null if it lacks an id, a name or the list of clinics
 */
export function readCloudDevice(answer: unknown): CloudDevice | null {
  if (typeof answer !== "object" || answer === null) return null;
  const { id, name, status, clinic_ids: clinics, is_deleted: deleted } = answer as Record<
    string,
    unknown
  >;
  if (typeof id !== "string" || id === "" || typeof name !== "string") return null;
  if (!Array.isArray(clinics) || !clinics.every((clinic) => typeof clinic === "string")) {
    return null;
  }
  const clinicIds = [...new Set(clinics as string[])].sort();
  const known = typeof status === "string" && status !== "" ? status : "active";
  return { id, name, status: deleted === true ? "deleted" : known, clinicIds };
}

/** Why a run does less than pull and push. */
export type RunLimit =
  /** Somebody suspended or retired the hub in the cloud (S-15). */
  | "NOT_ACTIVE"
  /** No clinics: a pull would bring every clinic's records, and the cloud would drop pushes (A29). */
  | "NO_CLINICS"
  /** The key belongs to another device than the one that was registered. */
  | "OTHER_DEVICE";

/** What a run does. Serving phones goes on in each case. */
export type RunPlan =
  | {
    readonly relay: true;
    readonly pullFrom: "cursor" | "start";
    readonly gone: readonly string[];
  }
  | { readonly relay: false; readonly reason: RunLimit };

/**
 * Decides what a run does (decision 23). A clinic that was added sends nothing older than the
 * cursor by itself, so everything is asked for again; what belongs to one that was taken away stays
 * here, and the operator is told.
 *
 * @param known the device at the last run that relayed; null before the first
 */
export function planRun(known: CloudDevice | null, now: CloudDevice): RunPlan {
  if (known !== null && known.id !== now.id) return { relay: false, reason: "OTHER_DEVICE" };
  if (now.status !== "active") return { relay: false, reason: "NOT_ACTIVE" };
  if (now.clinicIds.length === 0) return { relay: false, reason: "NO_CLINICS" };
  const before = new Set(known?.clinicIds ?? []);
  const grown = now.clinicIds.some((clinic) => !before.has(clinic));
  const gone = [...before].filter((clinic) => !now.clinicIds.includes(clinic));
  return { relay: true, pullFrom: grown ? "start" : "cursor", gone };
}
