/**
 * What the operator is shown of the hub: states and counts, never a record's content.
 *
 * @module
 */
import type { DeviceStatus, KnownDevice } from "../keeper_api.ts";
import type { KeeperStatus } from "../keeper/hub_status.ts";
import type { WaitingDevice } from "../phone/admission.ts";
import type { PairingState } from "../phone/pairing_window.ts";
import { encodeBase64url, pairingText } from "../wire/mod.ts";
import { identityFingerprint } from "./fingerprint.ts";

/** What is known of the hub whether it is locked or not. */
export interface RunningStatus {
  /** Version of the program. */
  readonly programVersion: string;
  /** Epoch ms at which the program started. */
  readonly startedAtMs: number;
  /** Where phones reach the hub, `http://<ip>:<port>`; null while there is no network. */
  readonly lanUrl: string | null;
  /** Whether phones never seen may introduce themselves: until when, or until the process ends. */
  readonly pairing: PairingState;
}

/** A hub whose keys are not in memory. */
export interface LockedStatus extends RunningStatus {
  readonly state: "locked";
}

/** A hub that serves phones. */
export interface UnlockedStatus extends RunningStatus {
  readonly state: "unlocked";
  /** The hub id; people are shown its first eight characters. */
  readonly hubId: string;
  readonly hubName: string;
  /** Of the identity public key: eight groups of four hex digits. */
  readonly fingerprint: string;
  /** Text of the pairing QR code, null while `lanUrl` is. */
  readonly pairingText: string | null;
  /** False before there is a user who can log in. */
  readonly hasAccounts: boolean;
  /** True while the wall clock has leapt ahead and waits for the operator's word. */
  readonly clockLeapt: boolean;
  /** Rows by table; tables without rows are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows put aside, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Waiting ones first, then those last seen most recently. */
  readonly devices: readonly OperatorDevice[];
  readonly databaseBytes: number;
  readonly schemaVersion: number;
}

/** Everything the page shows. */
export type OperatorStatus = LockedStatus | UnlockedStatus;

/** A phone as the operator sees it. */
export interface OperatorDevice {
  readonly deviceId: string;
  /** `waiting`: it has introduced itself and nobody has logged in on it yet. */
  readonly status: DeviceStatus | "waiting";
  /** Three-word name. */
  readonly name: string;
  readonly address: string;
  /** Who logged in on it last, null before the first login. */
  readonly userId: string | null;
  /** Epoch ms. */
  readonly firstSeenMs: number;
  /** Epoch ms. */
  readonly lastSeenMs: number;
  /** Epoch ms of the last pull, null before the first. */
  readonly lastSyncMs: number | null;
  /** Rows it has handed over. */
  readonly rowsIn: number;
  /** Rows it was given. */
  readonly rowsOut: number;
}

/** Where the parts of an unlocked hub's status come from. */
export interface UnlockedParts {
  readonly running: RunningStatus;
  readonly hubId: string;
  readonly hubName: string;
  /** 32 raw X25519 bytes. */
  readonly identityPublicKey: Uint8Array;
  /** What the keeper answers to `status`. */
  readonly keeper: KeeperStatus;
  /** What the phone side has waiting. */
  readonly waiting: readonly WaitingDevice[];
}

/** Puts the status of an unlocked hub together. */
export function unlockedStatus(parts: UnlockedParts): UnlockedStatus {
  const { running, hubId, hubName, identityPublicKey, keeper, waiting } = parts;
  const { rows, quarantined, devices, hasAccounts, clockLeapt, databaseBytes, schemaVersion } =
    keeper;
  const { lanUrl } = running;
  const pk = encodeBase64url(identityPublicKey);
  return {
    ...running,
    state: "unlocked",
    hubId,
    hubName,
    fingerprint: identityFingerprint(identityPublicKey),
    pairingText: lanUrl === null ? null : pairingText({ url: lanUrl, id: hubId, pk }),
    hasAccounts,
    clockLeapt,
    rows,
    quarantined,
    databaseBytes,
    schemaVersion,
    devices: [
      ...waiting.map(describeWaiting),
      ...devices.toSorted((a, b) => b.lastSeenMs - a.lastSeenMs).map(describeKnown),
    ],
  };
}

function describeWaiting({ deviceId, name, address, sinceMs }: WaitingDevice): OperatorDevice {
  return {
    deviceId,
    status: "waiting",
    name,
    address,
    userId: null,
    firstSeenMs: sinceMs,
    lastSeenMs: sinceMs,
    lastSyncMs: null,
    rowsIn: 0,
    rowsOut: 0,
  };
}

/** Field by field: what the keeper learns to say later does not reach the page by itself. */
function describeKnown(device: KnownDevice): OperatorDevice {
  const { deviceId, status, name, address, userId } = device;
  const { firstSeenMs, lastSeenMs, lastSyncMs, rowsIn, rowsOut } = device;
  return {
    deviceId,
    status,
    name,
    address,
    userId,
    firstSeenMs,
    lastSeenMs,
    lastSyncMs,
    rowsIn,
    rowsOut,
  };
}
