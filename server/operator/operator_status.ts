/**
 * What the operator is shown of the hub: states and counts, never a record's content.
 *
 * @module
 */

import type { CloudStatus } from "../relay/relay_status.ts";
import type { HealthProblem } from "../health/mod.ts";
import type { HubTrouble } from "../hub_trouble.ts";
import type { CopiesStatus } from "./operator_copies.ts";
import type { DrainStatus } from "./operator_health.ts";
import type { ProgramStatus } from "./operator_program.ts";
import type { NetworkStatus, ScreenPreferences } from "./operator_screen.ts";

/** Whether phones never seen may introduce themselves; `untilMs` (epoch) null means to the end. */
export type PairingStatus =
  | { readonly open: false }
  | { readonly open: true; readonly untilMs: number | null };

/** What is known of the hub whether it is locked or not. */
export interface RunningStatus {
  /** Version of the program. */
  readonly programVersion: string;
  /** Epoch ms at which the program started. */
  readonly startedAtMs: number;
  /** Where phones reach the hub, `http://<ip>:<port>`; null while there is no network. */
  readonly lanUrl: string | null;
  /** Whether new phones may pair. */
  readonly pairing: PairingStatus;
  /** Where phones might reach the hub, and what the operator has chosen. */
  readonly network: NetworkStatus;
  /** How the page is to look. */
  readonly preferences: ScreenPreferences;
  /** Whether the native window is shown; `none` when the program has none to show. */
  readonly window: WindowState;
  /** The screen is hidden: every change but a few asks for the passphrase first. */
  readonly hidden: boolean;
  /** What is being done to the vault just now. */
  readonly busy: VaultStep | null;
  /** How far that is, when it takes long. */
  readonly work: WorkStatus | null;
  /** The operator has stopped serving phones; the hub stays open. */
  readonly servingStopped: boolean;
  /** The program is stopping. */
  readonly stopping: boolean;
  /** What is still under way while the hub locks or stops, else null. */
  readonly draining: DrainStatus | null;
  /** Updates and the machine; left out where only a part of the hub runs. */
  readonly program?: ProgramStatus | undefined;
  /** What is wrong with the hub, the most pressing first. */
  readonly problems: readonly HealthProblem[];
  /** Folder of a copy that the program was started to restore, until it was. */
  readonly restoreFrom: string | null;
}

/** Of the native window. */
export type WindowState = "open" | "closed" | "none";

/** Something that takes a moment. */
export type VaultStep =
  | "setting_up"
  | "unlocking"
  | "locking"
  /** The records are encrypted anew. */
  | "rotating_key"
  /** Phones have to log in again. */
  | "rotating_identity"
  /** The records are removed. */
  | "clearing"
  /** Everything is removed, or set aside. */
  | "resetting"
  /** A copy takes the place of the records. */
  | "restoring";

