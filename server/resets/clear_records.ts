/**
 * Removes every record of patients and stock, and begins a new epoch.
 *
 * What stays: accounts, clinics, forms, drugs and permissions, which come from the cloud; settings;
 * phones, which stay paired; the audit log. What phones hold is theirs: they are told nothing that
 * would remove it.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import { FIRST_OTHER_TABLE_NUMBER } from "../database/tables.ts";
import { encodeStanding, NOTHING_HELD } from "../sync/device/standing.ts";
import { CLEARED_TABLES } from "./cleared_tables.ts";

/** Values that lost, rows put aside, and what is waiting from the cloud: whole records among them. */
const WITH_CONTENTS = ["other_row", "quarantine", "conflict", "cloud_staged", "cloud_unread"];

/** Copies for searching; they are made anew when someone searches. */
const COPIES = [
  "patient_search",
  "patient_search_place",
  "patient_search_moved",
  "attribute_search",
  "attribute_search_name",
];

/** What is known of rows by table and number; numbers begin anew. */
const BY_ROW = ["column_write", "column_past", "cloud_row", "row_move"];

/** What devices hold of them. */
const BY_DEVICE = ["device_sent", "device_withheld", "device_suspect"];

/**
 * Belongs inside a write transaction on a database that no engine has open: an engine knows what
 * devices hold.
 *
 * Cursors given before stand for nothing held: phones are given all that is here, as new, and their
 * old cursors are no sign that a copy of this hub is running elsewhere.
 */
export function clearRecords(statements: Statements): void {
  const run = (sql: string, ...values: (number | string)[]) => statements.get(sql).run(...values);
  const numbers = CLEARED_TABLES.map(({ number }) => number).join(", ");
  for (const { name } of CLEARED_TABLES) run(`DELETE FROM ${name}`);
  for (const name of [...WITH_CONTENTS, ...COPIES, ...BY_DEVICE]) run(`DELETE FROM ${name}`);
  for (const name of BY_ROW) {
    run(
      `DELETE FROM ${name} WHERE table_no IN (${numbers}) OR table_no >= ?`,
      FIRST_OTHER_TABLE_NUMBER,
    );
  }
  run("UPDATE patient_search_state SET through = 0");
  run("UPDATE unknown_share SET bytes = 0");
  // The cloud is asked for everything again: what it has of these records comes back.
  // A run that is under way ends: it would note a place in the cloud that holds no more.
  run(`UPDATE relay_state SET cloud_cursor = 0, staged_cursor = NULL, staged_device = NULL,
    run_no = run_no + 1`);
  run("UPDATE hub_clock SET epoch = epoch + 1");
  run(
    `UPDATE issued_cursor SET epoch = (SELECT epoch FROM hub_clock), standing = ?, noted_at = 0,
       presented = 0`,
    encodeStanding(NOTHING_HELD),
  );
  run(
    "UPDATE device SET presented = 0, may_be_new = 0, ahead_since_ms = NULL, ahead_cursor = NULL",
  );
  run("UPDATE device SET scope_shrunk_ms = NULL");
}
