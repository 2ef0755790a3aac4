/**
 * Sends what waits for the cloud.
 *
 * @module
 */

import { byArrival, chunkRows, type LoweredLimits, pushBody, rowKey } from "../chunk_push.ts";
import { TOO_LARGE_STATUS } from "../cloud_answer.ts";
import { deliverChunk, type SearchBudget, type SendOutcome } from "../deliver_chunk.ts";
import type { OutgoingRow } from "../chunk_push.ts";
import { FIRST_PLACE, type WaitingPlace, type WaitingRow } from "../store/waiting_row.ts";
import { type CloudClient, RelayError, type RelayErrorCode, throwRefusal } from "./cloud_client.ts";
import type { RelayDesk } from "./relay_desk.ts";
import type { RunCount } from "./relay_tally.ts";

/** Rows that are read at a time, and sent together at most. */
const ROWS_AT_ONCE = 500;
/** Characters of JSON that are sent together at most, but for what was read at once. */
const BATCH_LENGTH = 2 * 1024 * 1024;

/** A line that may take less at a time. */
const LINE_CODES: ReadonlySet<RelayErrorCode> = new Set([
  "STALLED",
  "NO_CONNECTION",
  "BROKEN_ANSWER",
]);

/** One sending of a run. */
export interface Sending {
  readonly desk: RelayDesk;
  readonly client: CloudClient;
  readonly count: RunCount;
  readonly run: number;
  readonly clinicIds: readonly string[];
  /** See `WaitingQuery`. */
  readonly afterPull: boolean;
  /** Requests that may still be spent on finding poison. */
  readonly budget: SearchBudget;
  /** How large requests are: lowered by what runs meet. */
  readonly limits: LoweredLimits;
}

/** Sends everything that can go. @throws {RelayError} what was sent is noted */
export async function sendWaiting(sending: Sending): Promise<void> {
  const { desk, run, clinicIds, afterPull } = sending;
  /** Rows that did not get there, and so hold up those that need them. */
  const missing = new Set<string>();
  let batch: WaitingRow[] = [];
  let place: WaitingPlace | null = FIRST_PLACE;
  while (place !== null) {
    const { rows, next } = await desk.waiting({
      ...{ place, limit: ROWS_AT_ONCE, run, clinicIds, afterPull },
    });
    batch.push(...rows);
    const isSectionEnd = next === null || next.part !== place.part;
    const isFull = batch.length >= ROWS_AT_ONCE || lengthOf(batch) >= BATCH_LENGTH;
    if (isFull || (isSectionEnd && batch.length > 0)) {
      await deliver(sending, batch, missing, place.part === "refused");
      batch = [];
    }
    place = next;
  }
}

async function deliver(
  { desk, client, count, run, budget, limits }: Sending,
  batch: readonly WaitingRow[],
  missing: Set<string>,
  isRetry: boolean,
): Promise<void> {
  const byKey = new Map(batch.map((row) => [rowKey(row.table, row.id), row]));
  const whole = (rows: readonly OutgoingRow[]) =>
    rows.flatMap(({ table, id }) => byKey.get(rowKey(table, id)) ?? []);
  const lose = (rows: readonly OutgoingRow[]) => {
    for (const { table, id } of rows) missing.add(rowKey(table, id));
  };
  for (const chunk of chunkRows([...batch].sort(byArrival), limits)) {
    const ready = chunk.filter((row) => {
      if (row.list === "deleted" || !row.needs.some((key) => missing.has(key))) return true;
      lose([row]);
      return false;
    });
    if (ready.length === 0) continue;
    const delivery = await deliverChunk(ready, (part) => send(client, part, limits), budget);
    const postponed = isRetry && !delivery.stopped ? whole(delivery.left) : [];
    const outcome = { sent: whole(delivery.sent), parked: whole(delivery.parked), postponed };
    await desk.noteSent(run, outcome);
    count.sent(outcome.sent.map(({ table }) => table));
    count.refused(outcome.parked.length);
    count.rows(outcome.sent.length);
    if (delivery.stopped) throw delivery.reason ?? new RelayError("CLOUD_FAILED");
    for (const rows of [delivery.parked, delivery.held, delivery.left]) lose(rows);
  }
}

function lengthOf(rows: readonly OutgoingRow[]): number {
  return rows.reduce((length, { json }) => length + json.length, 0);
}

async function send(
  client: CloudClient,
  rows: readonly OutgoingRow[],
  limits: LoweredLimits,
): Promise<SendOutcome> {
  let isDoubtful = false;
  try {
    const answer = await client.push(pushBody(rows));
    if (answer.kind === "success") {
      if (rows.length > 0) limits.taken();
      return answer;
    }
    if (answer.kind === "failure") {
      if (answer.status === TOO_LARGE_STATUS && rows.length > 1) limits.lower("gateway");
      return { kind: "failure" };
    }
    isDoubtful = answer.kind !== "too many";
    throwRefusal(answer);
    return { kind: "stop" };
  } catch (error) {
    // What was sent before in the same chunk has to be noted first.
    if (error instanceof RelayError && LINE_CODES.has(error.code)) limits.lower("line");
    return { kind: "stop", reason: error, isDoubtful };
  }
}
