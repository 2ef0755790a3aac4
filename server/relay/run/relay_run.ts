/**
 * One run of the relay: key check, push, pull, apply (decisions 19-23). Owns no rule.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import { chunkRows, type OutgoingRow, pushBody } from "../chunk_push.ts";
import { planRun, type RunLimit } from "../cloud_device.ts";
import {
  deliverChunk,
  MAX_SEARCH_REQUESTS,
  type SearchBudget,
  type SendOutcome,
} from "../deliver_chunk.ts";
import { PullFormatError, type PullPart, PullReader } from "../pull_reader.ts";
import { FIRST_PLACE, type WaitingPlace, type WaitingRow } from "../store/outgoing.ts";
import type { RelayCounts, RelayStore } from "../store/relay_store.ts";
import { type ClientOptions, CloudClient, RelayError, throwRefusal } from "./cloud_client.ts";

/** Pulls begin so much before the last one: commits become visible late, and clocks differ (A31). */
const OVERLAP_MS = 5 * 60_000;
const ROWS_AT_ONCE = 500;
const STAGED_AT_ONCE = 1_000;
const APPLIED_AT_ONCE = 2_000;
/** Times a pull is asked for in one run when its answer breaks. */
const PULL_ATTEMPTS = 3;

/** How a run ended. */
export type RunResult =
  | { readonly relayed: true } & RelayCounts
  | { readonly relayed: false; readonly reason: RunLimit };

/** Tables that are not stored: keys of other hubs, PIN codes (C20). */
const DROPPED: ReadonlySet<string> = new Set(["undefined", "devices", "device_pin_codes"]);

/** The rows, in this worker or in another one. */
export type RunStore = {
  readonly [Name in keyof RelayStore]: (
    ...args: Parameters<RelayStore[Name]>
  ) => Awaited<ReturnType<RelayStore[Name]>> | Promise<Awaited<ReturnType<RelayStore[Name]>>>;
};

/** Runs once. @throws {RelayError} what was done so far stays */
export async function runRelay(
  store: RunStore,
  access: CloudAccess,
  signal: AbortSignal,
  options: ClientOptions = {},
): Promise<RunResult> {
  const client = new CloudClient(access, signal, options);
  const { cloudCursor, device: known } = await store.state();
  const device = await client.verifyKey();
  const plan = planRun(known, device);
  if (!plan.relay) return { relayed: false, reason: plan.reason };
  await store.gather();
  const { sent, refused } = await pushAll(store, client);
  const since = plan.pullFrom === "start" ? 0 : Math.max(0, cloudCursor - OVERLAP_MS);
  const timestamp = await pullAll(store, client, since);
  let received = 0;
  for (;;) {
    if (signal.aborted) throw new RelayError("CANCELLED");
    const applied = await store.apply(APPLIED_AT_ONCE);
    received += applied.stored;
    if (applied.looked === 0) break;
    // Phones are served between two transactions.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const counts = { sent, received, refused };
  await store.finish(timestamp, device, counts);
  return { relayed: true, ...counts };
}

async function pushAll(
  store: RunStore,
  client: CloudClient,
): Promise<{ readonly sent: number; readonly refused: number }> {
  const budget: SearchBudget = { left: MAX_SEARCH_REQUESTS };
  let sent = 0;
  let refused = 0;
  let place: WaitingPlace | null = FIRST_PLACE;
  while (place !== null) {
    const { rows, next } = await store.waiting(place, ROWS_AT_ONCE);
    for (const chunk of chunkRows(rows)) {
      const byId = new Map(rows.map((row) => [`${row.table}/${row.id}`, row]));
      const full = (list: readonly OutgoingRow[]) =>
        list.flatMap(({ table, id }) => byId.get(`${table}/${id}`) ?? []) as WaitingRow[];
      const delivery = await deliverChunk(chunk, (part) => send(client, part), budget);
      await store.noteSent({ sent: full(delivery.sent), parked: full(delivery.parked) });
      sent += delivery.sent.length;
      refused += delivery.parked.length;
      if (delivery.stopped) throw new RelayError("CLOUD_FAILED");
    }
    place = next;
  }
  return { sent, refused };
}

async function send(client: CloudClient, rows: readonly OutgoingRow[]): Promise<SendOutcome> {
  const answer = await client.push(pushBody(rows));
  if (answer.kind === "success") return answer;
  if (answer.kind === "failure") return { kind: "failure" };
  throwRefusal(answer);
  return { kind: "stop" };
}

/** Stages a whole answer; gives its timestamp. */
async function pullAll(store: RunStore, client: CloudClient, since: number): Promise<number> {
  for (let attempt = 1;; attempt++) {
    await store.dropStaged();
    try {
      return await stageAnswer(store, client, since);
    } catch (error) {
      const failure = error instanceof PullFormatError
        ? new RelayError("BROKEN_ANSWER", { cause: error })
        : error;
      const again = failure instanceof RelayError &&
        (failure.code === "BROKEN_ANSWER" || failure.code === "STALLED");
      if (!again || attempt >= PULL_ATTEMPTS) throw failure;
    }
  }
}

async function stageAnswer(store: RunStore, client: CloudClient, since: number): Promise<number> {
  const reader = new PullReader();
  let parts: PullPart[] = [];
  for await (const bytes of client.pull(since)) {
    for (const part of reader.read(bytes)) {
      if (DROPPED.has(part.table)) continue;
      parts.push(part);
      if (parts.length < STAGED_AT_ONCE) continue;
      await store.stage(parts);
      parts = [];
    }
  }
  const { timestamp } = reader.finish();
  await store.stage(parts);
  return timestamp;
}
