/**
 * What can happen in a fleet, as plain values: a failing schedule can be pasted into a test.
 *
 * Numbers that choose something (`row`, `n`, `user`) are taken modulo what there is, so that every
 * part of a schedule keeps its meaning when other parts are left out.
 *
 * @module
 */

import type { Generation, SyncStep } from "../../support/phone/mod.ts";
import type { Grant } from "../hub/fleet_clinic.ts";

/** What a person makes offline. */
export type MadeOffline =
  | "patient"
  | "visit"
  | "event"
  | "vitals"
  | "problem"
  | "attribute"
  | "appointment"
  | "prescription"
  | "riskProfile";

/** What a person does in online mode. */
export type DoneOnline =
  | "register"
  | "changePatient"
  | "deletePatient"
  | "visit"
  | "event"
  | "changeEvent"
  | "deleteEvent"
  | "appointment"
  | "changeAppointment"
  | "dispensing"
  | "dispenseItem";

/** Which request a fault hits. */
export type HitCall = "handshake" | "sync_pull" | "sync_push" | "command";

/**
 * What goes wrong with one request: it never arrives, its answer is lost or cut short, it arrives
 * twice, the hub or the phone dies while it is under way.
 */
export type Fault =
  | "drop"
  | "lose"
  | "truncate"
  | "repeat"
  | "double"
  | "hubDiesBefore"
  | "hubDiesAfter"
  | "hubDiesDuring"
  | "phoneDies";

/** A fault and where. */
export interface Trouble {
  readonly call: HitCall;
  readonly fault: Fault;
}

/** Moments of a sync at which others may act: outside every local write. */
export const OPEN_STEPS = [
  "pulled",
  "applied",
  "collected",
  "pushed",
  "marked",
  "cursor-stored",
] as const satisfies readonly SyncStep[];
export type OpenStep = typeof OPEN_STEPS[number];

/** One sync of one phone. */
export interface SyncDone {
  readonly do: "sync";
  readonly phone: number;
  readonly trouble?: Trouble;
  /** The app is killed before this step. */
  readonly crashAt?: SyncStep;
  /** What happens elsewhere, or on this phone, before this step of it. */
  readonly during?: { readonly at: OpenStep; readonly steps: readonly Step[] };
}

/** One thing that happens. */
export type Step =
  | SyncDone
  | {
    readonly do: "create";
    readonly phone: number;
    readonly what: MadeOffline;
    readonly n: number;
  }
  | { readonly do: "edit"; readonly phone: number; readonly row: number; readonly columns: number }
  | { readonly do: "delete"; readonly phone: number; readonly row: number }
  | { readonly do: "destroy"; readonly phone: number; readonly row: number }
  | { readonly do: "dispense"; readonly phone: number; readonly n: number; readonly units: number }
  | { readonly do: "meddle"; readonly phone: number; readonly row: number }
  | { readonly do: "bulk"; readonly phone: number; readonly rows: number }
  | { readonly do: "together"; readonly hubDies?: true }
  | { readonly do: "retry" }
  | { readonly do: "decide"; readonly n: number; readonly keep: "kept" | "lost" }
  | { readonly do: "bringBack"; readonly n: number }
  | { readonly do: "pages"; readonly rows: number }
  | { readonly do: "recount"; readonly phone: number; readonly units: number }
  | { readonly do: "pushAgain"; readonly phone: number }
  | { readonly do: "sendAgain"; readonly phone: number }
  | { readonly do: "forceUpload"; readonly phone: number; readonly all: boolean }
  | { readonly do: "forceDownload"; readonly phone: number; readonly all: boolean }
  | { readonly do: "reinstall"; readonly phone: number; readonly keepId: boolean }
  | { readonly do: "backup"; readonly phone: number }
  | { readonly do: "restore"; readonly phone: number }
  | { readonly do: "restart"; readonly phone: number }
  | { readonly do: "login"; readonly phone: number; readonly user: number }
  | {
    readonly do: "online";
    readonly phone: number;
    readonly what: DoneOnline;
    readonly n: number;
    readonly trouble?: Trouble;
  }
  | { readonly do: "phoneClock"; readonly phone: number; readonly byMs: number }
  | { readonly do: "hubClock"; readonly byMs: number }
  | { readonly do: "confirmClock" }
  | { readonly do: "hubDown"; readonly steps: number }
  | { readonly do: "diskFull"; readonly steps: number }
  | {
    readonly do: "grant";
    readonly user: number;
    readonly clinic: number;
    readonly grant: Grant;
  }
  | { readonly do: "moveUser"; readonly user: number; readonly clinic: number }
  | { readonly do: "openToAll"; readonly open: boolean }
  | { readonly do: "movePatient"; readonly row: number; readonly clinic: number }
  | { readonly do: "cloudEdit"; readonly row: number; readonly column: number }
  | { readonly do: "cloudPatient"; readonly clinic: number };

/** A phone at the start. */
export interface PhoneAtStart {
  readonly generation: Generation;
  readonly user: number;
  /** How wrong its clock is. */
  readonly clockMs: number;
  /** It has synced once. */
  readonly synced?: true;
}

/** A whole run. */
export interface Schedule {
  readonly phones: readonly PhoneAtStart[];
  /** Rows of one pull answer; 0 means no limit. */
  readonly pageRows: number;
  readonly steps: readonly Step[];
}
