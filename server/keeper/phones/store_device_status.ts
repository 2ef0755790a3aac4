/**
 * Shuts a device out, or lets it in again.
 *
 * @module
 */

import { appendAudit } from "../../audit/mod.ts";
import type { DeviceStatus } from "../../keeper_api.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { WireError } from "../../wire/errors.ts";

/**
 * It counts at once, and durably when this resolves.
 *
 * @throws {WireError} `NOT_FOUND`
 */
export async function storeDeviceStatus(
  engine: SyncEngine,
  deviceId: string,
  status: DeviceStatus,
): Promise<void> {
  const device = engine.devices.get(deviceId);
  if (device === undefined) throw new WireError("NOT_FOUND");
  device.status = status;
  device.changed = true;
  const kind = status === "revoked" ? "device_revoked" : "device_reinstated";
  const { deviceNo } = device;
  const atMs = engine.wallClock.nowMs();
  await engine.write((statements) =>
    appendAudit(statements, { kind, who: "operator", deviceNo, detail: {}, atMs })
  );
}
