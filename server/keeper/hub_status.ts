/**
 * What the operator can see of an open hub.
 *
 * @module
 */

import { SCHEMA_VERSION } from "../database/migrations.ts";
import type { HubSettings } from "../database/settings.ts";
import type { Statements } from "../database/statements.ts";
import { TABLES } from "../database/tables.ts";
import type { KnownDevice } from "../keeper_api.ts";
import { knownDevice } from "../sync/device/device_state.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { hasAccounts } from "./people/accounts.ts";
import { tokensLapseAtMs } from "./phones/token_seen.ts";
import { namesOf } from "./screen_control.ts";

/** A device as the operator sees it. */
export interface DeviceReport extends KnownDevice {
  /** Name of the account that logged in on it last, null when there is none. */
  readonly userName: string | null;
  /** True for the app of August 2026 and later. */
  readonly newerApp: boolean;
  /** Epoch ms after which it has to be scanned again, unless it is heard before. */
  readonly tokensLapseAtMs: number;
  /** True when its last pull was cut: someone has to press Sync again. */
  readonly hasMore: boolean;
  /** Then: rows it has been given of those it needs to catch up, and how many are left at most. */
  readonly progress: { readonly given: number; readonly left: number } | null;
  /**
   * Since when it presents cursors this hub did not give it, epoch ms: it was synced with another
   * copy of this hub, or before a restore, or by a forced upload. Null while all is well.
   */
  readonly ahead: { readonly sinceMs: number } | null;
  /** When its account last lost a clinic: what it holds of that is not recalled. Epoch ms or null. */
  readonly scopeShrunkMs: number | null;
}

/** Counts and states, without any record's content. */
export interface KeeperStatus {
  /** Names of the clinics the hub has rows of. */
  readonly clinics: readonly string[];
  /** Rows by table; tables without rows are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Values that lost and wait for somebody to look. */
  readonly conflicts: number;
  /** Rows put aside, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly devices: readonly DeviceReport[];
  /** False before there is a user who can log in. */
  readonly hasAccounts: boolean;
  /** True while the wall clock has leapt ahead and waits for the operator's word. */
  readonly clockLeapt: boolean;
  /** Ms by which it is ahead of the times the hub tells, 0 while it has not leapt. */
  readonly clockAheadMs: number;
  readonly databaseBytes: number;
  readonly schemaVersion: number;
}

/** The parts of an open hub that are needed. */
export interface StatusHub {
  readonly engine: SyncEngine;
  readonly files: { readonly database: { readonly path: string } };
  readonly settings: HubSettings;
}

/** What there is to see now. */
export async function statusOf({ engine, files, settings }: StatusHub): Promise<KeeperStatus> {
  const counts = engine.read((statements) => ({
    rows: rowCounts(statements),
    conflicts: conflictCount(statements),
    quarantined: quarantineCounts(statements),
    hasAccounts: hasAccounts(statements),
  }));
  const { clinics, accounts } = namesOf({ engine });
  const databaseBytes = await bytesOf(files.database.path, `${files.database.path}-wal`);
  return {
    ...counts,
    clinics,
    devices: [...engine.devices.all()].map((device) => ({
      ...knownDevice(device),
      userName: accounts.get(device.userId ?? "") ?? null,
      newerApp: device.newerApp,
      tokensLapseAtMs: tokensLapseAtMs(device.lastCallMs, settings.tokenSeenDays),
      hasMore: device.hasMore,
      progress: device.progress,
      ahead: device.aheadSinceMs === null ? null : { sinceMs: device.aheadSinceMs },
      scopeShrunkMs: device.scopeShrunkMs,
    })),
    clockLeapt: engine.wallClock.leapt,
    clockAheadMs: engine.wallClock.aheadMs(),
    databaseBytes,
    schemaVersion: SCHEMA_VERSION,
  };
}

/** Rows by table. */
function rowCounts(statements: Statements): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of TABLES) add(counts, name, `SELECT count(*) FROM ${name}`, statements);
  const others = statements.get(
    `SELECT name, count(*) FROM other_row JOIN other_table USING (table_no) GROUP BY table_no`,
  ).values<[string, number]>();
  for (const [name, count] of others) counts[name] = count;
  return counts;
}

/** Rows put aside, by reason. */
function quarantineCounts(statements: Statements): Record<string, number> {
  return Object.fromEntries(
    statements.get(
      "SELECT reason, count(*) FROM quarantine WHERE resolution IS NULL GROUP BY reason",
    )
      .values<[string, number]>(),
  );
}

/** Conflicts that wait for somebody to look. */
function conflictCount(statements: Statements): number {
  return statements.get("SELECT count(*) FROM conflict WHERE resolution IS NULL")
    .value<[number]>()?.[0] ?? 0;
}

/** Bytes of the files that are there. */
async function bytesOf(...paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    bytes += await Deno.stat(path).then((file) => file.size).catch(() => 0);
  }
  return bytes;
}

function add(
  counts: Record<string, number>,
  name: string,
  sql: string,
  statements: Statements,
): void {
  const count = statements.get(sql).value<[number]>()?.[0] ?? 0;
  if (count > 0) counts[name] = count;
}
