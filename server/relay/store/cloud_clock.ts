/**
 * What the cloud's clock shows, as far as the hub can tell (decision 24).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";

/** The hub's clock may run fast. */
const MARGIN_MS = 1_000;
/** The hub's clock is not believed when it says that more has passed. */
export const MAX_PASSED_MS = 3_600_000;

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
  const passed = nowMs - atMs - MARGIN_MS;
  return cursor + Math.min(MAX_PASSED_MS, Math.max(0, passed));
}
