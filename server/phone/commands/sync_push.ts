/**
 * Command `sync_push` (wire 6.7).
 *
 * @module
 */

import { PushRefusedError } from "../../sync/apply_push.ts";
import { readPushChanges } from "../../sync/push_changes.ts";
import { WireError } from "../../wire/errors.ts";
import type { Procedure } from "../procedure.ts";

const DONE = new TextEncoder().encode("{}");

/**
 * `{changes, lastPulledAt}` → `{}`. A success means that every row is stored durably; a push never
 * gets a business error, because a phone would take any 2xx for success (decision 3).
 */
export const syncPush: Procedure = async ({ engine, device, userId, report }, args) => {
  const changes = readPushChanges((args as { changes?: unknown } | null)?.changes);
  if (changes === null) throw new WireError("MALFORMED");
  try {
    const { rows, putAside } = await engine.push(device, userId, changes);
    report({ event: "sync", direction: "push", device: device.name, rows, putAside });
    return { ok: true, result: DONE.slice() };
  } catch (error) {
    if (!(error instanceof PushRefusedError)) throw error;
    const { code, table } = error;
    report({ event: "error", code: "PUSH_REFUSED", reason: code, table, device: device.name });
    throw new WireError(code === "TOO_MUCH_UNKNOWN" ? "STORAGE" : "MALFORMED");
  }
};
