/**
 * One ordinary sync with a hub (`sync.md` 4.2, `wire.md` 9.6): pull, apply, collect, push, mark,
 * store the cursor. And the force upload and download of the older generations (`sync.md` 4.5).
 *
 * @module
 */

import { applyChanges } from "./apply_changes.ts";
import { type ChangeSet, countRows, type CountsByTable, totalRows } from "./changes.ts";
import { convertFromCloud } from "./cloud_conversion.ts";
import type { StepHook } from "./crash.ts";
import type { GenerationTraits } from "./generation.ts";
import { type HubSessions, RenewingCaller } from "./hub_sessions.ts";
import { collectChanges, markSynced } from "./local_changes.ts";
import type { Peers } from "./peers.ts";
import type { Clock, PhoneDatabase } from "./phone_database.ts";
import type { SyncErrorCode } from "./outcomes.ts";
import type { RpcFailure } from "./rpc_result.ts";
import { pushedTables } from "./tables.ts";
import { Q, type RawRow } from "./watermelon.ts";

/** The running app, as far as a sync needs it. */
export interface SyncContext {
  readonly traits: GenerationTraits;
  readonly database: PhoneDatabase;
  readonly sessions: HubSessions;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly step: StepHook;
  readonly warn: (message: string) => void;
}

/** What a sync has done so far: filled in as it goes, so a failed one still tells. */
export interface SyncProgress {
  cursorSent: number | null;
  timestamp: unknown;
  pulled: CountsByTable;
  pushed: CountsByTable;
}

/** A sync that did not go through, with the app's own text. */
export class SyncError extends Error {
  readonly code: SyncErrorCode;

  constructor(code: SyncErrorCode, message: string) {
    super(message);
    this.name = "Error";
    this.code = code;
  }

  /** The error of a failed call. */
  static of(call: string, { error }: RpcFailure): SyncError {
    return new SyncError(error.code, `${call} failed: ${error.message}`);
  }
}

interface PullAnswer {
  readonly changes: ChangeSet;
  readonly timestamp: unknown;
}

/**
 * Runs one sync. Whatever it throws, the cursor is unchanged then.
 *
 * @throws {SyncError} a call failed, or there is nothing to sync with
 * @throws {Error} the pull could not be applied
 * @throws {PhoneCrash} thrown by the step hook or the network
 */
export async function syncWithHub(context: SyncContext, progress: SyncProgress): Promise<void> {
  const { traits, database, sessions, peers, step } = context;
  const peer = await peers.active(traits.prefersPeer);
  if (peer === null) throw new SyncError("NO_PEER", "No active sync peer");
  if (peer.peer_type !== "sync_hub") {
    throw new SyncError("NOT_A_HUB", "Cloud sync is not simulated");
  }
  const transport = await sessions.transport();
  if (transport === null) {
    throw new SyncError("NOT_CONNECTED", "Hub not connected — pair with a hub first");
  }
  const caller = new RenewingCaller(sessions, traits, transport, String(peer.peer_id));
  const lastPulledAt = Number(peer.last_synced_at ?? 0);
  progress.cursorSent = lastPulledAt;

  await step("pulled");
  const pull = await caller.call((to, token) => to.sendQuery("sync_pull", { lastPulledAt }, token));
  if (!pull.ok) throw SyncError.of("sync_pull", pull);
  const { changes, timestamp } = pull.data as PullAnswer;
  progress.timestamp = timestamp;
  progress.pulled = countRows(changes);

  await step("applied");
  await applyChanges(database, changes, {
    traits,
    beforeBatch: async () => await step("batch-applied"),
    warn: context.warn,
  });

  await step("collected");
  const local = await collectChanges(database, pushedTables(traits.generation));
  const counts = countRows(local);
  if (totalRows(counts) > 0) {
    await step("pushed");
    // The cursor from before the pull, although the pull has been applied by now.
    const args = { changes: local, lastPulledAt };
    const push = await caller.call((to, token) => to.sendCommand("sync_push", args, token));
    if (!push.ok) throw SyncError.of("sync_push", push);
    progress.pushed = counts;
    await step("marked");
    await markSynced(database, local, async () => await step("table-marked"));
  }

  await step("cursor-stored");
  await peers.storeCursor(peer.id, timestamp);
}

/** What a force upload or download ends in. */
export type ForceResult =
  | { readonly ok: true; readonly rows: number }
  | { readonly ok: false; readonly error: string };

/**
 * Sends every row created or updated after a time, whatever its `_status`, and sets the cursor to
 * the phone's own clock. Rows with `is_deleted` are sent a second time as objects in `deleted`.
 * The rows are converted in place, so the running app carries the result on in memory.
 */
export async function forceUpload(context: SyncContext, sinceMs: number): Promise<ForceResult> {
  const { traits, database, sessions, peers, clock } = context;
  const peer = await hubPeer(context);
  const transport = await sessions.transport();
  if (transport === null) return { ok: false, error: "Could not connect to peer" };
  const changes: ChangeSet = {};
  for (const table of pushedTables(traits.generation)) {
    const lists = await changedSince(database, table, sinceMs);
    if (lists.created.length + lists.updated.length + lists.deleted.length > 0) {
      changes[table] = lists;
    }
  }
  const rows = totalRows(countRows(changes));
  if (rows === 0) return { ok: true, rows };
  convertFromCloud(changes, clock());
  const push = await transport.sendCommand("sync_push", { changes, lastPulledAt: sinceMs });
  if (!push.ok) return { ok: false, error: push.error.message };
  await peers.storeCursor(peer.id, clock());
  return { ok: true, rows };
}

/** Pulls everything after a time, converts it from the cloud's types, and takes the timestamp. */
export async function forceDownload(context: SyncContext, sinceMs: number): Promise<ForceResult> {
  const { traits, database, sessions, peers, clock, warn } = context;
  const peer = await hubPeer(context);
  const transport = await sessions.transport();
  if (transport === null) return { ok: false, error: "Could not connect to peer" };
  const pull = await transport.sendQuery("sync_pull", { lastPulledAt: sinceMs });
  if (!pull.ok) return { ok: false, error: pull.error.message };
  const { changes, timestamp } = pull.data as PullAnswer;
  convertFromCloud(changes, clock());
  const rows = totalRows(countRows(changes));
  await applyChanges(database, changes, { traits, beforeBatch: () => Promise.resolve(), warn });
  await peers.storeCursor(peer.id, timestamp);
  return { ok: true, rows };
}

async function hubPeer({ peers, traits }: SyncContext): Promise<RawRow> {
  const peer = await peers.active(traits.prefersPeer);
  if (peer === null) throw new SyncError("NO_PEER", "No active sync peer");
  return peer;
}

/** The live rows of a table, not copies. Rows marked deleted locally are not among them. */
async function changedSince(database: PhoneDatabase, table: string, sinceMs: number) {
  const collection = database.get(table);
  const changed = (await collection.query(
    Q.or(Q.where("updated_at", Q.gt(sinceMs)), Q.where("created_at", Q.gt(sinceMs))),
  ).fetch()).map((record) => record._raw);
  const deleted = (await collection.query(
    Q.and(Q.where("is_deleted", Q.eq(true)), Q.where("updated_at", Q.gt(sinceMs))),
  ).fetch()).map((record) => record._raw);
  const isNew = (row: RawRow) => Number(row.created_at) > sinceMs;
  const isEdited = (row: RawRow) => !isNew(row) && Number(row.updated_at) > sinceMs;
  return { created: changed.filter(isNew), updated: changed.filter(isEdited), deleted };
}
