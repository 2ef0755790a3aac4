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
  readonly userId: string;
  /** bcrypt hash as the cloud issued it. */
  readonly hashedPassword: string;
  /** Home clinic, null when the cloud gave the user none: such a user cannot log in. */
  readonly clinicId: string | null;
  readonly role: string;
  readonly name: string;
  /** Name of the home clinic, `""` when unknown. */
  readonly clinicName: string;
  readonly email: string;
}

/** What a login answers to the phone, apart from the token. */
export interface LoginFacts {
  readonly userId: string;
  readonly clinicId: string;
  readonly role: string;
  readonly name: string;
  readonly clinicName: string;
  readonly email: string;
}

/** A successful login that admits its device. */
export interface DeviceLogin {
  /** The phone's `client_id`. */
  readonly deviceId: string;
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
  readonly deviceId: string;
  readonly status: DeviceStatus;
  readonly name: string;
  readonly address: string;
  readonly userId: string | null;
  /** Epoch ms by the hub's wall clock. */
  readonly firstSeenMs: number;
  /** Epoch ms by the hub's wall clock. */
  readonly lastSeenMs: number;
  /** Epoch ms of the last complete or partial pull, null before the first. */
  readonly lastSyncMs: number | null;
  readonly rowsIn: number;
  readonly rowsOut: number;
}

/** A large request body taken apart as far as its `client_id`. */
export interface UnwrappedLarge {
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
  readonly token: string | null;
}

/** One authenticated procedure call. */
export interface CallRequest {
  readonly kind: "command" | "query";
  readonly name: string;
  /** Arguments of a small request. */
  readonly args?: unknown;
  /** A large request instead: its arguments wait in the keeper. */
  readonly ticket?: number;
  readonly deviceId: string;
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
  /** Records when devices were last heard. */
  touchDevices(seen: readonly DeviceSeen[]): Promise<void>;
  /** Marks a device revoked (or admitted again). */
  setDeviceStatus(deviceId: string, status: DeviceStatus): Promise<void>;
}
