/**
 * Command `sync_push` (wire 6.7).
 *
 * @module
 */

import { deviceName } from "../device_name.ts";
import { z } from "zod";
import { PushRefusedError } from "../../sync/push/apply_push.ts";
import { readPushChanges } from "../../sync/push/push_changes.ts";
import { WireError } from "../../wire/errors.ts";
import type { Procedure } from "../procedure.ts";

/** Both spellings of the cursor are in the field. */
const Cursor = z.object({
  lastPulledAt: z.number().nullish(),
  last_pulled_at: z.number().nullish(),
});

const DONE = new TextEncoder().encode("{}");

/**
 * `{changes, lastPulledAt}` → `{}`. A success means that every row is stored durably; a push never
 * gets a business error, because a phone would take any 2xx for success (decision 3).
 */
export const syncPush: Procedure = async ({ engine, device, userId, report }, args) => {
  const changes = readPushChanges((args as { changes?: unknown } | null)?.changes);
  if (changes === null) throw new WireError("MALFORMED");
  const cursor = Cursor.safeParse(args ?? {}).data;
  const sent = cursor?.lastPulledAt ?? cursor?.last_pulled_at ?? 0;
  try {
    const { rows, putAside } = await engine.push(device, userId, changes, sent);
    report({
      event: "sync",
      direction: "push",
      device: deviceName(device.deviceId),
      rows,
      putAside,
    });
    return { ok: true, result: DONE.slice() };
  } catch (error) {
    if (!(error instanceof PushRefusedError)) throw error;
    const detail = { procedure: "sync_push", code: "STORAGE" };
    engine.audit.note({
      ...{ kind: "call_refused", who: { userId }, deviceNo: device.deviceNo, detail },
    });
    report({ event: "error", code: "PUSH_REFUSED", device: deviceName(device.deviceId) });
    throw new WireError("STORAGE");
  }
};
