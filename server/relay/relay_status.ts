/**
 * What the relay says of itself: for the operator's page, for headless mode, and between the
 * workers. Counts and codes, no row's content, no key.
 *
 * @module
 */

import type { CloudDevice } from "./cloud_device.ts";

/**
 * Why the hub and the cloud do not come together; closed. What a person can do about each is in
 * `docs/relay.md`.
 *
 * - `NOT_A_URL`: what was typed is not the address of a server
 * - `NOT_HTTPS`: the address would carry the key and the records in clear
 * - `NO_INTERNET`: no connection to the cloud could be made
 * - `NAME_NOT_FOUND`: the cloud's name leads nowhere: no internet, or a slip in the address
 * - `TLS`: the server could not show that it is the cloud: a wrong clock here, or a sign-in page
 * - `STALLED`: nothing arrived for two minutes
 * - `BROKEN_ANSWER`: an answer ended in the middle or was damaged, a pull ten times in a run
 * - `NOT_A_CLOUD`: something answered that is not a cloud: a sign-in page, a proxy, another server
 * - `CLOUD_FAILED`: the cloud met an error, or is down
 * - `CLOUD_TOO_NEW`: the cloud does not speak with this version of the hub any more
 * - `TOO_MANY`: the cloud asked to wait
 * - `KEY_REFUSED`: the cloud does not know the key, or not any more
 * - `SUSPENDED`: somebody suspended or deactivated this hub in the cloud
 * - `DECOMMISSIONED`: somebody retired or deleted this hub in the cloud
 * - `NO_CLINICS`: the cloud has given this hub no clinic
 * - `OTHER_DEVICE`: the key belongs to another hub than the one registered here
 * - `OTHER_CLOUD`: this hub holds rows of another cloud than the one it was to be registered at
 * - `DEMO`: this hub holds the made-up demo clinic, which must never reach a cloud
 * - `CANCELLED`: somebody stopped the run
 * - `LOCKED`: the hub was locked meanwhile
 * - `STORAGE`: the disk of this machine is full or failing
 * - `DEFECT`: an error of the hub itself
 */
export type RelayProblem =
  | "NOT_A_URL"
  | "NOT_HTTPS"
  | "NO_INTERNET"
  | "NAME_NOT_FOUND"
  | "TLS"
  | "STALLED"
  | "BROKEN_ANSWER"
  | "NOT_A_CLOUD"
  | "CLOUD_FAILED"
  | "CLOUD_TOO_NEW"
  | "TOO_MANY"
  | "KEY_REFUSED"
  | "SUSPENDED"
  | "DECOMMISSIONED"
  | "NO_CLINICS"
  | "OTHER_DEVICE"
  | "OTHER_CLOUD"
  | "DEMO"
  | "CANCELLED"
  | "LOCKED"
  | "STORAGE"
  | "DEFECT";

/**
 * What a run is doing.
 *
 * - `checking`: asks the cloud who this hub is and which clinics it serves
 * - `looking`: finds what waits for the cloud
 * - `sending`: sends it
 * - `receiving`: receives what others have changed
 * - `storing`: stores that
 */
export type RelayStep = "checking" | "looking" | "sending" | "receiving" | "storing";

/** How far a run is. */
export interface RelayProgress {
  /** What it is doing. */
  readonly step: RelayStep;
  /** Which attempt at this step, from 1. */
  readonly attempt: number;
  /** Rows this step has dealt with. */
  readonly rows: number;
  /** How many there are, null while nobody knows. */
  readonly ofRows: number | null;
  /** Bytes of the answer that have arrived in this attempt, decompressed; 0 in other steps. */
  readonly bytes: number;
}

/** Rows by table; tables without any are left out. */
export type RowsByTable = Readonly<Record<string, number>>;

/** What a run has moved. */
export interface RelayTally {
  /** Rows the cloud said it took. */
  readonly sent: RowsByTable;
  /** Rows of the cloud that were stored or changed something here. */
  readonly received: RowsByTable;
  /** Rows the cloud refused. */
  readonly refused: number;
}

/** A run that has ended. */
export interface EndedRun {
  /** Epoch ms. */
  readonly endMs: number;
  /** Why it ended before its end, null when all was done. */
  readonly problem: RelayProblem | null;
  /** What it moved all the same. */
  readonly tally: RelayTally;
}

