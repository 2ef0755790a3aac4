/**
 * Query `sync_pull` (wire 6.7).
 *
 * @module
 */

import { deviceName } from "../device_name.ts";
import { z } from "zod";
import type { Procedure } from "../procedure.ts";

/** Both spellings of the cursor are in the field; missing and null mean 0. */
const Arguments = z.object({
  lastPulledAt: z.number().nullish(),
  last_pulled_at: z.number().nullish(),
});

/** `{lastPulledAt}` → `{changes, timestamp}`, in pages (phones rule 6). */
export const syncPull: Procedure = async ({ engine, device, userId, repeated, report }, args) => {
  const parsed = Arguments.safeParse(args ?? {});
  if (!parsed.success) return { ok: false, code: "INVALID" };
  const presented = parsed.data.lastPulledAt ?? parsed.data.last_pulled_at ?? 0;
  const { text, rows, cut } = await engine.pull(device, presented, repeated, userId);
  engine.audit.pulled({ deviceNo: device.deviceNo, userId, rows });
  report({ event: "sync", direction: "pull", device: deviceName(device.deviceId), rows, cut });
  return { ok: true, result: text };
};
