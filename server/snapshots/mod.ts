/**
 * Copies of the hub: vault and database together, encrypted as they are, in a folder each. How they
 * are made, kept, checked and restored: `docs/snapshots.md`.
 *
 * @module
 */
export type {
  ComparedPhone,
  CompareRequest,
  Comparison,
  KeyedFile,
  TableComparison,
} from "./compare_copies.ts";
export { compareFiles } from "./compare_files.ts";
export type { CopyRequest, JobWatch } from "./copy_database.ts";
export { type DurableFiles, durableFiles, type FileDigest } from "./durable_files.ts";
export { isWhole, KEPT, KEPT_ASIDE, removeSuperfluous } from "./keep.ts";
export { makeSnapshot, type SnapshotParts } from "./make_snapshot.ts";
export {
  type Manifest,
  rowTotal,
  SNAPSHOT_REASONS,
  type SnapshotFacts,
  type SnapshotReason,
  type WrittenFile,
} from "./manifest.ts";
export { onCopy, readFacts } from "./read_facts.ts";
export {
  AHEAD_SIGNS,
  readRestoreReport,
  type ReportedPhone,
  type RestoreReport,
  storeRestoreReport,
} from "./restore_report.ts";
export { Patience, type Work } from "./patience.ts";
export { patientFiles } from "./patient_files.ts";
export { type PatienceTimes, SecondPlace, type SecondPlaceStatus } from "./second_place.ts";
export { readManifest, Shelf, type SnapshotLine } from "./shelf.ts";
export { diskErrorOf, SnapshotError, type SnapshotErrorCode } from "./snapshot_error.ts";
export { jobsHere, type SnapshotJobs } from "./jobs_here.ts";
export { jobsInWorker } from "./snapshot_jobs.ts";
export type { VaultSecret } from "../../vault/mod.ts";
export type { Statements } from "../database/statements.ts";
export {
  checkCopySecret,
  finishStaged,
  type RestoreFacts,
  stageCopy,
  type StagedCopy,
  type StagedSecrets,
  type StageRequest,
} from "./stage_restore.ts";
export {
  type AsideManifest,
  beginSwap,
  finishSwap,
  hasCopies,
  hasPresent,
  isSwapping,
  lastRestored,
  shelfFolder,
  stagedFolder,
  type SwapPlace,
} from "./swap_files.ts";
export { typedFolder } from "./typed_folder.ts";
