/**
 * What the listener asks of the relay's worker, and what it hears from it.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import type { CloudRegistration, EndedRun, RelayProblem, RelayProgress } from "../relay_status.ts";

/** What came of a registration. */
export type Registered =
  | { readonly registered: true; readonly registration: CloudRegistration }
  | { readonly registered: false; readonly problem: RelayProblem };

/** Never rejects for the cloud's sake. */
export interface RelayWorkerControl {
  /** The hub is open: relays from now on. */
  open(): Promise<void>;
  /** The hub is about to lock: stops, and answers when nothing is under way, or the time is over. */
  close(deadlineMs: number): Promise<void>;
  /** Asks the cloud who the key belongs to; keeps it if all is well. */
  register(access: CloudAccess): Promise<Registered>;
  /** Address and key are gone. */
  forget(): Promise<void>;
  /** Asks the cloud about this hub, without a run. */
  check(): Promise<RelayProblem | null>;
  /** Begins a run; false while not registered. */
  syncNow(): Promise<boolean>;
  /** Stops the run under way. */
  cancel(): Promise<boolean>;
}

/** Where the relay is between and during runs. */
export interface RelayState {
  /** The run under way. */
  readonly run: (RelayProgress & { readonly startedMs: number }) | null;
  /** Epoch ms of the next run; null when none is planned. */
  readonly nextRunMs: number | null;
  /** The run that ended last. */
  readonly lastRun: EndedRun | null;
  /** Runs that failed since one did everything. */
  readonly failures: number;
}

/** What the relay's worker tells by itself. */
export type RelayEvent =
  | { readonly type: "state"; readonly state: RelayState }
  /** Address and key were kept; `name` is the hub's in the cloud. */
  | { readonly type: "registered"; readonly name: string }
  | { readonly type: "started" }
  | { readonly type: "progress"; readonly progress: RelayProgress }
  | { readonly type: "ended"; readonly run: EndedRun; readonly nextRunMs: number | null }
  | { readonly type: "defect" }
  /** The worker itself has ended; told by the main thread. */
  | { readonly type: "lost" };

/** Before anything is known. */
export const IDLE_RELAY: RelayState = { run: null, nextRunMs: null, lastRun: null, failures: 0 };
