/**
 * Fills an empty hub with the demo clinic (`--demo`).
 *
 * @module
 */

import { buildDemoClinic, type DemoAccount } from "../demo_clinic/mod.ts";
import { hashPassword } from "../phone/password_check.ts";
import { SettingName, settingText, storeSetting } from "../database/settings.ts";
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
  const { isDemo, isEmpty } = engine.read((statements) => ({
    isDemo: settingText(statements, SettingName.Demo) !== null,
    isEmpty: TABLES.every(({ name }) =>
      statements.get(`SELECT 1 FROM ${name} LIMIT 1`).value() === undefined
    ),
  }));
  if (!isDemo && !isEmpty) return [];
  const { tables, accounts } = await buildDemoClinic({ nowMs, hashPassword });
  if (isEmpty) {
    await engine.write((statements, stamps) => {
      storeHubRows(statements, tables, { stamps, writer: CLOUD_WRITER, nowMs });
      storeSetting(statements, SettingName.Demo, "1");
    });
  }
  return accounts;
}
