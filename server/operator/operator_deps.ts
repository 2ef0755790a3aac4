/**
 * What the operator's side needs of the rest of the hub.
 *
 * @module
 */
import type { AuditQuery } from "../audit/mod.ts";
import type { HubSettings } from "../database/settings.ts";
import type { AttentionControl } from "../keeper/attention_control.ts";
import type { AuditChunk, AuditPage } from "../keeper/audit/audit_page.ts";
import type { OperatorGuard } from "./guard.ts";
import type { OperatorCloud } from "./operator_cloud.ts";
import type { OperatorCopies } from "./operator_copies.ts";
import type { OperatorCustody, OperatorRecovery } from "./operator_custody.ts";
import type { OperatorHealth } from "./operator_health.ts";
import type { OperatorProgram } from "./operator_program.ts";
import type { OperatorScreen } from "./operator_screen.ts";
import type { OperatorStatus } from "./operator_status.ts";
import type { StatusFeed } from "./status_feed.ts";
import type { VaultKey } from "./vault_key.ts";

export type { VaultKey } from "./vault_key.ts";

/** What a new hub is set up with. */
export interface NewVault {
  /** Its passphrase. */
  readonly passphrase: string;
  /** The name phones show, or null for the machine's own. */
  readonly hubName: string | null;
}

/**
 * The vault as the operator acts on it. Rejects with an error whose `code` is one of
 * `OperatorErrorCode`.
 */
export interface OperatorVault {
  /** Makes the vault, opens it and serves phones; answers the recovery key this one time. */
  setUp(vault: NewVault): Promise<string | null>;
  /** Opens the vault and serves phones. */
  unlock(key: VaultKey): Promise<void>;
  /** Locks the hub. */
  lock(): Promise<void>;
  /** Resolves when the passphrase is the right one. */
  confirm(passphrase: string): Promise<void>;
  /** Replaces the passphrase. */
  changePassphrase(key: VaultKey, next: string): Promise<void>;
  /** A new recovery key; the earlier one stops working. */
  newRecoveryKey(passphrase: string): Promise<string>;
  /** Puts the kept copy in the place of a vault that cannot be read. */
  restore(): Promise<void>;
}

/** Languages of the page. */
export type PageLanguage = "en" | "es" | "ar";

/** Serving phones, without locking. */
export interface OperatorServing {
  /** True after {@linkcode stop}, until {@linkcode start} or the next unlock. */
  readonly stopped: boolean;
  /** Phones are answered 503 from now on; resolves when no request is under way. */
  stop(): Promise<void>;
  /** Phones are served again. */
  start(): void;
}

/** The native window as page and second starts act on it. */
export interface OperatorWindow {
  /** False when there is no open window. */
  close(): boolean;
  /** Brings the window to the front, or opens one, or the browser. */
  show(): void;
  /** Which language the page is shown in. */
  setLanguage(language: PageLanguage): void;
}

/** The audit log as the operator reads it. */
export interface OperatorAudit {
  /** Entries, newest first. */
  entries(query: AuditQuery): Promise<AuditPage>;
  /** The next part of an export; without a ticket the first part of a new one. */
  export(ticket: number | null): Promise<AuditChunk>;
}

/**
 * What the listener provides. An action may reject with an error whose `code` is `NOT_FOUND` (no
 * phone in a state in which the action makes sense), `LOCKED`, `BUSY` or `STORAGE`, as `WireError`
 * has them; the operator is told so. Anything else counts as a defect.
 */
export interface OperatorDeps {
  /** The present status, of a locked hub too. */
  status(): Promise<OperatorStatus>;
  /** Lets new phones introduce themselves for the given minutes from now. */
  openPairing(minutes: number): void;
  /** Lets no further phone introduce itself. */
  closePairing(): void;
  /** Takes an admission back: a waiting phone is forgotten, an admitted one removed. */
  undoDevice(deviceId: string): Promise<void>;
  /** Removes an admitted phone. */
  revokeDevice(deviceId: string): Promise<void>;
  /** Lets a removed phone back in. */
  reinstateDevice(deviceId: string): Promise<void>;
  /** The operator says that the wall clock is right. */
  confirmClock(): Promise<void>;
  /** The settings. */
  settings(): Promise<HubSettings>;
  /** Stores checked settings; answers all of them. */
  changeSettings(change: Partial<HubSettings>): Promise<HubSettings>;
  /** Set-up, unlock, lock. */
  readonly vault: OperatorVault;
  /** Serving phones. */
  readonly serving: OperatorServing;
  /** The native window. */
  readonly window: OperatorWindow;
  /** What waits for a person's decision. */
  readonly attention: AttentionControl;
  /** The cloud, and files that set another hub up. */
  readonly cloud: OperatorCloud;
  /** Copies of the hub. */
  readonly copies: OperatorCopies;
  /** Who did what when. */
  readonly audit: OperatorAudit;
  /** How the hub is. */
  readonly health: OperatorHealth;
  /** People, keys, and what changes the hub as a whole. */
  readonly custody: OperatorCustody;
  /** What can be read of a hub that does not open. */
  readonly recovery: OperatorRecovery;
  /** Updates, and the machine; left out where only a part of the hub runs. */
  readonly program?: OperatorProgram;
  /** Looks, names, addresses, growth. */
  readonly screen: OperatorScreen;
  /**
   * Begins to stop the program and returns at once: the answer that says so is still to be sent.
   * Close the feed before the server drains.
   */
  stop(): void;
  /** Who may come in. */
  readonly guard: OperatorGuard;
  /** Carries changes to open pages; the listener calls its `notify` at every event of the hub. */
  readonly feed: StatusFeed;
  /** Ms since some fixed moment, for the pauses between wrong passphrases; the machine's default. */
  readonly steadyMs?: () => number;
  /** The port the server is bound to. */
  readonly port: () => number;
  /** Told of defects, for the log. Without it they only show as `INTERNAL`. */
  readonly onDefect?: (error: unknown) => void;
}
