/**
 * What can be wrong with a hub; closed. What a person does about each is in `docs/health.md`.
 *
 * @module
 */

/**
 * How much it matters.
 *
 * - `stop`: phones are stopped, or will be within hours, or records are in danger
 * - `soon`: nothing stops yet; somebody should act today
 * - `note`: worth knowing
 */
export type HealthSeverity = "stop" | "soon" | "note";

/**
 * Every problem with its severity, the most pressing first.
 *
 * - `DATABASE_DAMAGED`: the check of the database, or a call, has found damage
 * - `FILES_DAMAGED`: vault or database is missing, or the vault is not what was written
 * - `DATABASE_SILENT`: the part of the program that has the database open does not answer
 * - `DISK_FULL`: so little room that the next sync may be refused
 * - `ADDRESS_NONE`: this computer is on no network
 * - `ADDRESS_SILENT`: the hub does not answer at its own address
 * - `BATTERY_LOW`: no mains, and the battery ends soon
 * - `DISK_LOW`: room for some days, or less than a snapshot needs
 * - `DISK_FILLING`: something fills the disk within a day
 * - `DATABASE_CHECK_FAILED`: the check of the database could not be done
 * - `SNAPSHOT_FAILED`: the last snapshot could not be made
 * - `SNAPSHOT_NONE`: there is no snapshot
 * - `SNAPSHOT_OLD`: the newest is older than two days
 * - `SNAPSHOT_FUTURE`: the newest, here or in the second place, is dated more than ten minutes ahead
 * - `SECOND_PLACE_GONE`: the second place for snapshots is not there
 * - `SECOND_PLACE_FAILING`: it is there and takes no snapshot
 * - `SECOND_PLACE_OLD`: its newest snapshot is older than a week
 * - `CLOCK_LEAPT`: the clock leapt ahead and waits for the operator's word
 * - `CLOCK_BEHIND`: the clock shows a time before the newest record or before this program was made
 * - `CLOCK_OFF_PHONES`: several phones agree on another time
 * - `CLOCK_OFF_CLOUD`: the cloud has another time
 * - `RELAY_REFUSED`: the cloud does not let this hub in any more
 * - `RELAY_OVERDUE`: rows have waited for the cloud for more than three days
 * - `AUDIT_DAMAGED`: the audit log is not as it was written
 * - `ADDRESS_CHOICE_GONE`: the address the operator has chosen is not one of this computer now
 * - `ADDRESS_CHANGED`: the address is another one, and no phone has come by it yet
 * - `FIREWALL_ON`: a firewall is on, nothing shows that it lets phones in, and none has come
 * - `SECOND_PLACE_NONE`: snapshots are on this disk only
 * - `SECOND_PLACE_SAME_DISK`: the second place is on the disk of the data
 * - `BATTERY_ON`: no mains
 * - `SLEEP_ALLOWED`: nothing keeps this laptop awake
 * - `PHONE_CLOCK`: one phone and this computer have different times
 * - `ADDRESS_LOCAL`: the hub was started for this computer alone
 * - `DATABASE_UNCHECKED`: the check of the database has not ended for a week
 */
export const HEALTH_PROBLEMS = {
  DATABASE_DAMAGED: "stop",
  FILES_DAMAGED: "stop",
  DATABASE_SILENT: "stop",
  DISK_FULL: "stop",
  ADDRESS_NONE: "stop",
  ADDRESS_SILENT: "stop",
  BATTERY_LOW: "stop",
  DISK_LOW: "soon",
  DISK_FILLING: "soon",
  DATABASE_CHECK_FAILED: "soon",
  SNAPSHOT_FAILED: "soon",
  SNAPSHOT_NONE: "soon",
  SNAPSHOT_OLD: "soon",
  SNAPSHOT_FUTURE: "soon",
  SECOND_PLACE_GONE: "soon",
  SECOND_PLACE_FAILING: "soon",
  SECOND_PLACE_OLD: "soon",
  CLOCK_LEAPT: "soon",
  CLOCK_BEHIND: "soon",
  CLOCK_OFF_PHONES: "soon",
  CLOCK_OFF_CLOUD: "soon",
  RELAY_REFUSED: "soon",
  RELAY_OVERDUE: "soon",
  AUDIT_DAMAGED: "soon",
  ADDRESS_CHOICE_GONE: "soon",
  ADDRESS_CHANGED: "soon",
  FIREWALL_ON: "note",
  SECOND_PLACE_NONE: "note",
  SECOND_PLACE_SAME_DISK: "note",
  BATTERY_ON: "note",
  SLEEP_ALLOWED: "note",
  PHONE_CLOCK: "note",
  ADDRESS_LOCAL: "note",
  DATABASE_UNCHECKED: "note",
} as const satisfies Readonly<Record<string, HealthSeverity>>;

/** A code of {@linkcode HEALTH_PROBLEMS}. */
export type HealthProblemCode = keyof typeof HEALTH_PROBLEMS;

/** What the words of a problem speak of, by name: `bytes`, `hours`, `address` and the like. */
export type HealthValues = Readonly<Record<string, string | number>>;

/** A problem that is there now. */
export interface FoundProblem {
  /** Which one. */
  readonly code: HealthProblemCode;
  /** What its words speak of. */
  readonly values: HealthValues;
}

/** A problem as the operator is told. */
export interface HealthProblem extends FoundProblem {
  /** How much it matters. */
  readonly severity: HealthSeverity;
  /** Epoch ms at which this program noticed it. */
  readonly sinceMs: number;
}

const ORDER = Object.keys(HEALTH_PROBLEMS);

/** The most pressing first, always in the same order. */
export function byUrgency(a: FoundProblem, b: FoundProblem): number {
  return ORDER.indexOf(a.code) - ORDER.indexOf(b.code);
}
