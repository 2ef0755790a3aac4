/**
 * Previews a restore, or carries it out up to the exchange of the files.
 *
 * @module
 */

import { dataKeyOf } from "../../database/settle_data_key.ts";
import {
  beginSwap,
  type Comparison,
  type DurableFiles,
  finishStaged,
  finishSwap,
  hasPresent,
  type JobWatch,
  type Manifest,
  type RestoreReport,
  Shelf,
  shelfFolder,
  SnapshotError,
  type SnapshotFacts,
  type SnapshotJobs,
  stageCopy,
  type StagedCopy,
  stagedFolder,
} from "../../snapshots/mod.ts";
import { Vault, VaultError, type VaultSecret } from "../../../vault/mod.ts";
import type { DataPaths } from "../opening/data_directory.ts";
import type { RestorePreview } from "./snapshot_control.ts";

/** What a restore works on. */
export interface RestoreParts {
  readonly paths: DataPaths;
  /** Folder of the copy. */
  readonly source: string;
  /** Name of the copy when it is one of the data directory's. */
  readonly spare?: string;
  readonly secret: VaultSecret;
  /** Key and id of the present data when it is open; null otherwise. */
  readonly open: { readonly key: Uint8Array; readonly hubId: string } | null;
  readonly files: DurableFiles;
  readonly jobs: SnapshotJobs;
  readonly nowMs: number;
  /** Version of the program. */
  readonly program: string;
  readonly watch: JobWatch;
}

/** What is known of the present data. */
interface Present {
  readonly isThere: boolean;
  readonly hubId: string | null;
  /** Null when it cannot be opened, or is damaged. */
  readonly facts: SnapshotFacts | null;
  readonly newer: Comparison | null;
}

/** What a restore would do. Nothing of it is left. @throws {SnapshotError} */
export async function previewRestore(parts: RestoreParts): Promise<RestorePreview> {
  const { files, paths } = parts;
  try {
    using staged = await stage(parts, null);
    const present = await lookAtPresent(parts, staged);
    const { manifest, facts, secrets } = staged;
    return {
      madeAtMs: manifest?.madeAtMs ?? null,
      reason: manifest?.reason ?? null,
      rows: facts.rows,
      phones: facts.phones,
      hubName: secrets.hubName,
      otherHub: present.hubId !== null && present.hubId !== secrets.hubId,
      newer: present.newer,
      empty: !present.isThere,
    };
  } finally {
    await files.remove(stagedFolder(paths)).catch(() => {});
  }
}

/**
 * Makes the copy ready and decides on the exchange: it is carried out by the next
 * {@linkcode finishSwap}, when the present files are closed. Phones are not served meanwhile.
 *
 * @throws {SnapshotError} Nothing has changed
 */
export async function decideRestore(parts: RestoreParts): Promise<RestoreReport> {
  const { files, paths, nowMs, program } = parts;
  let part: string | null = null;
  try {
    const shelf = new Shelf(shelfFolder(paths), files);
    using staged = await stage(parts, shelf);
    const present = await lookAtPresent(parts, staged);
    const { hubId, facts, newer } = present;
    const aside = present.isThere ? await shelf.begin(nowMs, "restore") : null;
    part = aside?.part ?? null;
    const report = reportOf(staged, { newer, nowMs, asideId: aside?.id ?? null });
    await finishStaged(staged, { report, newer, nowMs }, parts.jobs);
    const manifest = {
      ...{ hubId: hubId ?? "", madeAtMs: nowMs, program, facts },
      verifiedAtMs: facts === null ? null : nowMs,
    };
    await beginSwap(
      files,
      paths,
      nameOf(parts.source, staged.manifest),
      aside === null ? null : { ...aside, manifest },
    );
    return report;
  } catch (error) {
    await files.remove(stagedFolder(paths)).catch(() => {});
    if (part !== null) await files.remove(part).catch(() => {});
    throw error;
  }
}

/** Tells copies apart, wherever they lie. */
export function nameOf(source: string, manifest: Manifest | null): string {
  return manifest === null ? source : `${manifest.hubId} ${manifest.madeAtMs}`;
}

/** @param shelf Copies that may go for room; null for a look, which removes nothing */
async function stage(parts: RestoreParts, shelf: Shelf | null): Promise<StagedCopy> {
  const { files, jobs, paths, source, spare, secret, watch } = parts;
  // A copy made ready for an exchange that was decided on must not be thrown away.
  if (parts.open === null) await finishSwap(files, paths);
  if (source === paths.directory) throw new SnapshotError("NOT_FOUND");
  const request = {
    ...{ source, secret, staged: stagedFolder(paths) },
    ...(shelf === null ? {} : { shelf }),
    ...(spare === undefined ? {} : { spare }),
  };
  return await stageCopy(request, { files, jobs }, watch);
}

/** Checks the present data and compares it with the copy, as far as it can be opened. */
async function lookAtPresent(
  { files, jobs, paths, secret, open, watch }: RestoreParts,
  staged: StagedCopy,
): Promise<Present> {
  const isThere = await hasPresent(files, paths);
  const known = open ?? await keyOfClosed(paths, secret);
  const hubId = known?.hubId ?? null;
  if (known === null || await files.size(paths.database) === null) {
    return { isThere, hubId, facts: null, newer: null };
  }
  const { key } = known;
  try {
    const facts = await jobs.check({ path: paths.database, key: key.slice() }, watch);
    const newer = await jobs.compare({
      present: { path: paths.database, key: key.slice() },
      copy: { path: staged.database, key: staged.secrets.dataKey.slice() },
      copyAtMs: staged.manifest?.madeAtMs ?? null,
    }, watch);
    return { isThere, hubId, facts, newer };
  } catch (error) {
    if (!(error instanceof SnapshotError) || !OF_PRESENT.has(error.code)) throw error;
    return { isThere, hubId, facts: null, newer: null };
  } finally {
    if (open === null) key.fill(0);
  }
}

/** Why data cannot be compared: a restore is what helps then. */
const OF_PRESENT: ReadonlySet<string> = new Set(["DAMAGED", "NEWER_SCHEMA", "NOT_FOUND"]);

/** Whoever restores often knows the secret of the present vault as well. */
async function keyOfClosed(
  paths: DataPaths,
  secret: VaultSecret,
): Promise<{ readonly key: Uint8Array; readonly hubId: string } | null> {
  try {
    using vault = await Vault.unlock(paths.vault, secret);
    return { key: dataKeyOf(paths.database, vault).slice(), hubId: vault.secrets.hubId };
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

function reportOf(
  { manifest, facts }: StagedCopy,
  { newer, nowMs, asideId }: {
    readonly newer: Comparison | null;
    readonly nowMs: number;
    readonly asideId: string | null;
  },
): RestoreReport {
  return {
    atMs: nowMs,
    copyAtMs: manifest?.madeAtMs ?? null,
    rows: facts.rows,
    lost: newer === null ? null : { tables: newer.tables, notInCloud: newer.notInCloud },
    asideId,
    phones: (newer?.phones ?? []).map((phone) => ({ ...phone, aheadSinceMs: null })),
  };
}
