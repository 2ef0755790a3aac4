/**
 * What the cloud's clock shows, as far as the hub can tell (decision 24).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";

/** Less than a second, and a thousandth of what has passed, in case the hub's clock runs fast. */
const MARGIN_MS = 1_000;
const MARGIN_SHARE = 0.001;

/**
 * The cloud's clock at its last answer and the time since, rather too little than too much: a row
 * from the cloud's future would overwrite what somebody edits there.
 *
 * @param nowMs the hub's clock
 * @returns null before the first answer
 */
export function cloudNowMs(statements: Statements, nowMs: number): number | null {
  const [cursor, atMs] = statements.get("SELECT cloud_cursor, cursor_ms FROM relay_state")
    .value<[number, number]>() ?? [0, 0];
  if (cursor === 0) return null;
  const passed = Math.max(0, nowMs - atMs) * (1 - MARGIN_SHARE) - MARGIN_MS;
  return Math.floor(cursor + Math.max(0, passed));
}
