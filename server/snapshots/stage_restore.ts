/**
 * Makes a copy ready to take the place of the present data, beside it.
 *
 * @module
 */

import { basename, join } from "node:path";
import { appendAudit } from "../audit/mod.ts";
import { databaseErrorOf } from "../database/database_error.ts";
import { HubDatabase } from "../database/hub_database.ts";
import { settleDataKey } from "../database/settle_data_key.ts";
import { Statements } from "../database/statements.ts";
import { afterRestore } from "../relay/store/relay_store.ts";
import { type FileOperations, Vault, VaultError, type VaultSecret } from "../../vault/mod.ts";
import type { Comparison } from "./compare_copies.ts";
import { type JobWatch, mergeLog } from "./copy_database.ts";
import type { DurableFiles, FileDigest } from "./durable_files.ts";
import { makeRoom, sizeOf } from "./make_snapshot.ts";
import {
  DATABASE_FILE,
  type Manifest,
  rowTotal,
  type SnapshotFacts,
  VAULT_FILE,
} from "./manifest.ts";
import { AHEAD_SIGNS, type RestoreReport, storeRestoreReport } from "./restore_report.ts";
import { readManifest, type Shelf } from "./shelf.ts";
import { diskErrorOf, SnapshotError, type SnapshotErrorCode } from "./snapshot_error.ts";
import type { SnapshotJobs } from "./jobs_here.ts";

/** Bytes that stay free for the hub itself. */
const RESERVE_BYTES = 33_554_432;
/** A vault is small; the beginning of a larger file is none. */
const MAX_VAULT_BYTES = 4_194_304;

const BY_VAULT_CODE: Readonly<Record<string, SnapshotErrorCode>> = {
  WRONG_PASSPHRASE: "WRONG_PASSPHRASE",
  WRONG_RECOVERY_KEY: "WRONG_RECOVERY_KEY",
  NEWER_VERSION: "NEWER_SCHEMA",
  NOT_FOUND: "NOT_FOUND",
  DAMAGED: "DAMAGED",
  FOREIGN: "DAMAGED",
};

/** What to make ready. */
export interface StageRequest {
  /** Folder of the copy. */
  readonly source: string;
  /** Folder to make it ready in. */
  readonly staged: string;
  /** What opened the vault when the copy was made. */
  readonly secret: VaultSecret;
  /**
   * Copies that may go when the disk has no room, once this one was found to be what was written;
   * not the one that is restored. Absent for a look: nothing is removed.
   */
  readonly shelf?: Shelf;
  /** Its name, when it is one of those. */
  readonly spare?: string;
}

/** Of a copy made ready. */
export interface StagedSecrets {
  /** SQLCipher raw key of its database, 32 bytes. */
  readonly dataKey: Uint8Array;
  /** Which hub it is. */
  readonly hubId: string;
  /** Its name; null when nobody gave it one. */
  readonly hubName: string | null;
}

/** A copy made ready. Disposing locks its vault; the files stay. */
export interface StagedCopy extends Disposable {
  /** Where it is. */
  readonly folder: string;
  /** Path of its database. */
  readonly database: string;
  /** What its vault holds, until it is disposed. */
  readonly secrets: StagedSecrets;
  /** What it says of itself. */
  readonly manifest: Manifest | null;
  /** What is in it. */
  readonly facts: SnapshotFacts;
}

/**
 * Copies vault and database, opens them with the secret, and checks every page.
 *
 * @throws {SnapshotError} Nothing is left of it
 */
export async function stageCopy(
  request: StageRequest,
  { files, jobs }: { readonly files: DurableFiles; readonly jobs: SnapshotJobs },
  watch: JobWatch = {},
): Promise<StagedCopy> {
  const { source, staged, secret } = request;
  let vault: Vault | null = null;
  try {
    const manifest = await readManifest(files, source);
    const from = (name: string) => join(source, name);
    const to = (name: string) => join(staged, name);
    for (const name of [VAULT_FILE, DATABASE_FILE]) {
      if (await files.size(from(name)) === null) throw new SnapshotError("NOT_FOUND");
    }
    await files.remove(staged);
    await files.makeFolder(staged);
    await copyChecked(files, { from: from(VAULT_FILE), to: to(VAULT_FILE) }, manifest, watch);
    vault = await Vault.unlock(to(VAULT_FILE), secret);
    const log = `${DATABASE_FILE}-wal`;
    const bytes = await sizeOf(files, from(DATABASE_FILE), from(log));
    await roomToStage(request, bytes + RESERVE_BYTES, { files, manifest, watch });
    watch.onStep?.("copying", 0, 0);
    await copyChecked(files, { from: from(DATABASE_FILE), to: to(DATABASE_FILE) }, manifest, watch);
    // What a restore has put aside may have records in it that the database has not.
    if (await files.size(from(log)) !== null) {
      await copyChecked(files, { from: from(log), to: to(log) }, manifest, watch);
    } else if (manifest?.files[log] !== undefined) {
      throw new SnapshotError("DAMAGED");
    }
    watch.onStep?.("checking", 0, 0);
    // Data that was put aside may be of an exchange of its key that was cut off.
    await settleDataKey(to(DATABASE_FILE), vault);
    const key = vault.secrets.dataKey.slice();
    const facts = await jobs.check({ path: to(DATABASE_FILE), key }, watch);
    const opened = vault;
    return {
      ...{ folder: staged, database: to(DATABASE_FILE), secrets: vault.secrets, manifest, facts },
      [Symbol.dispose]: () => opened.lock(),
    };
  } catch (error) {
    vault?.lock();
    await files.remove(staged).catch(() => {});
    throw stageErrorOf(error);
  }
}

