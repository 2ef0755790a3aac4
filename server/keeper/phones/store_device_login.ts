/**
 * Stores a successful login, which admits its device.
 *
 * @module
 */

import { appendAudit } from "../../audit/mod.ts";
import type { DeviceLogin, LoginFacts } from "../../keeper_api.ts";
import type { DeviceState } from "../../sync/device/device_state.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { WireError } from "../../wire/errors.ts";
import { loginFacts } from "../people/accounts.ts";
import { admittedEntry, loginEntry } from "../audit/audit_entries.ts";

/**
 * Durable when it resolves.
 *
 * @throws {WireError} `AUTH_FAILED` for an account that is gone or has no clinic, `DEVICE_REVOKED`
 */
export async function storeDeviceLogin(
  engine: SyncEngine,
  login: DeviceLogin,
): Promise<LoginFacts> {
  const facts = engine.read((statements) => loginFacts(statements, login.userId));
  if (facts === null) throw new WireError("AUTH_FAILED");
  const known = engine.devices.get(login.deviceId);
  if (known?.status === "revoked") throw new WireError("DEVICE_REVOKED");
  if (known === undefined) await admit(engine, login);
  else await renew(engine, known, login);
  return facts;
}

async function renew(engine: SyncEngine, known: DeviceState, login: DeviceLogin): Promise<void> {
  const { userId, address } = login;
  const atMs = engine.wallClock.nowMs();
  Object.assign(known, {
    userId,
    address,
    lastSeenMs: Math.max(known.lastSeenMs, atMs),
    lastCallMs: Math.max(known.lastCallMs, atMs),
  });
  known.changed = true;
  // An app installed anew has no cursor to show that its records are gone, but somebody logs in.
  if (known.presented === 0 && known.pushedSincePresented) known.mayBeNew = true;
  await engine.write((statements) =>
    appendAudit(statements, loginEntry(login, known.deviceNo, atMs))
  );
}

async function admit(engine: SyncEngine, login: DeviceLogin): Promise<void> {
  const { deviceId, userId, address, deviceName } = login;
  const name = deviceName ?? deviceId;
  const atMs = engine.wallClock.nowMs();
  let admitted = false;
  try {
    await engine.write((statements) => {
      // Another login of the same phone may have come first.
      const present = engine.devices.get(deviceId);
      const device = present ?? engine.devices.admit({ deviceId, name, address, userId, atMs });
      admitted = present === undefined;
      if (admitted) appendAudit(statements, admittedEntry(login, device, atMs));
      appendAudit(statements, loginEntry(login, device.deviceNo, atMs));
    });
  } catch (error) {
    if (admitted) engine.devices.forget(deviceId);
    throw error;
  }
}
