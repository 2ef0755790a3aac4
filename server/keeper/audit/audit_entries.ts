/**
 * What the log says of what the keeper itself does.
 *
 * @module
 */

import type { AuditEntry, AuditNote } from "../../audit/mod.ts";
import type { HubSettings } from "../../database/settings.ts";
import type { CallRequest, DeviceLogin } from "../../keeper_api.ts";
import { COMMANDS, QUERIES } from "../../phone/procedures.ts";

/** A phone on which someone has logged in for the first time. */
export function admittedEntry(
  { userId, address }: DeviceLogin,
  { deviceNo, name }: { readonly deviceNo: number; readonly name: string },
  atMs: number,
): AuditEntry {
  const detail = { device: name.replaceAll(" ", "-"), address };
  return { kind: "device_admitted", who: { userId }, deviceNo, detail, atMs };
}

/** A login with the right password. */
export function loginEntry(
  { userId, address }: DeviceLogin,
  deviceNo: number,
  atMs: number,
): AuditEntry {
  return { kind: "login", who: { userId }, deviceNo, detail: { address }, atMs };
}

/** A call that was refused before its procedure was looked for. */
export function refusedCall(
  { name, userId }: CallRequest,
  deviceNo: number,
  code: string,
): AuditNote {
  const procedure = COMMANDS.has(name) || QUERIES.has(name) ? name : "unknown";
  return { kind: "call_refused", who: { userId }, deviceNo, detail: { procedure, code } };
}

/** Changed settings; of those that are text only the name. */
export function settingsEntry(change: Partial<HubSettings>, atMs: number): AuditEntry {
  const changes = Object.entries(change).map(([name, value]: [string, unknown]) =>
    typeof value === "number" || typeof value === "boolean" ? `${name}:${value}` : name
  );
  return { kind: "settings_changed", who: "operator", detail: { changes }, atMs };
}