/** How far a step is that changes the hub as a whole. */
export interface WorkStatus {
  /** First a copy is made; then the work is done, with phones not served. */
  readonly phase: "copy" | "work";
  /** So much of {@linkcode WorkStatus.total}. */
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

/** What the keeper counts and notices in the open database. */
export interface DatabaseStatus {
  /** Names of the clinics the hub has rows of. */
  readonly clinics: readonly string[];
  /** False before there is a user who can log in. */
  readonly hasAccounts: boolean;
  /** True while the wall clock has leapt ahead and waits for the operator's word. */
  readonly clockLeapt: boolean;
  /** Ms by which it is ahead of the times the hub tells, 0 while it has not leapt. */
  readonly clockAheadMs: number;
  /** Rows by table; tables without rows are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Values that lost and wait for somebody to look. */
  readonly conflicts: number;
  /** Rows put aside, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Size of the database file. */
  readonly databaseBytes: number;
  /** Number of the last migration. */
  readonly schemaVersion: number;
}

/** A phone that has introduced itself and on which nobody has logged in yet. */
export interface WaitingPhone {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Three-word name. */
  readonly name: string;
  /** Address it was last heard from. */
  readonly address: string;
  /** Epoch ms of its first handshake. */
  readonly sinceMs: number;
}

/** A phone on which someone has logged in. */
export interface KnownPhone {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** `revoked`: the operator has removed it. */
  readonly status: "admitted" | "revoked";
  /** Three-word name. */
  readonly name: string;
  /** Address it was last heard from. */
  readonly address: string;
  /** Who logged in on it last. */
  readonly userId: string | null;
  /** Name of that account, null when there is none. */
  readonly userName: string | null;
  /** True for the app of August 2026 and later. */
  readonly newerApp: boolean;
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
  /** Epoch ms after which it has to scan the QR code again, unless it is heard before. */
  readonly tokensLapseAtMs: number;
  /** True when its last pull was cut: someone has to sync it again. */
  readonly hasMore: boolean;
  /** Then: rows it has been given of those it needs to catch up, and how many are left at most. */
  readonly progress: { readonly given: number; readonly left: number } | null;
  /**
   * Since when it presents cursors this hub did not give it, epoch ms: it was synced with another
   * copy of this hub, or before a restore. Null while all is well.
   */
  readonly ahead: { readonly sinceMs: number } | null;
  /** When its account last lost a clinic: what it holds of that is not recalled. Epoch ms or null. */
  readonly scopeShrunkMs: number | null;
}

/** Any phone as the operator sees it. */
export interface OperatorPhone extends Omit<KnownPhone, "status" | "tokensLapseAtMs"> {
  /** `waiting`: nobody has logged in on it yet. */
  readonly status: "waiting" | KnownPhone["status"];
  /** As of a known phone; null before the first login. */
  readonly tokensLapseAtMs: number | null;
}

/** A hub without a vault: someone has to choose its passphrase. */
export interface NewStatus extends RunningStatus {
  /** Phones are not served. */
  readonly state: "new";
  /** Names of files of the older hub that were found (decision 26). */
  readonly oldHubFiles: readonly string[];
  /** The machine's own name: the hub is called so unless it is given another. */
  readonly machineName: string;
  /** The hub that was here before and was removed or set aside; null when there was none. */
  readonly before: HubBefore | null;
}

/** A hub that was removed or set aside. */
export interface HubBefore {
  /** When, epoch ms. */
  readonly atMs: number;
  /** Folder in the data directory that has what was kept. */
  readonly folder: string;
  /** `factory`: removed, its copies kept. `damaged`: set aside because nothing opened it. */
  readonly why: "factory" | "damaged";
}

/** A hub whose keys are not in memory. */
export interface LockedStatus extends RunningStatus {
  /** Phones are not served. */
  readonly state: "locked";
  /** Whether a recovery key opens it too. */
  readonly hasRecoveryKey: boolean;
}

/** A hub that nothing that is typed opens: the recovery screen (`docs/recovery.md`). */
export interface DamagedStatus extends RunningStatus {
  /** Phones are not served. */
  readonly state: "damaged";
  /** What happened. */
  readonly trouble: HubTrouble;
  /** Whether a recovery key opens the vault, as far as that can be read. */
  readonly hasRecoveryKey: boolean;
  /** Epoch ms at which the kept copy of the vault was written that can be restored, or null. */
  readonly keptCopyAtMs: number | null;
}

/** A hub that serves phones. */
export interface UnlockedStatus extends RunningStatus, DatabaseStatus {
  /** Phones are served. */
  readonly state: "unlocked";
  /** The hub id; people are shown its first eight characters. */
  readonly hubId: string;
  /** The name phones show. */
  readonly hubName: string;
  /** Of the identity public key: eight groups of four hex digits. */
  readonly fingerprint: string;
  /** Registration, runs, and what waits for the cloud. */
  readonly cloud: CloudStatus;
  /** Copies of the hub. */
  readonly copies: CopiesStatus;
  /** Text of the pairing QR code, null while `lanUrl` is. */
  readonly pairingText: string | null;
  /** Waiting ones first, newest first, removed ones last: nothing moves under a pointing finger. */
  readonly devices: readonly OperatorPhone[];
}

/** Everything the page shows. */
export type OperatorStatus = NewStatus | LockedStatus | DamagedStatus | UnlockedStatus;
