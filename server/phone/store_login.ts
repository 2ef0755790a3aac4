/**
 * What a successful login leaves behind.
 *
 * @module
 */
import type { KnownDevice, LoginFacts } from "../keeper_api.ts";
import { WireError } from "../wire/mod.ts";
import { deviceName } from "./device_name.ts";
import type { PhoneContext } from "./phone_context.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

/** Where a login comes from. */
export interface LoginOrigin {
  readonly deviceId: string;
  readonly address: string;
}

/**
 * Stores that `userId` has logged in on a device, which admits it: durably first, then in memory, so
 * that no token is given for a device that a restart would forget.
 *
 * @throws {WireError} `LOCKED`, `DEVICE_REVOKED`, `UNKNOWN_SESSION`, and what the keeper refuses.
 */
export async function storeLogin(
  context: PhoneContext,
  hub: UnlockedHub,
  { deviceId, address }: LoginOrigin,
  userId: string,
): Promise<LoginFacts> {
  const { admission, keeper, clock } = context;
  hub.requireHeld();
  requirePresent(context, deviceId);
  using _held = admission.holdLogin(deviceId);
  const before = admission.known(deviceId);
  const name = before?.name ?? deviceName(deviceId);
  const facts = await keeper.deviceLoggedIn({
    deviceId,
    userId,
    address,
    deviceName: before === undefined ? name : null,
  });
  hub.requireHeld();
  if (admission.stateOf(deviceId) === "unknown") return await takeBack(context, deviceId);
  const nowMs = clock.wallMs();
  admission.admit({
    ...(before ?? { firstSeenMs: nowMs, lastSyncMs: null, rowsIn: 0, rowsOut: 0 }),
    deviceId,
    status: "admitted",
    name,
    address,
    userId,
    lastSeenMs: nowMs,
  });
  requirePresent(context, deviceId);
  return facts;
}

function requirePresent(context: PhoneContext, deviceId: string): void {
  const state = context.admission.stateOf(deviceId);
  if (state === "revoked") throw new WireError("DEVICE_REVOKED");
  if (state === "unknown") throw new WireError("UNKNOWN_SESSION");
}

/** The operator undid the device while its login was being stored: that must outlast the store. */
async function takeBack(context: PhoneContext, deviceId: string): Promise<never> {
  try {
    await context.keeper.setDeviceStatus(deviceId, "revoked");
  } catch (error) {
    context.events.error("ADMISSION_UNCERTAIN", "command");
    throw error;
  }
  context.admission.load([revoked(context, deviceId)]);
  throw new WireError("DEVICE_REVOKED");
}

function revoked(context: PhoneContext, deviceId: string): KnownDevice {
  const nowMs = context.clock.wallMs();
  return {
    deviceId,
    status: "revoked",
    name: deviceName(deviceId),
    address: "",
    userId: null,
    firstSeenMs: nowMs,
    lastSeenMs: nowMs,
    lastSyncMs: null,
    rowsIn: 0,
    rowsOut: 0,
  };
}
