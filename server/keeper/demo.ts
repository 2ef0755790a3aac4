/**
 * Fills an empty hub with the demo clinic (`--demo`).
 *
 * @module
 */

import { buildDemoClinic, DEMO_ACCOUNTS, type DemoAccount } from "../demo_clinic/mod.ts";
import { hashPassword } from "../phone/password_check.ts";
import { isDemo, markDemo } from "../database/settings.ts";
import { TABLES } from "../database/tables.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { storeHubRows } from "./store_hub_rows.ts";

/** The cloud as a writer: the demo clinic stands for what the cloud would have sent. */
const CLOUD_WRITER = 2;

/**
 * Fills the hub when it is empty, and tells the accounts when it holds the demo clinic.
 *
 * @returns The accounts; none when the hub has other data, which is left as it is
 */
export async function fillDemo(engine: SyncEngine): Promise<readonly DemoAccount[]> {
  const nowMs = engine.wallClock.nowMs();
  const { wasFilled, isEmpty } = engine.read((statements) => ({
    wasFilled: isDemo(statements),
    isEmpty: TABLES.every(({ name }) =>
      statements.get(`SELECT 1 FROM ${name} LIMIT 1`).value() === undefined
    ),
  }));
  if (!isEmpty) return wasFilled ? DEMO_ACCOUNTS : [];
  const { tables, accounts } = await buildDemoClinic({ nowMs, hashPassword });
  await engine.write((statements, stamps) => {
    storeHubRows(statements, tables, { stamps, writer: CLOUD_WRITER, nowMs });
    markDemo(statements);
  });
  return accounts;
}
