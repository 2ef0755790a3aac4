/**
 * What the listener asks of the keeper on behalf of the operator.
 *
 * @module
 */

import type { AuditQuery, ListenerNote } from "../audit/mod.ts";
import type { HubSettings } from "../database/settings.ts";
import type { KeeperApi } from "../keeper_api.ts";
import type { VaultSecret } from "../../vault/mod.ts";
import type { AttentionControl } from "./attention_control.ts";
import type { AuditChunk, AuditPage } from "./audit/audit_page.ts";
import type { HealthControl } from "./health_control.ts";
import type { KeeperStatus } from "./hub_status.ts";
import type { OpenedHub, OpenRequest } from "./opening/opened_hub.ts";
import type { PeopleControl } from "./people/people_control.ts";
import type { RelayControl } from "./cloud/relay_control.ts";
import type { ResetControl } from "./reset_control.ts";
import type { SalvageControl } from "./salvage_control.ts";
import type { ScreenControl } from "./screen_control.ts";
import type { SnapshotControl } from "./copies/snapshot_control.ts";
import type { ClosedVault } from "./people/vault_actions.ts";

export type { OpenedHub, OpenRequest } from "./opening/opened_hub.ts";

/** What the listener asks on behalf of the operator. */
export interface KeeperControl
  extends
    KeeperApi,
    AttentionControl,
    HealthControl,
    PeopleControl,
    ResetControl,
    SalvageControl,
    ScreenControl,
    SnapshotControl,
    RelayControl {
  /** Opens or makes the hub. Fails with a code of `StartError`. */
  open(request: OpenRequest): Promise<OpenedHub>;
  /** Keeps the directory for this program until it ends, also while the hub is locked. */
  hold(directory: string): Promise<void>;
  /** Looks at the files of a hub that is not open. */
  look(directory: string): Promise<ClosedVault>;
  /** Puts the kept copy in the place of a vault that cannot be read. */
  restoreVault(directory: string): Promise<void>;
  /** Resolves when the secret opens the vault. Fails with a code of `StartError`, as all these. */
  checkSecret(secret: VaultSecret): Promise<void>;
  changePassphrase(current: VaultSecret, next: string): Promise<void>;
  newRecoveryKey(passphrase: string): Promise<string>;
  /**
   * Waits for what is being written, then drops every key and closes the database.
   *
   * @param keepDirectory Nobody else may use the directory meanwhile: it is opened again
   */
  close(keepDirectory?: boolean): Promise<void>;
  status(): Promise<KeeperStatus>;
  /** The operator says that the wall clock is right. */
  confirmClock(): Promise<void>;
  settings(): Promise<HubSettings>;
  /** Stores checked settings. The size of bodies counts from the next start. */
  changeSettings(change: Partial<HubSettings>): Promise<HubSettings>;
  /** Tells the operator which phones will soon need a new scan. */
  remindOfScans(): Promise<void>;
  /** Notes what the listener saw for the audit log, each so many times. */
  noteAudit(notes: readonly (readonly [ListenerNote, number])[]): Promise<void>;
  /** Entries of the audit log, newest first. */
  auditEntries(query: AuditQuery): Promise<AuditPage>;
  /** The next part of an export; without a ticket the first part of a new one. */
  auditExport(ticket: number | null): Promise<AuditChunk>;
}
