/**
 * What is asked of the keeper about copies, on a hub that is open or not.
 *
 * @module
 */

import { basename, join } from "node:path";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import {
  checkCopySecret,
  type DurableFiles,
  durableFiles,
  finishSwap,
  hasPresent,
  jobsInWorker,
  type JobWatch,
  lastRestored,
  Patience,
  type PatienceTimes,
  patientFiles,
  readManifest,
  readRestoreReport,
  SecondPlace,
  Shelf,
  shelfFolder,
  SnapshotError,
  typedFolder,
} from "../../snapshots/mod.ts";
import type { Vault, VaultSecret } from "../../../vault/mod.ts";
import { WireError } from "../../wire/errors.ts";
import type { AheadWatch } from "../ahead_watch.ts";
import { type DataPaths, dataPaths, isHeld } from "../opening/data_directory.ts";
import { countFailedUnlock } from "../people/failed_unlocks.ts";
import type { HubAudit } from "../audit/hub_audit.ts";
import type { HubSnapshots } from "./hub_snapshots.ts";
import { startErrorOf } from "../opening/open_files.ts";
import type { OpenedHub, OpenRequest } from "../opening/opened_hub.ts";
import { decideRestore, nameOf, previewRestore, type RestoreParts } from "./restore_copy.ts";
import type { RestoreRequest, SnapshotControl, SnapshotSource } from "./snapshot_control.ts";
import { checkSecret } from "../people/vault_actions.ts";

/** The parts of an open hub that are needed. */
export interface SnapshotHub {
  readonly engine: SyncEngine;
  readonly files: { readonly vault: Vault };
  readonly audit: Pick<HubAudit, "withSecret">;
  readonly snapshots: HubSnapshots;
  readonly ahead: AheadWatch;
}

/** The keeper as this sees it. */
export interface SnapshotHost {
  /** The open hub, null while there is none. */
  readonly hub: () => SnapshotHub | null;
  /**
   * Nobody else may use the directory of a hub that is not open until this program ends. One that is
   * being closed still uses its files: it resolves when it is closed.
   */
  readonly holdShut: (directory: string) => Promise<void>;
  /** Nobody else may use the directory afterwards. */
  readonly close: () => Promise<void>;
  readonly open: (request: OpenRequest) => Promise<OpenedHub>;
  /** What the listener gets of the open hub. */
  readonly reopened: () => OpenedHub;
}

/**
 * On the keeper.
 *
 * @param patienceMs In place of the times that folders outside of the data directory are waited for
 */
