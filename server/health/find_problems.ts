/**
 * From measured values to problems. Pure: the same facts at the same time give the same problems.
 *
 * @module
 */

import { clockProblems } from "./clock_problems.ts";
import type {
  DatabaseFacts,
  DiskFacts,
  HealthFacts,
  PowerFacts,
  ReachFacts,
  RelayFacts,
  SecondPlaceFacts,
  SnapshotFacts,
} from "./health_facts.ts";
import { byUrgency, type FoundProblem } from "./health_problem.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A push of 64 MiB needs this much, with its log. */
export const FULL_BYTES = 300e6;
/** Some days of a busy clinic. */
const LOW_BYTES = 2e9;
/** A disk that fills faster than this is noticed whatever its size. */
const FILLING_HOURS = 24;
const BATTERY_LOW_PERCENT = 20;
const SNAPSHOT_OLD_MS = 2 * DAY_MS;
const SECOND_OLD_MS = 7 * DAY_MS;
/** A clock that was set right by the network may have gone back by this much. */
const FUTURE_MS = 10 * 60_000;
/** A program that was just started has not had the time for a snapshot yet. */
const SNAPSHOT_GRACE_MS = 15 * 60_000;
const RELAY_OVERDUE_MS = 3 * DAY_MS;
const UNCHECKED_MS = 7 * DAY_MS;

/** What a clock that leapt ahead, and is not believed yet, says nothing of. */
const AGES: ReadonlySet<string> = new Set([
  "DATABASE_UNCHECKED",
  "RELAY_OVERDUE",
  "SECOND_PLACE_OLD",
  "SNAPSHOT_OLD",
]);

/** Problems of the relay that a person has to solve with the cloud's administrator. */
const REFUSALS: ReadonlySet<string> = new Set([
  "KEY_REFUSED",
  "SUSPENDED",
  "DECOMMISSIONED",
  "NO_CLINICS",
  "OTHER_DEVICE",
  "OTHER_CLOUD",
  "CLOUD_TOO_NEW",
]);

/**
 * The problems, the most pressing first.
 *
 * @param nowMs Epoch ms
 * @param openSinceMs When the hub was opened, epoch ms; null while it is locked or not running
 */
export function findProblems(
  facts: HealthFacts,
  nowMs: number,
  openSinceMs: number | null,
): FoundProblem[] {
  const { disk, database, snapshots, clock, relay, reach, power } = facts;
  const isOpenLong = openSinceMs !== null && nowMs - openSinceMs >= SNAPSHOT_GRACE_MS;
  return [
    ...diskProblems(disk, database),
    ...databaseProblems(database, nowMs, openSinceMs),
    ...(snapshots === null ? [] : snapshotProblems(snapshots, nowMs, isOpenLong)),
    ...clockProblems(clock),
    ...(relay === null ? [] : relayProblems(relay, nowMs)),
    ...(reach === null ? [] : reachProblems(reach)),
    ...(reach === null ? [] : powerProblems(power)),
  ].filter(({ code }) => !(clock.leapt && AGES.has(code))).sort(byUrgency);
}

function diskProblems({ freeBytes, fullInHours }: DiskFacts, { bytes }: DatabaseFacts) {
  const problems: FoundProblem[] = [];
  if (freeBytes === null) return problems;
  const values = { bytes: freeBytes };
  if (freeBytes < FULL_BYTES) problems.push({ code: "DISK_FULL", values });
  // A snapshot is as large as the database, and so is the log while it is cleared or rotated.
  else if (freeBytes < Math.max(LOW_BYTES, 2 * bytes)) problems.push({ code: "DISK_LOW", values });
  if (fullInHours !== null && fullInHours < FILLING_HOURS) {
    problems.push({
      code: "DISK_FILLING",
      values: { hours: Math.max(1, Math.round(fullInHours)) },
    });
  }
  return problems;
}

function databaseProblems(
  { silent, brokenPart, integrity, auditProblem }: DatabaseFacts,
  nowMs: number,
  openSinceMs: number | null,
): FoundProblem[] {
  const problems: FoundProblem[] = [];
  if (brokenPart !== null) problems.push({ code: "FILES_DAMAGED", values: {} });
  // A hub that is being changed as a whole, or unlocked, has nobody waiting.
  if (silent && openSinceMs !== null) problems.push({ code: "DATABASE_SILENT", values: {} });
  if (integrity?.failed === true) problems.push({ code: "DATABASE_CHECK_FAILED", values: {} });
  if (integrity?.result === "damaged") problems.push({ code: "DATABASE_DAMAGED", values: {} });
  if (auditProblem !== null) problems.push({ code: "AUDIT_DAMAGED", values: {} });
  if (integrity === null || openSinceMs === null) return problems;
  // A hub that is opened each morning is given the time to finish.
  const lastMs = Math.max(integrity.atMs ?? 0, openSinceMs);
  if (nowMs - lastMs > UNCHECKED_MS) {
    problems.push({ code: "DATABASE_UNCHECKED", values: { days: daysOf(nowMs - lastMs) } });
  }
  return problems;
}

