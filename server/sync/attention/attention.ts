/**
 * Conflicts and rows put aside, as the operator sees and decides them (decisions 11 and 14).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { ConflictReason } from "../merge/conflicts.ts";
import { patientOfRecord } from "./patient_of_record.ts";
import type { QuarantineReason } from "./quarantine.ts";

/** Values of one answer: a form with pictures has megabytes. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** A conflict without its values. */
export interface ConflictLine {
  /** Its number. */
  readonly conflictNo: number;
  /** Kind of record. */
  readonly table: string;
  /** Id of the record; `""` when it has none. */
  readonly rowId: string;
  /** Name of the patient it is about, null where there is none or the hub knows none. */
  readonly patient: string | null;
  /** Null when it is about several columns or the whole row. */
  readonly column: string | null;
  /** Why. */
  readonly reason: ConflictReason;
  /** When it came up, epoch ms. */
  readonly atMs: number;
  /** Made-up name of the phone in whose push it came up. */
  readonly device: string | null;
  /** Name of the account it pushed under. */
  readonly user: string | null;
  /** Who wrote the value that lost: a phone's name, or null for hub and cloud. */
  readonly lostBy: string | null;
}

/** A conflict with its values, JSON. */
export interface ConflictDetail extends ConflictLine {
  /** The value that is not in use. */
  readonly lost: unknown;
  /** The value in use. */
  readonly kept: unknown;
}

/** A row put aside, without what else it says. */
export interface QuarantineLine {
  /** Its number. */
  readonly quarantineNo: number;
  /** Kind of record. */
  readonly table: string;
  /** Id of the record; `""` when it has none. */
  readonly rowId: string;
  /** Name of the patient it is about, null where there is none or the hub knows none. */
  readonly patient: string | null;
  /** Why. */
  readonly reason: QuarantineReason;
  /** How often it was pushed. */
  readonly times: number;
  /** The last time, epoch ms. */
  readonly atMs: number;
  /** Made-up name of the phone it came from. */
  readonly device: string | null;
  /** Name of the account it was pushed under. */
  readonly user: string | null;
  /** False for rows of tables the cloud owns: there is nothing to try. */
  readonly retryable: boolean;
}

/** A row put aside, whole. */
export interface QuarantinedContent extends QuarantineLine {
  /** As the phone sent it. */
  readonly row: unknown;
}

/** What waits for a person. */
export interface Attention {
  /** The newest ones. */
  readonly conflicts: readonly ConflictDetail[];
  /** How many there are. */
  readonly conflictsTotal: number;
  /** The newest ones. */
  readonly quarantine: readonly QuarantineLine[];
  /** How many there are. */
  readonly quarantineTotal: number;
}

/** The newest open ones, at most `limit` of each kind, fewer where their values are large. */
export function readAttention(statements: Statements, limit: number): Attention {
  return {
    conflicts: readConflicts(statements, limit),
    conflictsTotal: count(statements, "conflict"),
    quarantine: readQuarantine(statements, limit),
    quarantineTotal: count(statements, "quarantine"),
  };
}

/** One open conflict, or null. */
export function readConflict(statements: Statements, conflictNo: number): ConflictDetail | null {
  const row = statements.get(`${CONFLICTS} AND conflict_no = ?`).value<ConflictValues>(conflictNo);
  return row === undefined ? null : conflictOf(statements, row);
}

/**
 * Open rows put aside after `after`, in order, whole: for an export that is read part by part. At
 * least one while there are any.
 */
export function readQuarantined(
  statements: Statements,
  after: number,
  limit: number,
): QuarantinedContent[] {
  const sizes = statements.get(
    `SELECT octet_length(data) FROM quarantine WHERE resolution IS NULL AND quarantine_no > ?
     ORDER BY quarantine_no LIMIT ?`,
  ).values<[number]>(after, limit);
  return statements.get(
    `${QUARANTINE} AND quarantine_no > ? ORDER BY quarantine_no LIMIT ?`,
  ).values<QuarantineValues>(after, fitting(sizes))
    .map((values) => ({ ...quarantineOf(statements, values), row: JSON.parse(values[8]) }));
}

