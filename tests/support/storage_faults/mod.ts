/**
 * Storage that fails: cut between any two writes, full, or lying about syncs.
 *
 * A counting VFS under SQLite ({@linkcode FaultVfs}) and the vault's file operations
 * ({@linkcode RecordedFiles}) note everything that changes a folder, in one order. A program cannot
 * know when it will be cut off, so one run of the real code is recorded and cut afterwards, at
 * every place: {@linkcode PowerCutDisk} makes of the first so many operations what a killed process
 * leaves, or what is there when the power comes back and what was not synced is lost, torn or in
 * another order. The real code then opens each of these.
 *
 * What the model takes for granted: a write touches no bytes beside its own (SQLite's "power-safe
 * overwrite"), names change on the disk in order, and a rename is all or nothing. What it does not:
 * that a file's name lasts because the file was synced; its folder has to be.
 *
 * Full and dead disks change what the program does; there the run is repeated for every place.
 *
 * @module
 */
export {
  type Cut,
  type CutCount,
  cutEverywhere,
  type CutPlan,
  leftAfter,
} from "./cut_everywhere.ts";
export type { DiskOperation } from "./disk_operations.ts";
export {
  type Acknowledgement,
  DiskRecording,
  readFolder,
  type Recorded,
  writeFolder,
} from "./disk_recording.ts";
export {
  everyFate,
  everyNth,
  type FatesAt,
  FaultBench,
  FULL_RUN,
  keptAndOneMore,
  storageTest,
} from "./fault_bench.ts";
export { type Fault, FaultVfs } from "./fault_vfs.ts";
export { contentsOfVersions, makeDatabase } from "./older_database.ts";
export { type DiskImage, type Fate, PowerCutDisk } from "./power_cut_disk.ts";
export { cutPushes, makeHub, mixedPush, ODD, openHub, type PushRun } from "./push_run.ts";
export { Random } from "./random.ts";
export { recordedDurable } from "./recorded_durable.ts";
export { RecordedFiles } from "./recorded_files.ts";
export { contentDigest, databasePath, KEY, StoredHub } from "./stored_hub.ts";
export { opensTo, VaultHub, vaultPath } from "./vault_hub.ts";