function snapshotProblems(
  { newestMs, problem, second }: SnapshotFacts,
  nowMs: number,
  isOpenLong: boolean,
): FoundProblem[] {
  const problems: FoundProblem[] = [];
  if (problem !== null) problems.push({ code: "SNAPSHOT_FAILED", values: { problem } });
  if (newestMs === null) {
    if (isOpenLong) problems.push({ code: "SNAPSHOT_NONE", values: {} });
  } else if (nowMs - newestMs > SNAPSHOT_OLD_MS) {
    problems.push({ code: "SNAPSHOT_OLD", values: { days: daysOf(nowMs - newestMs) } });
  }
  // Nobody knows how old such a one is: it must not count as recent until its date has come.
  const dates = [newestMs, second?.newestMs ?? null];
  if (dates.some((ms) => ms !== null && ms > nowMs + FUTURE_MS)) {
    problems.push({ code: "SNAPSHOT_FUTURE", values: {} });
  }
  return second === null ? problems : [...problems, ...secondPlaceProblems(second, nowMs)];
}

function secondPlaceProblems(
  { state, newestMs, sameDisk }: SecondPlaceFacts,
  nowMs: number,
): FoundProblem[] {
  if (state === "none") return [{ code: "SECOND_PLACE_NONE", values: {} }];
  const problems: FoundProblem[] = [];
  if (state === "missing") problems.push({ code: "SECOND_PLACE_GONE", values: {} });
  if (state === "failing") problems.push({ code: "SECOND_PLACE_FAILING", values: {} });
  if (sameDisk) problems.push({ code: "SECOND_PLACE_SAME_DISK", values: {} });
  if (newestMs !== null && nowMs - newestMs > SECOND_OLD_MS) {
    problems.push({ code: "SECOND_PLACE_OLD", values: { days: daysOf(nowMs - newestMs) } });
  }
  return problems;
}

function relayProblems(
  { problem, oldestWaitingMs, waiting }: RelayFacts,
  nowMs: number,
): FoundProblem[] {
  if (problem !== null && REFUSALS.has(problem)) {
    return [{ code: "RELAY_REFUSED", values: { problem } }];
  }
  if (oldestWaitingMs === null || nowMs - oldestWaitingMs <= RELAY_OVERDUE_MS) return [];
  const values = { days: daysOf(nowMs - oldestWaitingMs), rows: waiting };
  return [{ code: "RELAY_OVERDUE", values }];
}

function reachProblems(reach: ReachFacts): FoundProblem[] {
  const { url, result, heardMs, formerUrl, lostChoice, firewall } = reach;
  if (result === "none") return [{ code: "ADDRESS_NONE", values: {} }];
  if (result === "local") return [{ code: "ADDRESS_LOCAL", values: {} }];
  const address = url ?? "";
  const problems: FoundProblem[] = [];
  if (result === "silent") problems.push({ code: "ADDRESS_SILENT", values: { address } });
  if (lostChoice !== null) {
    problems.push({ code: "ADDRESS_CHOICE_GONE", values: { address: lostChoice, now: address } });
  }
  if (formerUrl !== null) {
    problems.push({ code: "ADDRESS_CHANGED", values: { address: formerUrl, now: address } });
  }
  const { active, letsIn, fix } = firewall;
  if (active === true && letsIn !== true && heardMs === null && fix !== null) {
    problems.push({ code: "FIREWALL_ON", values: { fix } });
  }
  return problems;
}

function powerProblems({ onMains, batteryPercent, keptAwake }: PowerFacts): FoundProblem[] {
  const problems: FoundProblem[] = [];
  if (onMains === false && batteryPercent !== null) {
    const code = batteryPercent < BATTERY_LOW_PERCENT ? "BATTERY_LOW" : "BATTERY_ON";
    problems.push({ code, values: { percent: batteryPercent } });
  }
  if (batteryPercent !== null && keptAwake === false) {
    problems.push({ code: "SLEEP_ALLOWED", values: {} });
  }
  return problems;
}

function daysOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