/** Takes entries of a kind of reason out of the list without storing them. */
export function dismissQuarantined(
  statements: Statements,
  quarantineNo: number,
  nowMs: number,
): boolean {
  return statements.get(
    `UPDATE quarantine SET resolution = 'dismissed', resolved_ms = ?
     WHERE quarantine_no = ? AND resolution IS NULL RETURNING 1`,
  ).value(nowMs, quarantineNo) !== undefined;
}

type ConflictValues = [
  ...[number, string, string, string | null, ConflictReason, number],
  ...[string | null, string | null, string | null, string, string],
];
type QuarantineValues = [
  ...[number, string, string, QuarantineReason, number, number],
  ...[string | null, string | null, string],
];

const CONFLICTS = `SELECT conflict_no, table_name, row_id, column_name, reason, at_ms,
    (SELECT name FROM device WHERE device.device_no = conflict.device_no),
    (SELECT name FROM users WHERE users.id = conflict.user_id),
    (SELECT device.name FROM writer JOIN device USING (device_no)
      WHERE writer.writer = conflict.lost_writer),
    lost, kept
  FROM conflict WHERE resolution IS NULL`;
const QUARANTINE = `SELECT quarantine_no, table_name, row_id, reason, times, received_ms,
    (SELECT name FROM device WHERE device.device_no = quarantine.device_no),
    (SELECT name FROM users WHERE users.id = quarantine.user_id), data
  FROM quarantine WHERE resolution IS NULL`;

function readConflicts(statements: Statements, limit: number): ConflictDetail[] {
  const sizes = statements.get(
    `SELECT octet_length(lost) + octet_length(kept) FROM conflict WHERE resolution IS NULL
     ORDER BY conflict_no DESC LIMIT ?`,
  ).values<[number]>(limit);
  return statements.get(`${CONFLICTS} ORDER BY conflict_no DESC LIMIT ?`)
    .values<ConflictValues>(fitting(sizes)).map((values) => conflictOf(statements, values));
}

/** How many of the first fit into one answer; a single one may be larger. */
function fitting(sizes: readonly [bytes: number][]): number {
  let sum = 0;
  const end = sizes.findIndex(([bytes]) => (sum += bytes) > MAX_ANSWER_BYTES);
  return end < 0 ? sizes.length : Math.max(1, end);
}

/** What phones sent of the cloud's own tables comes last: there is nothing to do about it. */
function readQuarantine(statements: Statements, limit: number): QuarantineLine[] {
  return statements.get(
    `${QUARANTINE} ORDER BY reason = 'SERVER_OWNED', quarantine_no DESC LIMIT ?`,
  ).values<QuarantineValues>(limit).map((values) => quarantineOf(statements, values));
}

function conflictOf(statements: Statements, values: ConflictValues): ConflictDetail {
  const [conflictNo, table, rowId, column, reason, atMs, device, user, lostBy, lost, kept] = values;
  return {
    ...{ conflictNo, table, rowId, column, reason, atMs, device, user, lostBy },
    patient: patientOfRecord(statements, { table, rowId }),
    ...{ lost: JSON.parse(lost), kept: JSON.parse(kept) },
  };
}

function quarantineOf(statements: Statements, values: QuarantineValues): QuarantineLine {
  const [quarantineNo, table, rowId, reason, times, atMs, device, user, data] = values;
  const retryable = reason !== "SERVER_OWNED";
  const patient = patientOfRecord(statements, { table, rowId, sent: data });
  return { quarantineNo, table, rowId, patient, reason, times, atMs, device, user, retryable };
}

function count(statements: Statements, table: "conflict" | "quarantine"): number {
  return statements.get(`SELECT count(*) FROM ${table} WHERE resolution IS NULL`)
    .value<[number]>()?.[0] ?? 0;
}
