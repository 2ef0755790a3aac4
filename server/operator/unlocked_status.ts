/**
 * Puts the status of an unlocked hub together from what listener, keeper and phone side know.
 *
 * @module
 */
import type { CloudStatus } from "../relay/relay_status.ts";
import { encodeBase64url, pairingText } from "../wire/mod.ts";
import { identityFingerprint } from "./fingerprint.ts";
import type { CopiesStatus } from "./operator_copies.ts";
import type {
  DatabaseStatus,
  KnownPhone,
  OperatorPhone,
  RunningStatus,
  UnlockedStatus,
  WaitingPhone,
} from "./operator_status.ts";

/** Where the parts come from. */
export interface UnlockedParts {
  /** What the listener knows. */
  readonly running: RunningStatus;
  /** The hub's id, the same for its whole life. */
  readonly hubId: string;
  /** The name phones show. */
  readonly hubName: string;
  /** 32 raw X25519 bytes. */
  readonly identityPublicKey: Uint8Array;
  /** What the keeper answers to `status`. */
  readonly keeper: DatabaseStatus & { readonly devices: readonly KnownPhone[] };
  /** What keeper and relay know of the cloud. */
  readonly cloud: CloudStatus;
  /** What the keeper knows of copies. */
  readonly copies: CopiesStatus;
  /** What the phone side has waiting. */
  readonly waiting: readonly WaitingPhone[];
}

/** The status of an unlocked hub. */
export function unlockedStatus(parts: UnlockedParts): UnlockedStatus {
  const { running, hubId, hubName, identityPublicKey, keeper, cloud, copies, waiting } = parts;
  const { lanUrl } = running;
  const pk = encodeBase64url(identityPublicKey);
  // Field by field: what the keeper learns to say later does not reach the page by itself.
  return {
    ...running,
    state: "unlocked",
    hubId,
    hubName,
    fingerprint: identityFingerprint(identityPublicKey),
    pairingText: lanUrl === null ? null : pairingText({ url: lanUrl, id: hubId, pk }),
    cloud,
    copies,
    clinics: keeper.clinics,
    hasAccounts: keeper.hasAccounts,
    clockLeapt: keeper.clockLeapt,
    clockAheadMs: keeper.clockAheadMs,
    rows: keeper.rows,
    conflicts: keeper.conflicts,
    quarantined: keeper.quarantined,
    databaseBytes: keeper.databaseBytes,
    schemaVersion: keeper.schemaVersion,
    devices: [
      ...waiting.map(describeWaiting),
      ...keeper.devices.map(describeKnown).sort(byStatusAndAge),
    ],
  };
}

function byStatusAndAge(a: OperatorPhone, b: OperatorPhone): number {
  const removedLast = Number(a.status === "revoked") - Number(b.status === "revoked");
  return removedLast || b.firstSeenMs - a.firstSeenMs;
}

function describeWaiting({ deviceId, name, address, sinceMs }: WaitingPhone): OperatorPhone {
  return {
    deviceId,
    status: "waiting",
    name,
    address,
    userId: null,
    userName: null,
    newerApp: false,
    firstSeenMs: sinceMs,
    lastSeenMs: sinceMs,
    lastSyncMs: null,
    rowsIn: 0,
    rowsOut: 0,
    tokensLapseAtMs: null,
    hasMore: false,
    progress: null,
    ahead: null,
    scopeShrunkMs: null,
  };
}

function describeKnown(phone: KnownPhone): OperatorPhone {
  return {
    deviceId: phone.deviceId,
    status: phone.status,
    name: phone.name,
    address: phone.address,
    userId: phone.userId,
    userName: phone.userName,
    newerApp: phone.newerApp,
    firstSeenMs: phone.firstSeenMs,
    lastSeenMs: phone.lastSeenMs,
    lastSyncMs: phone.lastSyncMs,
    rowsIn: phone.rowsIn,
    rowsOut: phone.rowsOut,
    tokensLapseAtMs: phone.tokensLapseAtMs,
    hasMore: phone.hasMore,
    progress: phone.progress,
    ahead: phone.ahead,
    scopeShrunkMs: phone.scopeShrunkMs,
  };
}
