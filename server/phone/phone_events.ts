/**
 * What the phone side tells the operator. Ids only, never a name of a person, an e-mail, a token or
 * the text of an exception.
 *
 * @module
 */
import type { WireErrorCode } from "../wire/mod.ts";
import type { PhoneClock } from "./phone_clock.ts";

/**
 * Things an operator may want to act on.
 *
 * - `BODY_TOO_LARGE`: a phone sent more than the body limit. Raise the limit if its backlog is real.
 * - `USER_WITHOUT_CLINIC`: a user gave the right password but has no clinic. Assign one in the cloud.
 * - `WAITING_FULL`: too many new phones wait for a login. Close pairing, or undo those not yours.
 * - `HANDSHAKE_LIMIT`: one address tries to pair faster than people do.
 * - `LOGIN_LIMIT_ACCOUNT`: one account failed too often on one phone. Check for an old password.
 * - `LOGIN_LIMIT_HUB`: too many failed logins in an hour. Look for a strange phone and revoke it.
 */
export type PhoneNoticeCode =
  | "BODY_TOO_LARGE"
  | "USER_WITHOUT_CLINIC"
  | "WAITING_FULL"
  | "HANDSHAKE_LIMIT"
  | "LOGIN_LIMIT_ACCOUNT"
  | "LOGIN_LIMIT_HUB";

/**
 * Defects of the hub itself: report them.
 *
 * - `HANDLER_FAILED`: a request met an exception and was answered `INTERNAL`.
 * - `RESULT_UNUSABLE`: a procedure answered what phones take for a failure; it was not sent.
 * - `PUSH_REFUSED`: `sync_push` answered a business error; the phone got `INTERNAL` instead.
 * - `TOUCH_FAILED`: the time phones were last seen could not be stored; tried again.
 * - `ADMISSION_UNCERTAIN`: a phone undone during its login could not be marked revoked. Revoke it.
 */
export type PhoneErrorCode =
  | "HANDLER_FAILED"
  | "RESULT_UNUSABLE"
  | "PUSH_REFUSED"
  | "TOUCH_FAILED"
  | "ADMISSION_UNCERTAIN";

/** A step in a device's life on this hub. */
export interface DeviceEvent {
  /** Which step. */
  readonly type:
    | "device_waiting"
    | "device_admitted"
    | "device_forgotten"
    | "device_undone"
    | "device_revoked"
    | "device_reinstated";
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Three-word name. */
  readonly name: string;
  /** Address it was last heard from. */
  readonly address: string;
  /** Who logged in on it, null before the first login. */
  readonly userId: string | null;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Something an operator may want to act on. At most one a minute of the same. */
export interface NoticeEvent {
  /** Tells the kinds of event apart. */
  readonly type: "notice";
  /** What it is about. */
  readonly code: PhoneNoticeCode;
  /** The device concerned, when known. */
  readonly deviceId?: string;
  /** The user concerned, when known. */
  readonly userId?: string;
  /** The address concerned. */
  readonly address?: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** A defect of the hub. At most one a minute of the same. */
export interface ErrorEvent {
  /** Tells the kinds of event apart. */
  readonly type: "error";
  /** Which defect. */
  readonly code: PhoneErrorCode;
  /** Where it happened. */
  readonly route: PhoneRoute | "upkeep";
  /** Epoch ms. */
  readonly atMs: number;
}

/** Someone was refused. Every one is told, for the audit log. */
export interface RefusalEvent {
  /** Tells the kinds of event apart. */
  readonly type: "refusal";
  /** At which door. */
  readonly at: "handshake" | "login";
  /** Why. */
  readonly code: WireErrorCode;
  /** The phone's `client_id`; at a handshake only of a phone the hub knows. */
  readonly deviceId: string | null;
  /** The account whose password was wrong; null for an e-mail that nobody has. */
  readonly userId: string | null;
  /** The address concerned. */
  readonly address: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** The three routes that do work. */
export type PhoneRoute = "handshake" | "command" | "query";

/** Anything the phone side tells the operator. */
export type PhoneEvent = DeviceEvent | NoticeEvent | ErrorEvent | RefusalEvent;

/** A notice without its time. */
export type Notice = Omit<NoticeEvent, "type" | "atMs">;

const QUIET_MS = 60_000;
const MAX_REMEMBERED = 256;

/** Passes events on, each notice and error at most once a minute: the network must not flood it. */
export class PhoneEvents {
  readonly #clock: PhoneClock;
  readonly #onEvent: (event: PhoneEvent) => void;
  /** What was told and when, oldest first. */
  readonly #toldAtMs = new Map<string, number>();

  constructor(clock: PhoneClock, onEvent: (event: PhoneEvent) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Tells of a step in a device's life. */
  device(event: Omit<DeviceEvent, "atMs">): void {
    this.#pass({ ...event, atMs: this.#clock.wallMs() });
  }

  /** Tells of something to act on. */
  notice(notice: Notice): void {
    const { code, deviceId, userId, address } = notice;
    if (this.#isNews(JSON.stringify([code, deviceId, userId, address]))) {
      this.#pass({ type: "notice", ...notice, atMs: this.#clock.wallMs() });
    }
  }

  /** Tells of a refusal. */
  refusal(refusal: Omit<RefusalEvent, "type" | "atMs">): void {
    this.#pass({ type: "refusal", ...refusal, atMs: this.#clock.wallMs() });
  }

  /** Tells of a defect. */
  error(code: PhoneErrorCode, route: ErrorEvent["route"]): void {
    if (this.#isNews(JSON.stringify([code, route]))) {
      this.#pass({ type: "error", code, route, atMs: this.#clock.wallMs() });
    }
  }

  #isNews(what: string): boolean {
    const nowMs = this.#clock.steadyMs();
    const toldAtMs = this.#toldAtMs.get(what);
    if (toldAtMs !== undefined && nowMs - toldAtMs < QUIET_MS) return false;
    this.#toldAtMs.delete(what);
    this.#toldAtMs.set(what, nowMs);
    for (const oldest of this.#toldAtMs.keys()) {
      if (this.#toldAtMs.size <= MAX_REMEMBERED) break;
      this.#toldAtMs.delete(oldest);
    }
    return true;
  }

  #pass(event: PhoneEvent): void {
    try {
      this.#onEvent(event);
    } catch {
      // A fault of the one who listens must not become the answer to a phone.
    }
  }
}