/** How the rows of one table stand with the cloud. */
export interface CloudTableCounts {
  /** Rows that wait to be sent. */
  readonly waiting: number;
  /** Sent, and not seen in the cloud's answers yet. */
  readonly unconfirmed: number;
  /** Refused or dropped by the cloud: see the list. */
  readonly notTaken: number;
  /** Rows the last run sent. */
  readonly sent: number;
  /** Rows the last run received. */
  readonly received: number;
}

/** A clinic this hub serves. */
export interface CloudClinic {
  /** Its id. */
  readonly id: string;
  /** Its name, null while the hub has no row of it. */
  readonly name: string | null;
}

/** As whom the cloud knows this hub. */
export interface CloudRegistration {
  /** The cloud's address. */
  readonly url: string;
  /** What the cloud said when it was asked last; null while it was never asked. */
  readonly device: {
    /** The hub's id in the cloud, which phones never see. */
    readonly id: string;
    /** The hub's name in the cloud. */
    readonly name: string;
    /** `active`, or what else the cloud says. */
    readonly status: string;
    /** The clinics it serves. */
    readonly clinics: readonly CloudClinic[];
  } | null;
}

/** Everything about hub and cloud. */
export interface CloudStatus {
  /** Null while the hub is not registered. */
  readonly registration: CloudRegistration | null;
  /** The run under way, null between runs. */
  readonly run:
    | (RelayProgress & {
      /** Epoch ms at which it began. */
      readonly startedMs: number;
    })
    | null;
  /** Epoch ms at which the next run begins by itself; null when none is planned. */
  readonly nextRunMs: number | null;
  /** Epoch ms of the last run that did everything; null before the first. */
  readonly lastSuccessMs: number | null;
  /** The run that ended last; null before the first. */
  readonly lastRun: EndedRun | null;
  /** Runs that failed since one did everything. */
  readonly failures: number;
  /** Epoch ms at which the oldest row was stored that waits for the cloud; null if none waits. */
  readonly oldestWaitingMs: number | null;
  /** Tables with anything to say. */
  readonly tables: Readonly<Record<string, CloudTableCounts>>;
  /** Rows that the cloud has refused or dropped, or that cannot be sent. */
  readonly notTaken: number;
  /** Rows of the cloud that this hub could not store. */
  readonly notRead: number;
  /** Rows that stay on this hub because the cloud has no place for them. */
  readonly keptHere: RowsByTable;
}

/** How a row in the list came there. */
export type NotTakenKind =
  /** The cloud refused it. */
  | "refused"
  /** The cloud said yes, and has not shown it since (A24). */
  | "dropped"
  /** It cannot be sent: the cloud has no place for one of its values. */
  | "unsendable"
  /** It went, with a value shortened or left out that the cloud cannot hold. */
  | "narrowed"
  /** It is the cloud's, and this hub could not store it. */
  | "unread";

/** A row that hub and cloud do not share. */
export interface NotTakenRow {
  /** Where the list goes on after this row. */
  readonly key: string;
  /** How it came here. */
  readonly kind: NotTakenKind;
  /** Its table. */
  readonly table: string;
  /** Its id. */
  readonly id: string;
  /** Why: `REFUSED_BY_CLOUD`, `UNCONFIRMED`, or the code of a value that has no place. */
  readonly reason: string;
  /** The column of that value, null when there is none. */
  readonly column: string | null;
  /** Epoch ms since when. */
  readonly sinceMs: number;
  /** Epoch ms at which the hub tries again by itself, null when it does not. */
  readonly nextTryMs: number | null;
}

/** A part of the list. */
export interface NotTakenPage {
  /** Newest first within a table. */
  readonly rows: readonly NotTakenRow[];
  /** How many there are in all. */
  readonly total: number;
  /** What `after` is for the next part; null when this was the last. */
  readonly next: string | null;
}

/** What a run tells whoever started it. */
export interface RelayWatcher {
  /** Ends the run at the next moment at which nothing is half done. */
  readonly signal: AbortSignal;
  /** Told at every step, and often in between. */
  onProgress(progress: RelayProgress): void;
  /** Told what the cloud says about this hub, before the run acts on it. */
  onDevice(device: CloudDevice): void;
  /** Told what this run has moved so far, whenever that has changed. */
  onTally(tally: RelayTally): void;
}