export function snapshotsOf(
  host: SnapshotHost,
  patienceMs: PatienceTimes = {},
): SnapshotControl {
  /** Of hubs that are not open, by directory. */
  const places = new Map<string, SecondPlace>();
  /** With other folders that were typed, by folder: what hangs there goes on hanging. */
  const patience = new Map<string, Patience>();
  /** The second place, whether or not the hub is open: the same one each time. */
  const placeOf = async (directory: string): Promise<SecondPlace> => {
    const hub = host.hub();
    if (hub !== null) return hub.snapshots.second;
    const second = places.get(directory) ??
      new SecondPlace(durableFiles, directory, () => Date.now(), null, patienceMs);
    places.set(directory, second);
    await second.load();
    return second;
  };
  const locate: Locate = async (directory, source) => {
    const here = new Shelf(shelfFolder({ directory }), durableFiles);
    if ("folder" in source) {
      const folder = typedFolder(source.folder);
      const listed = join(here.folder, basename(folder));
      if (listed === folder) {
        return { source: folder, spare: basename(folder), files: durableFiles };
      }
      const { answerMs, stallMs } = patienceMs;
      const ours = patience.get(folder) ?? new Patience(answerMs);
      patience.set(folder, ours);
      const isOther = folder !== directory;
      if (isOther && await ours.ask(() => isHeld(folder))) throw new SnapshotError("IN_USE");
      // By another way to it, such as a link: it must not go to make room for itself.
      if (await ours.ask(() => isSameFolder(folder, listed))) {
        return { source: listed, spare: basename(folder), files: durableFiles };
      }
      return { source: folder, files: patientFiles(durableFiles, folder, ours, stallMs) };
    }
    if (source.place === "here") {
      return { source: here.path(source.id), spare: source.id, files: durableFiles };
    }
    const second = (await placeOf(directory)).shelf();
    if (second === null) throw new SnapshotError("PLACE_MISSING");
    return { source: second.path(source.id), files: second.files };
  };
  /** Where a stick was pulled out its files are missing: that says nothing of the copy. */
  const orGone = async <T>(
    source: SnapshotSource,
    directory: string,
    work: Promise<T>,
  ): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const isThere = "folder" in source || source.place === "here" || !looksGone(error) ||
        (await (await placeOf(directory)).look()).state !== "missing";
      throw isThere ? error : new SnapshotError("PLACE_MISSING", { cause: error });
    }
  };
  const open = (): SnapshotHub => {
    const hub = host.hub();
    if (hub === null) throw new WireError("LOCKED");
    return hub;
  };
  /** The hub, for whoever knows what opens it. Wrong secrets are in the log. */
  const openFor = async (secret: VaultSecret): Promise<SnapshotHub> => {
    const hub = open();
    await hub.audit.withSecret(checkSecret(hub.files.vault, secret), null);
    // It may have been locked meanwhile.
    if (host.hub() !== hub) throw new WireError("LOCKED");
    return hub;
  };
  let isStaging = false;
  /** There is one folder in which a copy is made ready. */
  const onlyOne = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isStaging) throw new SnapshotError("BUSY");
    isStaging = true;
    try {
      return await work();
    } finally {
      isStaging = false;
    }
  };
  return {
    snapshot: async (reason) => await open().snapshots.make(reason),
    snapshots: async (directory) => {
      const hub = host.hub();
      if (hub !== null) {
        const { shelf, second } = hub.snapshots;
        return { here: await shelf.list(), second: await second.list() };
      }
      const shelf = new Shelf(shelfFolder({ directory }), durableFiles);
      const second = await placeOf(directory);
      return { here: await shelf.list(), second: await second.list() };
    },
    // deno-lint-ignore require-await -- failures become rejections
    snapshotStatus: async () => {
      const { engine, snapshots, ahead } = open();
      const restored = engine.read(readRestoreReport);
      return { ...snapshots.status, restored, twin: ahead.twin };
    },
    verifySnapshot: async (source) => {
      const { snapshots } = open();
      const { shelf, id } = shelved(snapshots, source);
      return await orGone(source, "", snapshots.verify(shelf, id));
    },
    deleteSnapshot: async (source, secret) => {
      const { snapshots, engine } = await openFor(secret);
      const { shelf, id } = shelved(snapshots, source);
      await orGone(source, "", snapshots.remove(shelf, id));
      const place = shelf === snapshots.shelf ? "here" as const : "second" as const;
      const detail = { place, copy: id };
      engine.audit.note({ kind: "snapshot_deleted", who: "operator", detail });
    },
    setSecondPlace: async (folder, secret) => {
      const { snapshots, engine } = await openFor(secret);
      await snapshots.chooseSecond(folder === null ? null : typedFolder(folder));
      const detail = { place: folder === null ? "none" as const : "chosen" as const };
      engine.audit.note({ kind: "second_place_changed", who: "operator", detail });
      return snapshots.second.status;
    },
    previewRestore: (request) =>
      onlyOne(async () => {
        const { directory, source } = request;
        const copy = await locate(directory, source);
        const preview = alone(host, request, copy, previewRestore);
        return await counted(host, directory, orGone(source, directory, preview));
      }),
    checkCopySecret: async ({ directory, source, secret }) => {
      const copy = await locate(directory, source);
      const check = checkCopySecret(copy.files, copy.source, secret);
      await counted(host, directory, orGone(source, directory, check));
    },
    restore: (request) =>
      onlyOne(async () => {
        const { directory, source } = request;
        const copy = await locate(directory, source);
        const decided = alone(host, request, copy, decideRestore);
        const report = await counted(host, directory, orGone(source, directory, decided));
        // What cannot be closed properly is put aside as it is: the copy is to take its place.
        await host.close().catch(() => {});
        await finishSwap(durableFiles, dataPaths(directory));
        return { opened: await host.open(request.open), report };
      }),
    // deno-lint-ignore require-await -- failures become rejections
    reopened: async () => {
      open();
      return host.reopened();
    },
    dismissRestored: () => open().ahead.forget(),
  };
}

