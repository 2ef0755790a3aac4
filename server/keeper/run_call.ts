/**
 * Runs one procedure for the user of a verified token.
 *
 * @module
 */

import type { HubSettings } from "../database/settings.ts";
import type { CallRequest, CallResult } from "../keeper_api.ts";
import { deviceName } from "../phone/device_name.ts";
import type { Procedure, ProcedureEvent } from "../phone/procedure.ts";
import { COMMANDS, QUERIES } from "../phone/procedures.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { WireError } from "../wire/errors.ts";
import { loginFacts } from "./people/accounts.ts";
import { refusedCall } from "./audit/audit_entries.ts";
import { tokensCount } from "./phones/token_seen.ts";

/** What a call needs of the open hub. */
export interface CallHub {
  readonly engine: SyncEngine;
  readonly settings: HubSettings;
  /** Tells the operator. */
  readonly report: (event: ProcedureEvent) => void;
}

/**
 * Device, token age and user are looked up at every call.
 *
 * @param args The arguments, of a large request too
 * @throws {WireError} `AUTH_FAILED`, `DEVICE_REVOKED`, and what the procedure throws
 */
export async function runCall(
  { engine, settings, report }: CallHub,
  request: CallRequest,
  args: unknown,
): Promise<CallResult> {
  const { kind, name, deviceId, userId, repeated } = request;
  const device = engine.devices.get(deviceId);
  if (device === undefined) throw new WireError("AUTH_FAILED");
  if (device.status === "revoked") {
    engine.audit.note(refusedCall(request, device.deviceNo, "DEVICE_REVOKED"));
    throw new WireError("DEVICE_REVOKED");
  }
  const nowMs = engine.wallClock.nowMs();
  if (!tokensCount(device.lastCallMs, nowMs, settings.tokenSeenDays)) {
    report({ event: "error", code: "TOKEN_LAPSED", device: deviceName(deviceId) });
    engine.audit.note(refusedCall(request, device.deviceNo, "TOKEN_LAPSED"));
    throw new WireError("AUTH_FAILED");
  }
  if (engine.read((statements) => loginFacts(statements, userId)) === null) {
    throw new WireError("AUTH_FAILED");
  }
  // Never back: a clock that was wrong for a day must not make tokens look old afterwards.
  device.lastCallMs = Math.max(device.lastCallMs, nowMs);
  device.lastSeenMs = Math.max(device.lastSeenMs, nowMs);
  device.changed = true;
  const procedures: ReadonlyMap<string, Procedure> = kind === "command" ? COMMANDS : QUERIES;
  const procedure = procedures.get(name);
  if (procedure === undefined) return { ok: false, code: "UNKNOWN_PROCEDURE" };
  return await procedure({ name, engine, device, userId, repeated, report }, args);
}
