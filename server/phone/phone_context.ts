/**
 * What the routes of the phone side share.
 *
 * @module
 */
import type { KeeperApi } from "../keeper_api.ts";
import type { Admission } from "./admission.ts";
import type { HandshakeLimits } from "./handshake_limits.ts";
import type { InFlight } from "./in_flight.ts";
import type { LastSeen } from "./last_seen.ts";
import type { LeavingAnswers } from "./leaving_answers.ts";
import type { LoginLimits } from "./login_limits.ts";
import type { PairingWindow } from "./pairing_window.ts";
import type { PhoneClock } from "./phone_clock.ts";
import type { PhoneEvents } from "./phone_events.ts";
import type { PhoneLimits } from "./phone_limits.ts";
import type { Sessions } from "./sessions.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

/** Compares a password with a hash, off this thread. */
export interface PasswordCheck {
  /** Whether it matches; null stands for an unknown user, takes as long and gives false. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** The parts of the phone side, as its routes see them. */
export interface PhoneContext {
  readonly keeper: KeeperApi;
  readonly passwords: PasswordCheck;
  readonly clock: PhoneClock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly limits: PhoneLimits;
  readonly events: PhoneEvents;
  readonly pairing: PairingWindow;
  readonly admission: Admission;
  readonly sessions: Sessions;
  readonly handshakeLimits: HandshakeLimits;
  readonly loginLimits: LoginLimits;
  readonly lastSeen: LastSeen;
  readonly inFlight: InFlight;
  readonly leaving: LeavingAnswers;
  /** @throws {WireError} `LOCKED` */
  hub(): UnlockedHub;
}
