/**
 * What the hub knows of one device and its database.
 *
 * @module
 */

import type { DeviceStatus, KnownDevice } from "../../keeper_api.ts";
import type { Standing } from "./standing.ts";
import type { LastAnswer, Suspects } from "./suspects.ts";

/** A row the device has sent although its cursor does not yet say that it holds it. */
export interface SentRow {
  readonly firstStamp: number;
  readonly sentStamp: number;
  /** True for a table that every device is sent: cursors say for all of it what is held. */
  readonly common: boolean;
}

/** A cursor given to the device. */
export interface IssuedCursor {
  readonly value: number;
  /** Null: the value stands for itself. */
  readonly standing: Standing | null;
  /** Number of the scope that the answer was made for. */
  readonly scope: number;
  /**
   * For a cursor the hub did not issue but took note of: the newest one issued by then, which tells
   * what the device did later.
   */
  readonly notedAt: number | null;
  presented: boolean;
}

/** One admitted device, in memory. Changes are written with the next commit. */
export interface DeviceState {
  readonly deviceNo: number;
  readonly deviceId: string;
  status: DeviceStatus;
  name: string;
  address: string;
  userId: string | null;
  newerApp: boolean;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  lastCallMs: number;
  lastSyncMs: number | null;
  rowsIn: number;
  rowsOut: number;
  /** True when its last pull was cut; known since the hub was opened. */
  hasMore: boolean;
  /** Rows of the pulls it takes to catch up: given so far, and left at most. */
  progress: { readonly given: number; readonly left: number } | null;
  /** Value of the issued cursor it presented last, 0 before the first. */
  presented: number;
  /** When that was, on the scale of issued cursors: for one the hub issued the value itself. */
  presentedAt: number;
  /** What that cursor stands for. */
  standing: Standing;
  pushWriter: number;
  readonly commandWriter: number;
  /** Its push writers, each with the stamp up to which what it wrote is held; null: no bound. */
  readonly pushWriters: Map<number, number | null>;
  /** Tables beyond the common ones that it has pushed rows of. */
  readonly opened: Set<number>;
  /** By {@linkcode rowKey}. Pushes add to it; cursors prune it. */
  readonly sent: Map<string, SentRow>;
  /** Rows of `sent` to delete with the next commit: first stored up to here. */
  sentHeldThrough: number;
  /**
   * What it sent up to here no cursor makes void: it had sent it under a cursor of its own making,
   * which says less about what it held, and may come back from a copy of its database. 0 for none.
   */
  sentKeptThrough: number;
  /** Rows of `sent` to delete with the next commit: sent after this. */
  sentTakenBackAfter: number | null;
  /** Issued or presented since the last commit. */
  readonly unsaved: Map<number, IssuedCursor>;
  /**
   * True when it has pushed since it presented a cursor last: then its next cursor says something
   * about what it holds that must not be lost.
   */
  pushedSincePresented: boolean;
  /** Created rows it may be unable to take in. */
  readonly suspects: Suspects;
  /** What it was sent last; null after a restart. */
  lastAnswer: LastAnswer | null;
  /** True when anything was ever withheld from it: then cursors do not say all that it lacks. */
  hasWithheld: boolean;
  /** When it first presented a cursor this hub did not give it; null while all is well. */
  aheadSinceMs: number | null;
  /** The newest such cursor. */
  aheadCursor: number | null;
  /** When its scope last lost a clinic: what it holds of that is not recalled. */
  scopeShrunkMs: number | null;
  /**
   * True when somebody has logged in on it since it pushed, before it ever presented a cursor: the
   * app may have been installed anew.
   */
  mayBeNew: boolean;
  /** True when what it showed must be durable before it is answered. */
  mustSave: boolean;
  /** True when the device's own row, writers or lists have changed since the last commit. */
  changed: boolean;
}

/** True when the device's own push wrote this version and it is known to hold it. */
export function isOwn(device: DeviceState, writer: number, stamp: number): boolean {
  const validTo = device.pushWriters.get(writer);
  return validTo !== undefined && (validTo === null || stamp <= validTo);
}

/** What the listener and the operator see of it. */
export function knownDevice(device: DeviceState): KnownDevice {
  return {
    deviceId: device.deviceId,
    status: device.status,
    name: device.name,
    address: device.address,
    userId: device.userId,
    firstSeenMs: device.firstSeenMs,
    lastSeenMs: device.lastSeenMs,
    lastSyncMs: device.lastSyncMs,
    rowsIn: device.rowsIn,
    rowsOut: device.rowsOut,
  };
}
