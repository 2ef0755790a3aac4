/**
 * The operator's side of the hub: a loopback server for the person at the machine, with the guard
 * that keeps everyone else out, the live status, and a plain page that shows it.
 *
 * @example
 * ```ts
 * let port = 0;
 * const guard = new OperatorGuard();
 * using feed = new StatusFeed({ status });
 * const app = createOperatorApp({ guard, feed, status, port: () => port, ...actions });
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0 }, app.fetch);
 * port = server.addr.port;
 * const url = operatorUrl(port, guard.newStartToken());
 * ```
 *
 * @module
 */
import { operatorApp } from "./operator_app.ts";
import type { OperatorDeps } from "./operator_deps.ts";

export type {
  AuditDetails,
  AuditKind,
  AuditLine,
  AuditLineDetail,
  AuditProblem,
  AuditProblemCode,
  AuditQuery,
  Nothing,
  RowDecision,
  TableCounts,
} from "../audit/mod.ts";
export type { HubSettings } from "../database/settings.ts";
export type { AuditChunk, AuditPage, AuditState } from "../keeper/audit/audit_page.ts";
export type { VaultSecret } from "../../vault/mod.ts";
export type { CopiesStatus, OperatorCopies } from "./operator_copies.ts";
export type {
  RestorePreview,
  SnapshotList,
  SnapshotSource,
  SnapshotStep,
} from "../keeper/copies/snapshot_control.ts";
export type {
  ComparedPhone,
  Comparison,
  ReportedPhone,
  RestoreReport,
  SecondPlaceStatus,
  SnapshotLine,
  SnapshotReason,
  TableComparison,
} from "../snapshots/mod.ts";
export { identityFingerprint } from "./fingerprint.ts";
export { OperatorGuard, type OperatorGuardParts, operatorUrl } from "./guard.ts";
export type {
  NewVault,
  OperatorAudit,
  OperatorDeps,
  OperatorServing,
  OperatorVault,
  OperatorWindow,
  PageLanguage,
  VaultKey,
} from "./operator_deps.ts";
export {
  type CloudCheck,
  type MadeProvision,
  NO_CLOUD,
  type NotTakenContent,
  type OperatorCloud,
  type ProvisionMaking,
  type ProvisionResult,
  type RegistrationResult,
} from "./operator_cloud.ts";
export type { ProvisionProblem } from "../provision/provision_error.ts";
export type {
  CloudClinic,
  CloudRegistration,
  CloudStatus,
  CloudTableCounts,
  EndedRun,
  NotTakenKind,
  NotTakenPage,
  NotTakenRow,
  RelayProblem,
  RelayProgress,
  RelayStep,
  RelayTally,
  RowsByTable,
} from "../relay/relay_status.ts";
export type { DrainStatus, OperatorHealth } from "./operator_health.ts";
export type {
  ClockFacts,
  DatabaseFacts,
  DiskFacts,
  FirewallFacts,
  HealthFacts,
  HealthProblem,
  HealthProblemCode,
  HealthReport,
  HealthSeverity,
  HealthValues,
  IntegrityFacts,
  IntegrityResult,
  PhoneClockFacts,
  PowerFacts,
  ReachFacts,
  ReachResult,
  RelayFacts,
  SecondPlaceFacts,
  SnapshotFacts,
  VersionFacts,
} from "../health/mod.ts";
export {
  OperatorError,
  type OperatorErrorBody,
  type OperatorErrorCode,
  type OperatorErrorOptions,
} from "./operator_error.ts";
export type { OfferedUpdate, UpdateProblem, UpdateStatus, UpdateStep } from "../updates/mod.ts";
export {
  type MachineChoices,
  type MachineStatus,
  type OperatorProgram,
  type ProgramStatus,
} from "./operator_program.ts";
export {
  DEFAULT_PREFERENCES,
  type NetworkAddress,
  type NetworkStatus,
  type OperatorScreen,
  preferencesOf,
  type RecordsReport,
  type ScreenPreferences,
} from "./operator_screen.ts";
export type { QuarantineReason } from "../sync/attention/quarantine.ts";
export type { AttentionControl } from "../keeper/attention_control.ts";
export type {
  Attention,
  ConflictDetail,
  ConflictLine,
  QuarantinedContent,
  QuarantineLine,
} from "../sync/attention/attention.ts";
export type { ConflictChoice } from "../sync/attention/resolve_conflict.ts";
export type { ConflictReason } from "../sync/merge/conflicts.ts";
export type { RowDefect } from "../sync/rows/arriving_row.ts";
export type {
  DamagedStatus,
  DatabaseStatus,
  HubBefore,
  KnownPhone,
  LockedStatus,
  NewStatus,
  OperatorPhone,
  OperatorStatus,
  PairingStatus,
  RunningStatus,
  UnlockedStatus,
  VaultStep,
  WaitingPhone,
  WindowState,
  WorkStatus,
} from "./operator_status.ts";
export type { HubTrouble } from "../hub_trouble.ts";
export type { OperatorCustody, OperatorRecovery, ResetConfirmation } from "./operator_custody.ts";
export type { SalvageCounts } from "../recovery/salvage.ts";
export type { ReadRows } from "../recovery/readable_rows.ts";
export type { SalvageFacts } from "../keeper/salvage_control.ts";
export type { PassphraseFacts } from "../keeper/people/people_control.ts";
export type { RecordsAtStake } from "../resets/only_here.ts";
export type { RandomBytes } from "./secret_set.ts";
export { StatusFeed, type StatusFeedParts } from "./status_feed.ts";
export { writeTokenFile } from "./token_file.ts";
export { type UnlockedParts, unlockedStatus } from "./unlocked_status.ts";

/** The application with the types of its routes: `hc<OperatorApp>(url)` makes a typed client. */
export type OperatorApp = ReturnType<typeof operatorApp>;

/**
 * The Hono application of the operator's side. Serve it on `127.0.0.1`, never on the LAN listener.
 *
 * @param deps What the rest of the hub provides
 */
export function createOperatorApp(deps: OperatorDeps): OperatorApp {
  return operatorApp(deps);
}