/**
 * Resolves when the secret opens the vault of a copy. Nothing is written, neither there, where a vault
 * that is opened would be brought up to date, nor anywhere else: there may be no room.
 *
 * @throws {SnapshotError}
 */
export async function checkCopySecret(
  files: DurableFiles,
  source: string,
  secret: VaultSecret,
): Promise<void> {
  const path = join(source, VAULT_FILE);
  try {
    const bytes = await files.read(path, MAX_VAULT_BYTES);
    (await Vault.unlock(path, secret, { files: onlyOneFile(path, bytes) })).lock();
  } catch (error) {
    throw stageErrorOf(error);
  }
}

/** A disk that has one file, or none, and takes nothing. */
function onlyOneFile(path: string, bytes: Uint8Array | null): FileOperations {
  const refuse = () => Promise.reject(new Error("Cannot write file: it is only read here"));
  return {
    read: (wanted) => Promise.resolve(wanted === path ? bytes : null),
    exists: (wanted) => Promise.resolve(wanted === path && bytes !== null),
    ...{ create: refuse, rename: refuse, remove: refuse, syncFolderOf: refuse },
  };
}

/** What the staged copy is told of the data it replaces. */
export interface RestoreFacts {
  /** What the operator will be told. */
  readonly report: RestoreReport;
  /** What the present data has besides; null when it could not be opened, or there is none. */
  readonly newer: Comparison | null;
  /** When, epoch ms. */
  readonly nowMs: number;
}

/**
 * Brings the staged database to the present schema and begins a new epoch in it: it goes on where
 * the clocks of both are past, phones that were removed since stay removed, the cloud is asked from
 * the beginning, and the audit log says what was done.
 *
 * @throws {SnapshotError}
 */
export async function finishStaged(
  staged: StagedCopy,
  facts: RestoreFacts,
  jobs: SnapshotJobs,
): Promise<void> {
  const { dataKey } = staged.secrets;
  try {
    beginEpoch(staged.database, dataKey, facts);
    // Only this file takes the place of the present one: nothing may be left beside it.
    mergeLog(staged.database, dataKey);
    await jobs.check({ path: staged.database, key: dataKey.slice() });
  } catch (error) {
    throw stageErrorOf(error);
  }
}

function beginEpoch(
  path: string,
  key: Uint8Array,
  { report, newer, nowMs }: RestoreFacts,
): void {
  using database = HubDatabase.open(path, key, true);
  const { writer } = database;
  const statements = new Statements(writer);
  writer.transaction(() => {
    statements.get("UPDATE hub_clock SET ceiling = max(ceiling, ?), epoch = max(epoch, ?) + 1")
      .run(newer?.clock ?? 0, newer?.epoch ?? 0);
    statements.get("DELETE FROM cloud_staged").run();
    statements.get("UPDATE relay_state SET cloud_cursor = 0").run();
    afterRestore(statements, nowMs);
    for (const { deviceId, why } of newer?.phones ?? []) {
      if (why !== "revoked") continue;
      statements.get("UPDATE device SET status = 'revoked' WHERE device_id = ?").run(deviceId);
    }
    statements.get("DELETE FROM hub_setting WHERE name = ?").run(AHEAD_SIGNS);
    storeRestoreReport(statements, report);
    const lost = Object.values(report.lost?.tables ?? {})
      .reduce((sum, { added, changed }) => sum + added + changed, 0);
    const detail = { from_ms: report.copyAtMs ?? 0, rows: rowTotal(report), lost };
    appendAudit(statements, { kind: "restored", who: "operator", detail, atMs: nowMs });
  }).immediate();
}

/** Others are removed only for a copy that is good, and that is going to be restored. */
async function roomToStage(
  { source, staged, shelf, spare }: StageRequest,
  neededBytes: number,
  { files, manifest, watch }: {
    readonly files: DurableFiles;
    readonly manifest: Manifest | null;
    readonly watch: JobWatch;
  },
): Promise<void> {
  if ((await files.free(staged) ?? Infinity) >= neededBytes) return;
  if (shelf === undefined) throw new SnapshotError("NO_ROOM");
  for (const name of Object.keys(manifest?.files ?? {})) {
    expectWritten(manifest, name, await files.digest(join(source, name), watch.signal));
  }
  await makeRoom(shelf, files, neededBytes, spare);
}

/** Copies one file; it has to be what the manifest says. */
async function copyChecked(
  files: DurableFiles,
  { from, to }: { readonly from: string; readonly to: string },
  manifest: Manifest | null,
  { signal }: JobWatch,
): Promise<void> {
  expectWritten(manifest, basename(from), await files.copy(from, to, signal));
}

function expectWritten(manifest: Manifest | null, name: string, found: FileDigest): void {
  const written = manifest?.files[name];
  if (written === undefined) return;
  const differs = written.sha256 !== null && written.sha256 !== found.sha256;
  if (differs || written.bytes !== found.bytes) throw new SnapshotError("DAMAGED");
}

function stageErrorOf(error: unknown): unknown {
  if (error instanceof VaultError) {
    return new SnapshotError(BY_VAULT_CODE[error.code] ?? "STORAGE", { cause: error });
  }
  const failure = databaseErrorOf(error);
  if (failure !== null) return new SnapshotError(failure.code, { cause: failure });
  return diskErrorOf(error);
}
