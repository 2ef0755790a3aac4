/**
 * What can happen to hubs, their phones and the cloud between them, as plain values. Numbers that
 * choose something are taken modulo what there is.
 *
 * @module
 */

import type { CloudGeneration, NetworkFault } from "../../../support/cloud/mod.ts";
import type { Grant } from "../../hub/fleet_clinic.ts";
import type { PhoneAtStart, Step } from "../../schedule/step.ts";

/** A fault and which request of the run it hits, from 0. */
export interface FaultAt {
  readonly at: number;
  readonly fault: NetworkFault;
}

/** One run of one hub's relay. Its moments are the waits for the cloud's and its own database. */
export interface RelayDone {
  readonly do: "relay";
  readonly hub: number;
  readonly faults?: readonly FaultAt[];
  /** The hub is killed at this moment. */
  readonly dies?: number;
  /** The operator stops the run at this moment. */
  readonly cancel?: number;
  /** What happens elsewhere at this moment. */
  readonly during?: { readonly at: number; readonly steps: readonly CloudStep[] };
}

/** What people make in the cloud's own interface. */
export type MadeInCloud =
  | "patient"
  | "visit"
  | "event"
  | "vitals"
  | "problem"
  | "attribute"
  | "prescription"
  | "appointment";

/** One thing that happens. */
export type CloudStep =
  | { readonly do: "at"; readonly hub: number; readonly step: Step }
  | RelayDone
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "limit"; readonly perMinute: number }
  | { readonly do: "cloudClock"; readonly skewMs: number; readonly databaseSkewMs: number }
  | { readonly do: "suspend"; readonly hub: number; readonly suspended: boolean }
  | { readonly do: "clinics"; readonly hub: number; readonly bits: number }
  | {
    readonly do: "cloudEdits";
    readonly table: number;
    readonly row: number;
    readonly column: number;
    /** Its transaction begins now and becomes visible one step later (A31). */
    readonly late?: true;
  }
  | { readonly do: "cloudMakes"; readonly what: MadeInCloud; readonly n: number }
  | { readonly do: "cloudDeletes"; readonly table: number; readonly row: number }
  | { readonly do: "cloudMoves"; readonly row: number; readonly clinic: number }
  | {
    readonly do: "cloudGrants";
    readonly user: number;
    readonly clinic: number;
    readonly grant: Grant;
  }
  | { readonly do: "cloudCounts"; readonly clinic: number; readonly units: number };

/** A hub at the start. */
export interface HubAtStart {
  /** Bit 0 is clinic A, bit 1 clinic B. */
  readonly clinics: number;
  readonly phones: readonly PhoneAtStart[];
}

/** A whole run. */
export interface CloudSchedule {
  readonly generation: CloudGeneration;
  readonly timeZone: string;
  readonly reportsRejected: boolean;
  /** How far the cloud's clocks are ahead at the start. */
  readonly skewMs: number;
  /** Rows of one pull answer of a hub; 0 means no limit. */
  readonly pageRows: number;
  readonly hubs: readonly HubAtStart[];
  readonly steps: readonly CloudStep[];
}
