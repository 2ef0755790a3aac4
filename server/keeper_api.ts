/**
 * What the listener asks of the keeper, and what the keeper answers.
 *
 * The listener owns sockets and sessions; the keeper owns the vault and the database. They are two
 * workers joined by one MessagePort, so everything here survives structured clone.
 *
 * @module
 */

import type { WireErrorCode } from "./wire/errors.ts";

/** A live user as a login needs it. Never leaves the hub. */
export interface LoginCandidate {
  /** Id of the user's row. */
  readonly userId: string;
  /** bcrypt hash as the cloud issued it. */
  readonly hashedPassword: string;
  /** Home clinic, null when the cloud gave the user none: such a user cannot log in. */
  readonly clinicId: string | null;
  /** Role as the cloud has it, for instance `provider`. */
  readonly role: string;
  /** The person's name. */
  readonly name: string;
  /** Name of the home clinic, `""` when unknown. */
  readonly clinicName: string;
  /** As stored: e-mails are compared exactly. */
  readonly email: string;
}

/** What a login answers to the phone, apart from the token. */
export interface LoginFacts {
  /** Id of the user's row. */
  readonly userId: string;
  /** Home clinic. */
  readonly clinicId: string;
  /** Role as the cloud has it. */
  readonly role: string;
  /** The person's name. */
  readonly name: string;
  /** Name of the home clinic, `""` when unknown. */
  readonly clinicName: string;
  /** As stored. */
  readonly email: string;
}

/** A successful login that admits its device. */
export interface DeviceLogin {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Who logged in. */
  readonly userId: string;
  /** Address the login came from. */
  readonly address: string;
  /** Three-word name the hub made, or null to keep the stored one. */
  readonly deviceName: string | null;
}

/** Whether a device may speak to the hub. */
export type DeviceStatus = "admitted" | "revoked";

/** A device the hub has admitted once. */
export interface KnownDevice {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Whether it may speak to the hub. */
  readonly status: DeviceStatus;
  /** Three-word name. */
  readonly name: string;
  /** Address of its last login. */
  readonly address: string;
  /** Who logged in on it last. */
  readonly userId: string | null;
  /** Epoch ms by the hub's wall clock. */
  readonly firstSeenMs: number;
  /** Epoch ms by the hub's wall clock. */
  readonly lastSeenMs: number;
  /** Epoch ms of the last complete or partial pull, null before the first. */
  readonly lastSyncMs: number | null;
  /** Rows it has pushed. */
  readonly rowsIn: number;
  /** Rows it was sent. */
  readonly rowsOut: number;
}

/** A large request body taken apart as far as its `client_id`. */
export interface UnwrappedLarge {
  /** Whose body it is. */
  readonly clientId: string;
  /** Names the body in the keeper until `openLarge` fails, `call` uses it, or `dropLarge`. */
  readonly ticket: number;
}

/** A large request opened under one of the device's session keys. */
export interface OpenedLarge {
  /** Position in the given keys of the one that opened it. */
  readonly keyIndex: number;
  /** The envelope's nonce, hex. */
  readonly nonce: string;
  /** SHA-256 of the payload text, hex. */
  readonly digest: string;
  /** Command or query name. */
  readonly name: string;
  /** The token beside it, not verified. */
  readonly token: string | null;
}

/** One authenticated procedure call. */
export interface CallRequest {
  /** Which of the two routes it came by. */
  readonly kind: "command" | "query";
  /** Command or query name. */
  readonly name: string;
  /** Arguments of a small request. */
  readonly args?: unknown;
  /** A large request instead: its arguments wait in the keeper. */
  readonly ticket?: number;
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Whose token it was. */
  readonly userId: string;
  /** True when the same sealed query was answered before: it must not move the device's place. */
  readonly repeated: boolean;
}

/** The answer to a call: JSON text in UTF-8, or a code of `wire/errors.ts`. */
export type CallResult =
  | { readonly ok: true; readonly result: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly code: WireErrorCode; readonly retryAfterSeconds?: number };

/** A device's last contact. */
export interface DeviceSeen {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Epoch ms by the hub's wall clock. */
  readonly atMs: number;
}

/** What the listener may ask of the keeper on behalf of phones. Errors arrive as `WireError`. */
export interface KeeperApi {
  /** The live user with exactly this e-mail, or null. */
  loginCandidate(email: string): Promise<LoginCandidate | null>;
  /** Durably admits the device and binds it to its user. */
  deviceLoggedIn(login: DeviceLogin): Promise<LoginFacts>;
  /** Takes the outer JSON of a large body apart. The buffer is transferred. */
  unwrapLarge(body: Uint8Array<ArrayBuffer>): Promise<UnwrappedLarge>;
  /** Opens an unwrapped body under the first key that fits. */
  openLarge(
    ticket: number,
    keys: readonly Uint8Array[],
    label: "command" | "query",
  ): Promise<OpenedLarge>;
  /** Forgets an unwrapped body. */
  dropLarge(ticket: number): Promise<void>;
  /** Checks device, user and token binding, and runs the procedure. */
  call(request: CallRequest): Promise<CallResult>;
  /** The last pull answer to a device has been handed to the network, every byte of it. */
  answerWritten(deviceId: string): Promise<void>;
  /** Records when devices were last heard. */
  touchDevices(seen: readonly DeviceSeen[]): Promise<void>;
  /** Marks a device revoked (or admitted again). */
  setDeviceStatus(deviceId: string, status: DeviceStatus): Promise<void>;
}
