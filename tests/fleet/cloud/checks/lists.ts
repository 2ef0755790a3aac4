/**
 * The lists in which somebody can read why a row of the hub is not in the cloud.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { TABLE_BY_NAME } from "../../../../server/database/tables.ts";
import { PHONE_TABLES } from "../../world/hub_rows.ts";

/** What is listed at one hub. */
export interface Lists {
  /** By table and id: why the cloud does not have the row. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Rows of the cloud that the hub cannot store, with the reason. */
  readonly unread: ReadonlySet<string>;
  /** Rows that are on their way and in no list. */
  readonly waiting: readonly string[];
}

type Entry = [id: string, state: string, reason: string | null];

/** Reads them. */
export function readLists(database: Database): Lists {
  const reasons = new Map<string, string>();
  const waiting: string[] = [];
  for (const { name } of PHONE_TABLES) {
    const number = TABLE_BY_NAME.get(name)?.number;
    if (number === undefined) continue;
    const entries = database.prepare(
      `SELECT id, state, entry.reason FROM cloud_row AS entry JOIN ${name} USING (hub_row)
       WHERE table_no = ?`,
    ).values<Entry>(number);
    for (const [id, state, reason] of entries) {
      const key = `${name}/${id}`;
      if (state === "here") reasons.set(key, state);
      else if (state !== "clean" && reason !== null) reasons.set(key, reason);
      else if (state !== "clean") waiting.push(`${key} ${state}`);
    }
  }
  const unread = database.prepare("SELECT table_name, row_id, reason FROM cloud_unread")
    .values<[string, string, string]>();
  return { reasons, waiting, unread: new Set(unread.map((row) => row.join(" "))) };
}
