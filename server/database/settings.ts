/**
 * Small settings kept in the database.
 *
 * @module
 */

import type { Statements } from "./statements.ts";

/** Names of the settings. */
export const SettingName = {
  /** Present when the hub was filled with the demo clinic. */
  Demo: "demo",
  /** Days after which a device not heard with a good token has to be scanned again. */
  TokenSeenDays: "token_seen_days",
} as const;

/** A setting's name. */
export type SettingName = typeof SettingName[keyof typeof SettingName];

/** The setting's text, or null. */
export function settingText(statements: Statements, name: SettingName): string | null {
  return statements.get("SELECT value FROM hub_setting WHERE name = ?").value<[string]>(name)
    ?.[0] ?? null;
}

/** The setting as a number from 1 up, or the default. */
export function settingNumber(
  statements: Statements,
  name: SettingName,
  otherwise: number,
): number {
  const number = Number(settingText(statements, name));
  return Number.isSafeInteger(number) && number > 0 ? number : otherwise;
}

/** Stores the setting. Belongs inside a write transaction. */
export function storeSetting(statements: Statements, name: SettingName, value: string): void {
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(name, value);
}
