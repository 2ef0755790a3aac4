/**
 * Settings of the hub, kept in its database.
 *
 * @module
 */

import { z } from "zod";
import type { Statements } from "./statements.ts";

/** What an operator may set. */
export interface HubSettings {
  /** Largest request body, MiB. */
  readonly maxBodyMiB: number;
  /** Rows of one pull answer; 0 means no limit. */
  readonly pageRows: number;
  /** Bytes of rows of one pull answer, MiB; 0 means no limit. */
  readonly pageMiB: number;
  /** Days after which a device not heard with a good token has to be scanned again. */
  readonly tokenSeenDays: number;
}

/** Settings nobody has changed. */
export const DEFAULT_SETTINGS: HubSettings = {
  maxBodyMiB: 64,
  pageRows: 20_000,
  pageMiB: 8,
  tokenSeenDays: 90,
};

/** Bounds of each setting; unknown ones are refused. */
export const SettingsChange = z.strictObject({
  maxBodyMiB: z.int().min(1).max(256).exactOptional(),
  pageRows: z.int().min(0).max(10_000_000).exactOptional(),
  pageMiB: z.int().min(0).max(1_024).exactOptional(),
  tokenSeenDays: z.int().min(1).max(3_650).exactOptional(),
});

/** The marker of a hub that was filled with the demo clinic. */
const DEMO = "demo";

/** The settings, with defaults where none is stored or a stored one is out of bounds. */
export function readSettings(statements: Statements): HubSettings {
  const stored = statements.get("SELECT name, value FROM hub_setting").values<[string, string]>();
  const settings: Record<keyof HubSettings, number> = { ...DEFAULT_SETTINGS };
  for (const [name, value] of stored) {
    const { success, data } = SettingsChange.safeParse({ [name]: Number(value) });
    if (success) Object.assign(settings, data);
  }
  return settings;
}

/** Stores a checked change. Belongs inside a write transaction. */
export function storeSettings(statements: Statements, change: Partial<HubSettings>): void {
  for (const [name, value] of Object.entries(change)) store(statements, name, String(value));
}

/** True for a hub that was filled with the demo clinic. */
export function isDemo(statements: Statements): boolean {
  return statements.get("SELECT 1 FROM hub_setting WHERE name = ?").value(DEMO) !== undefined;
}

/** Marks the hub as filled with the demo clinic. Belongs inside a write transaction. */
export function markDemo(statements: Statements): void {
  store(statements, DEMO, "1");
}

function store(statements: Statements, name: string, value: string): void {
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(name, value);
}
