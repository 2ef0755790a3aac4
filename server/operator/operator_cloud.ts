/**
 * The cloud as the operator acts on it, and files that set another hub up.
 *
 * @module
 */
import type {
  CloudRegistration,
  CloudStatus,
  NotTakenPage,
  NotTakenRow,
  RelayProblem,
} from "../relay/relay_status.ts";
import type { ProvisionProblem } from "../provision/provision_error.ts";

/** What came of a registration. Nothing has changed when it failed. */
export type RegistrationResult =
  | { readonly registered: true; readonly registration: CloudRegistration }
  | { readonly registered: false; readonly problem: RelayProblem };

/** What came of asking the cloud again. */
export type CloudCheck = { readonly problem: RelayProblem | null };

/** A row of the list, whole. */
export interface NotTakenContent extends NotTakenRow {
  /** The row as it is stored here, or as the cloud sent it. */
  readonly row: unknown;
}

/** A provisioning file that was made. */
export interface MadeProvision {
  /** The file: text. */
  readonly file: string;
  /** Epoch ms after which no hub takes it. */
  readonly expiresMs: number;
  /** Accounts in it that can log in. */
  readonly accounts: number;
  /** Rows in it. */
  readonly rows: number;
}

/** What came of making one. */
export type ProvisionMaking =
  | { readonly made: true } & MadeProvision
  | { readonly made: false; readonly problem: ProvisionProblem };

/** What came of loading a provisioning file. Nothing has changed when it failed. */
export type ProvisionResult =
  | {
    readonly loaded: true;
    /** Accounts that can log in now. */
    readonly accounts: number;
    /** Rows that were stored. */
    readonly rows: number;
  }
  | { readonly loaded: false; readonly problem: ProvisionProblem };

/** Rejects as `OperatorDeps` says. */
export interface OperatorCloud {
  /** Asks the cloud at this address who the key belongs to, and keeps both. */
  register(access: { readonly url: string; readonly apiKey: string }): Promise<RegistrationResult>;
  /** Forgets address and key. Rows and what the cloud has of them stay. */
  deregister(): Promise<void>;
  /** Asks the cloud for this hub's clinics and state, without a run. */
  check(): Promise<CloudCheck>;
  /** Begins a run now, or at the end of the one under way; false while not registered. */
  syncNow(): Promise<boolean>;
  /** Stops the run under way; false when there is none. */
  cancel(): Promise<boolean>;
  /** Rows that hub and cloud do not share. */
  notTaken(after: string | null): Promise<NotTakenPage>;
  /** Has one row, or all with null, sent again in the next run; answers how many. */
  retry(key: string | null): Promise<number>;
  /** The same rows, whole, some at a time; none at the end. */
  notTakenContent(after: string | null): Promise<readonly NotTakenContent[]>;
  /** Makes a file that sets another hub up without internet. */
  makeProvision(filePassphrase: string): Promise<ProvisionMaking>;
  /** Fills this hub from one. */
  loadProvision(file: string, filePassphrase: string): Promise<ProvisionResult>;
}

/** The status of the cloud of a hub that has never been registered. */
export const NO_CLOUD: CloudStatus = {
  registration: null,
  run: null,
  nextRunMs: null,
  lastSuccessMs: null,
  lastRun: null,
  failures: 0,
  oldestWaitingMs: null,
  tables: {},
  notTaken: 0,
  notRead: 0,
  keptHere: {},
};
