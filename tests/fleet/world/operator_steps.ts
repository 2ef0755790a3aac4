/**
 * What the operator decides.
 *
 * @module
 */

import type { Step } from "../schedule/step.ts";
import { DELETION } from "./ledger.ts";
import type { Database } from "@db/sqlite";
import { readRow, readTables } from "./hub_rows.ts";
import { pick } from "./local_steps.ts";
import { mayBeStored } from "./rights.ts";
import type { World } from "./world.ts";

type Data = Readonly<Record<string, unknown>>;

/** Tries every row that was put aside again, in the order they came. */
export async function retry(world: World): Promise<void> {
  if (!world.hub.isUp || world.diskFullFor > 0) return;
  const open = world.hub.read((database) =>
    database.prepare(
      `SELECT quarantine_no, table_name, row_id, data, user_id FROM quarantine
       WHERE resolution IS NULL AND reason <> 'SERVER_OWNED' ORDER BY quarantine_no`,
    ).values<[number, string, string, string, string]>()
  );
  for (const [quarantineNo, table, id, data, userId] of open) {
    const arriving = JSON.parse(data) as Data;
    const may = world.hub.read((database) => {
      // One that came before may have taken it along.
      const isOpen = database.prepare(
        "SELECT 1 FROM quarantine WHERE quarantine_no = ? AND resolution IS NULL",
      ).value(quarantineNo) !== undefined;
      const stored = readRow(database, table, id);
      const action = stored === null
        ? "create"
        : arriving.is_deleted === true
        ? "delete"
        : "change";
      return isOpen ? mayBeStored(database, { userId, table, action, arriving, stored }) : null;
    });
    if (may === null) continue;
    await world.hub.retryQuarantined(quarantineNo);
    if (may) {
      for (const [column, value] of Object.entries(arriving)) {
        world.ledger.permit(table, id, column, column === DELETION ? true : value);
      }
    }
    world.committed();
  }
}

/** Lets a row live that is in conflict as a whole. */
export async function bringBack(
  world: World,
  { n }: Extract<Step, { do: "bringBack" }>,
): Promise<void> {
  if (!world.hub.isUp || world.diskFullFor > 0) return;
  const conflict = pick(
    world.hub.read((database) =>
      database.prepare(
        `SELECT conflict_no FROM conflict WHERE resolution IS NULL AND column_name IS NULL
           AND kept = '{"is_deleted":true}' ORDER BY conflict_no`,
      ).values<[number]>()
    ),
    n,
  );
  if (conflict === undefined) return;
  const before = world.hub.read(deletedRows);
  await world.hub.resolveConflict(conflict[0], "lost");
  const after = world.hub.read(deletedRows);
  for (const key of before) if (!after.has(key)) world.ledger.broughtBack.add(key);
  world.committed();
}

function deletedRows(database: Database): Set<string> {
  const keys = new Set<string>();
  for (const [table, rows] of readTables(database)) {
    for (const { id, is_deleted } of rows.values()) {
      if (is_deleted === 1) keys.add(`${table}/${id}`);
    }
  }
  return keys;
}

/** Decides a conflict about one column. */
export async function decide(
  world: World,
  { n, keep }: Extract<Step, { do: "decide" }>,
): Promise<void> {
  if (!world.hub.isUp || world.diskFullFor > 0) return;
  const conflict = pick(
    world.hub.read((database) =>
      database.prepare(
        `SELECT conflict_no, table_name, row_id, column_name, lost FROM conflict
         WHERE resolution IS NULL AND column_name IS NOT NULL ORDER BY conflict_no`,
      ).values<[number, string, string, string, string]>()
    ),
    n,
  );
  if (conflict === undefined) return;
  const [conflictNo, table, id, column, lost] = conflict;
  if (table === "clinic_inventory" || column === "quantity_dispensed") world.recounted.add(id);
  const stored = world.hub.read((database) => readRow(database, table, id));
  if (stored === null) return;
  await world.hub.resolveConflict(conflictNo, keep);
  if (keep === "lost") {
    const value = JSON.parse(lost);
    const saw = stored[column];
    world.ledger.note({ table, id, column, value, saw, by: "operator", permitted: true });
    world.ledger.noteSeen(table, id, column, value, saw);
    world.ledger.permit(table, id, column, value);
  }
  world.committed();
}
