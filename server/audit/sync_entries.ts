/**
 * What the log says of a push.
 *
 * @module
 */

import type { AuditEntry } from "./audit_kinds.ts";
import { knownTable } from "./entry_text.ts";

/** A push that was stored. */
export interface StoredPush {
  /** The phone. */
  readonly device: { readonly deviceNo: number };
  /** Whose token it was. */
  readonly userId: string;
  /** What arrived, by table. */
  readonly tables: readonly {
    readonly table: string;
    readonly rows: readonly unknown[];
    readonly deleted: readonly unknown[];
  }[];
  /** Rows put aside. */
  readonly putAside: number;
  /** The hub's wall clock, epoch ms. */
  readonly nowMs: number;
}

/** The entry of a push: counts by table; tables the hub does not know are counted together. */
export function pushEntry({ device, userId, tables, putAside, nowMs }: StoredPush): AuditEntry {
  const counts = new Map<string, number>();
  let rows = 0;
  for (const { table, rows: changed, deleted } of tables) {
    const count = changed.length + deleted.length;
    if (count === 0) continue;
    rows += count;
    const name = knownTable(table);
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return {
    kind: "sync_push",
    who: { userId },
    deviceNo: device.deviceNo,
    detail: {
      rows,
      put_aside: putAside,
      tables: [...counts].map(([table, count]) => `${table}:${count}`),
    },
    atMs: nowMs,
  };
}
