/**
 * What the relay asks of the keeper, which has the keys and the rows. Two workers joined by one
 * MessagePort: everything here survives structured clone.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type { CloudRegistration, EndedRun, RelayTally } from "../relay_status.ts";
import type { RelayDesk } from "../run/relay_desk.ts";
import type { RelayState } from "../store/relay_store.ts";

/** The relay's rows, from another worker. */
export type RemoteStore = RelayDesk & {
  /** Where the relay stands. */
  state(): Promise<RelayState>;
};

/** What the relay starts from when the hub is opened. */
export interface RelayStart {
  /** Null while the hub is not registered. */
  readonly access: CloudAccess | null;
  /** False when the cloud was never asked about this key: it came by a flag, without internet. */
  readonly isVerified: boolean;
  /** True for a hub that was filled with the demo clinic. */
  readonly isDemo: boolean;
  /** The run that ended last. */
  readonly lastRun: EndedRun | null;
  /** Runs that failed since one did everything. */
  readonly failures: number;
}

/** A run that has ended, as the keeper keeps it. */
export interface RunEnd {
  readonly run: EndedRun;
  readonly failures: number;
}

/** Rejects with `LOCKED` once the hub is locked. */
export interface RelayKeeper {
  /** Address, key and how far things are. */
  start(): Promise<RelayStart>;
  /**
   * Keeps address, key and what the cloud said of the hub. A hub that becomes another device asks
   * for everything again.
   *
   * @param info The cloud's whole answer
   * @returns Null, and nothing is kept, when the hub holds rows of another cloud
   */
  register(
    access: CloudAccess,
    device: CloudDevice,
    info: unknown,
  ): Promise<CloudRegistration | null>;
  /** Keeps what the cloud said of the hub when it was asked again. */
  noteDevice(device: CloudDevice): Promise<void>;
  /** Whether a phone or a person has stored something since rows were gathered last. */
  hasNews(): Promise<boolean>;
  /** Keeps how a run ended. */
  noteRun(end: RunEnd): Promise<void>;
}

/** A run that moved nothing. */
export const EMPTY_TALLY: RelayTally = { sent: {}, received: {}, refused: 0 };
