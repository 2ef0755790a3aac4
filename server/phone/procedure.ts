/**
 * What a procedure is: a named command or query of an authenticated phone.
 *
 * @module
 */

import type { CallResult } from "../keeper_api.ts";
import type { DeviceState } from "../sync/device/device_state.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";

/** Who calls, and on what. */
export interface ProcedureContext {
  /** The procedure's name, for the audit log. */
  readonly name?: string;
  readonly engine: SyncEngine;
  readonly device: DeviceState;
  readonly userId: string;
  /** True for a query answered before. */
  readonly repeated: boolean;
  /** Tells the operator what happened: codes and counts, no names. */
  readonly report: (event: ProcedureEvent) => void;
}

/** Something the operator may see. */
export interface ProcedureEvent {
  readonly event: "sync" | "phone" | "snapshot" | "error";
  readonly [detail: string]: string | number | boolean | null;
}

/** Runs one procedure. Business errors are returned, failures thrown. */
export type Procedure = (context: ProcedureContext, args: unknown) => Promise<CallResult>;
