/**
 * Tries a row that was put aside again.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { applyPush, HUB_WRITER } from "../push/apply_push.ts";
import type { DeviceState } from "../device/device_state.ts";
import type { WriteStamps } from "../clock/hub_clock.ts";
import { NOTHING_HELD } from "../device/standing.ts";

/** What to try, and with what. */
export interface Retry {
  readonly quarantineNo: number;
  readonly devices: Iterable<DeviceState>;
  readonly stamps: WriteStamps;
  readonly nowMs: number;
  /** As for a push. */
  readonly careful: boolean;
}

/** What became of it. */
export interface RetryOutcome {
  readonly result: "stored" | "put_aside";
  /** Call after the commit. */
  committed(): void;
}

/**
 * Belongs inside a write transaction.
 *
 * @returns Null when there is no such open row
 */
export function retryQuarantined(
  statements: Statements,
  { quarantineNo, devices, stamps, nowMs, careful }: Retry,
): RetryOutcome | null {
  const entry = statements.get(
    `SELECT table_name, data, in_list, base, device_no, user_id, writer, sent_stamp FROM quarantine
     WHERE quarantine_no = ? AND resolution IS NULL AND reason <> 'SERVER_OWNED'`,
  ).value<[string, string, "rows" | "deleted", number, number, string, number, number]>(
    quarantineNo,
  );
  if (entry === undefined) return null;
  const [table, data, list, base, deviceNo, userId, writer, sentStamp] = entry;
  const device = [...devices].find((candidate) => candidate.deviceNo === deviceNo);
  if (device === undefined) return null;
  // Should it be put aside again, the entry is open again.
  statements.get(
    "UPDATE quarantine SET resolution = 'stored', resolved_ms = ? WHERE quarantine_no = ?",
  ).run(nowMs, quarantineNo);
  const row: unknown = JSON.parse(data);
  const changes = list === "rows"
    ? { table, rows: [row], deleted: [] }
    : { table, rows: [], deleted: [row] };
  const steps = applyPush(statements, {
    ...{ device, userId, stamps, nowMs, careful },
    ...{ writer: HUB_WRITER, sentStamp },
    retried: true,
    // It still has the row it sent, unless its database has gone back since.
    standing: writer === device.pushWriter ? device.standing : null,
    // By what the device's newest database was sent: nobody knows which one pushed the row.
    base: { ...NOTHING_HELD, through: base, at: Number.MAX_SAFE_INTEGER },
    tables: [changes],
  });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const { putAside, committed } = step.value;
  return { result: putAside > 0 ? "put_aside" : "stored", committed };
}
