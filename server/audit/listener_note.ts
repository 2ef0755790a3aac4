/**
 * What the listener knows and the keeper writes down.
 *
 * @module
 */

import type { AuditActor, AuditNote } from "./audit_kinds.ts";

/** Something that happened where no transaction is, with ids as the listener has them. */
export interface ListenerNote {
  /** What it is about. */
  readonly kind:
    | "pairing_opened"
    | "pairing_closed"
    | "serving_stopped"
    | "serving_started"
    | "device_waiting"
    | "device_forgotten"
    | "device_undone"
    | "handshake_refused"
    | "login_failed"
    | "login_limited";
  /** The phone's `client_id`, when it is known. */
  readonly deviceId?: string;
  /** The account, when it is known. */
  readonly userId?: string;
  /** Address of the phone. */
  readonly address?: string;
  /** Why: a code of the wire, or of the notice. */
  readonly code?: string;
  /** For how long pairing is open; 0 means until the program ends. */
  readonly minutes?: number;
}

/** What the keeper adds. */
export interface KnownPhoneNumber {
  /** Number of the phone, null when it was never admitted. */
  readonly deviceNo: number | null;
  /** Three words made from its id; phones choose the id itself. */
  readonly deviceWords: string;
}

/** The note as the log has it. */
export function auditNote(note: ListenerNote, phone: KnownPhoneNumber): AuditNote {
  const { kind, userId, address = "", code = "", minutes = 0 } = note;
  const device = phone.deviceWords.replaceAll(" ", "-");
  const { deviceNo } = phone;
  const who: AuditActor = userId === undefined ? "phone" : { userId };
  switch (kind) {
    case "pairing_opened":
      return { kind, who: "operator", detail: { minutes } };
    case "pairing_closed":
    case "serving_stopped":
    case "serving_started":
      return { kind, who: "operator", detail: {} };
    case "device_undone":
      return { kind, who: "operator", deviceNo, detail: { device } };
    case "device_waiting":
      return { kind, who, deviceNo, detail: { device, address } };
    case "device_forgotten":
      return { kind, who: "hub", deviceNo, detail: { device } };
    case "login_limited":
      return { kind, who, deviceNo, detail: { code } };
    case "handshake_refused":
    case "login_failed":
      return { kind, who, deviceNo, detail: { code, address } };
  }
}
