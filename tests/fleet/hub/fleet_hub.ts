/**
 * The hub as the fleet sees it, whichever way it is run.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import type { PhoneFetch } from "../../support/phone/mod.ts";
import type { CloudTable } from "./fleet_clinic.ts";

/** One hub on one data directory. */
export interface FleetHub extends AsyncDisposable {
  /** The clinic's network. Fails while the hub is down. */
  readonly fetch: PhoneFetch;
  /** Text of the QR code; the same for the hub's whole life. */
  readonly qr: string;
  readonly isUp: boolean;
  /** Longest wait, ms, between a request and the death of the hub under it. */
  readonly diesWithinMs: number;
  /** Called whenever it was killed. */
  onKilled: () => void;
  /** As SIGKILL: nothing is flushed, memory is gone. */
  kill(): Promise<void>;
  /** Starts on the files as they are. */
  start(): Promise<void>;
  /** Reads what is stored. Works while it is up and while it is down. */
  read<T>(look: (database: Database) => T): T;
  /** Rows arrive from the cloud: only the columns given change in a row the hub holds. */
  fromCloud(tables: readonly CloudTable[]): Promise<void>;
  /** From now on the files cannot grow, or can again. */
  setDiskFull(full: boolean): Promise<void>;
  /** The real time, whatever the machine's clock says. Passes whenever somebody looks. */
  trueNowMs(): number;
  /** Somebody sets the clock of the machine. */
  moveClock(byMs: number): void;
  /** The operator says the clock is right. */
  confirmClock(): Promise<void>;
  /** The operator tries a row that was put aside again. */
  retryQuarantined(quarantineNo: number): Promise<void>;
  /** The operator decides a conflict. */
  resolveConflict(conflictNo: number, keep: "kept" | "lost"): Promise<void>;
  /** Rows of one pull answer. */
  setPageRows(rows: number): Promise<void>;
}

/** Makes hubs, each on a fresh copy of the same data directory. */
export interface FleetHubs extends AsyncDisposable {
  readonly name: "memory" | "process";
  /** How many may be open at the same time. */
  readonly atOnce: number;
  open(): Promise<FleetHub>;
}