/** What fails like this may have failed because its folder is not there. */
function looksGone(error: unknown): boolean {
  return error instanceof SnapshotError &&
    ["NOT_FOUND", "DAMAGED", "STORAGE"].includes(error.code);
}

const WRONG: ReadonlySet<string> = new Set(["WRONG_PASSPHRASE", "WRONG_RECOVERY_KEY"]);

/** Whoever guesses the secret of a copy guesses that of the hub: it is in the log as well. */
async function counted<T>(host: SnapshotHost, directory: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SnapshotError && WRONG.has(error.code)) {
      const hub = host.hub();
      const note = { kind: "unlock_failed", who: "operator", detail: { at: "confirm" } } as const;
      if (hub === null) await countFailedUnlock(dataPaths(directory));
      else hub.engine.audit.note(note);
    }
    throw error;
  }
}

/** Prepares a restore while no copy is made and no other program uses the directory. */
async function alone<T>(
  host: SnapshotHost,
  request: RestoreRequest,
  { source, spare, files }: LocatedCopy,
  act: (parts: RestoreParts) => Promise<T>,
): Promise<T> {
  const paths = dataPaths(request.directory);
  if (request.onlyOnce === true) {
    const name = nameOf(source, await readManifest(files, source).catch(() => null));
    const isThere = await hasPresent(durableFiles, paths);
    if (isThere && await lastRestored(durableFiles, paths) === name) {
      throw new SnapshotError("EXISTS");
    }
  }
  const hub = host.hub();
  const rest = {
    ...{ paths, source, secret: request.secret, files, jobs: jobsInWorker },
    ...{ nowMs: hub?.engine.wallClock.nowMs() ?? Date.now() },
    ...(spare === undefined ? {} : { spare }),
  };
  if (hub === null) {
    await host.holdShut(paths.directory);
    return await act({ ...rest, open: null, program: "", watch: {} });
  }
  return await hub.snapshots.exclusively(async (watch: JobWatch) => {
    // What devices have shown since the last commit counts as well.
    await hub.engine.write(() => {}).catch(() => {});
    const { dataKey: key, hubId } = hub.files.vault.secrets;
    const { program } = hub.snapshots;
    return await act({ ...rest, open: { key, hubId }, program, watch });
  });
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  try {
    const [first, second] = [await Deno.realPath(one), await Deno.realPath(other)];
    return first === second;
  } catch {
    return false;
  }
}

/** Where a copy is. */
interface LocatedCopy {
  /** Its folder. */
  readonly source: string;
  /** Its name when it is one of the data directory's. */
  readonly spare?: string;
  /** What it is read with: elsewhere a folder may never answer. */
  readonly files: DurableFiles;
}

type Locate = (directory: string, source: SnapshotSource) => Promise<LocatedCopy>;

function shelved(
  snapshots: HubSnapshots,
  source: SnapshotSource,
): { readonly shelf: Shelf; readonly id: string } {
  if ("folder" in source) throw new SnapshotError("NOT_FOUND");
  if (source.place === "here") return { shelf: snapshots.shelf, id: source.id };
  const shelf = snapshots.second.shelf();
  if (shelf === null) throw new SnapshotError("PLACE_MISSING");
  return { shelf, id: source.id };
}

/**
 * Carries out an exchange of files that a crash has cut off, before anybody looks at them.
 *
 * @throws {StartError}
 */
export async function settleFiles(paths: DataPaths): Promise<void> {
  try {
    await finishSwap(durableFiles, paths);
  } catch (error) {
    throw startErrorOf(error);
  }
}
