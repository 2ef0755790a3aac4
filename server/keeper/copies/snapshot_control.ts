/**
 * Copies of the hub, as operator, other parts of the keeper and `--restore` act on them.
 *
 * Whoever changes the data as a whole makes a copy first: `snapshot("rotation")`, `("clearing")`,
 * `("reset")`, `("update")`. It resolves when the copy is on the disk and was opened and checked.
 *
 * @module
 */

import type { SnapshotReason } from "../../snapshots/manifest.ts";
import type { Comparison } from "../../snapshots/compare_copies.ts";
import type { RestoreReport } from "../../snapshots/restore_report.ts";
import type { SnapshotLine } from "../../snapshots/shelf.ts";
import type { SecondPlaceStatus } from "../../snapshots/second_place.ts";
import type { VaultSecret } from "../../../vault/mod.ts";
import type { OpenedHub, OpenRequest } from "../opening/opened_hub.ts";

/** Which copy: one of those listed, or a folder. */
export type SnapshotSource =
  | { readonly place: "here" | "second"; readonly id: string }
  | { readonly folder: string };

/** The copies there are. */
export interface SnapshotList {
  /** In the data directory, newest first. */
  readonly here: readonly SnapshotLine[];
  /** In the second place, newest first; null when there is none, or it does not answer. */
  readonly second: readonly SnapshotLine[] | null;
}

/** What the status says of copies, always at hand. */
export interface SnapshotStatus {
  /** When the newest verified copy was made, epoch ms; null while there is none. */
  readonly newestAtMs: number | null;
  /** How many copies are in the data directory. */
  readonly count: number;
  /** What is being done. */
  readonly step: SnapshotStep | null;
  /** Why the last copy could not be made; null when it was. */
  readonly problem: string | null;
  /** The second place. */
  readonly second: SecondPlaceStatus;
  /** What the last restore did, until the operator has taken note of it. */
  readonly restored: RestoreReport | null;
  /** Phones show that another hub with the same identity is running; null while none does. */
  readonly twin: { readonly sinceMs: number; readonly phones: number } | null;
}

/** Something that takes a moment. `done` of `total` are pages. */
export interface SnapshotStep {
  /** Which part of it. */
  readonly what: "copying" | "checking";
  /** Pages done. */
  readonly done: number;
  /** Of so many; 0 while unknown. */
  readonly total: number;
}

/** What a restore would do. */
export interface RestorePreview {
  /** When the copy was made, epoch ms; null when it does not say. */
  readonly madeAtMs: number | null;
  /** Why it was made; null when it does not say. */
  readonly reason: SnapshotReason | null;
  /** Rows by table that will be there. */
  readonly rows: Readonly<Record<string, number>>;
  /** Phones the copy knows. */
  readonly phones: number;
  /** Name of the hub in the copy, null when nobody gave it one. */
  readonly hubName: string | null;
  /** True when the copy is of another hub than the one that is here. */
  readonly otherHub: boolean;
  /**
   * What is newer in the present data; null when that cannot be opened, or there is none (`empty`).
   */
  readonly newer: Comparison | null;
  /** True when there is no present data. */
  readonly empty: boolean;
}

/** What is asked of the keeper about copies. */
export interface SnapshotControl {
  /** Makes a copy, verified; rejects with a code of `SnapshotError`, as all these. */
  snapshot(reason: Exclude<SnapshotReason, "restore">): Promise<SnapshotLine>;
  /** The copies there are; also of a hub that is not open. */
  snapshots(directory: string): Promise<SnapshotList>;
  snapshotStatus(): Promise<SnapshotStatus>;
  /** Opens and checks a copy of this hub again. */
  verifySnapshot(source: SnapshotSource): Promise<SnapshotLine>;
  /**
   * Deletes a copy; `ONLY_COPY` for the only verified one.
   *
   * @param secret Of the hub: whoever finds the laptop open must not take its copies away
   */
  deleteSnapshot(source: SnapshotSource, secret: VaultSecret): Promise<void>;
  /**
   * Chooses a folder for second copies, or none; copies the newest there at once.
   *
   * @param secret Of the hub, as for {@linkcode deleteSnapshot}
   */
  setSecondPlace(folder: string | null, secret: VaultSecret): Promise<SecondPlaceStatus>;
  /** What a restore would do. Also of a hub that is not open. */
  previewRestore(request: RestoreRequest): Promise<RestorePreview>;
  /** Resolves when the secret opens the copy's vault; looks at nothing else. */
  checkCopySecret(request: RestoreRequest): Promise<void>;
  /**
   * Puts the present data aside and the copy in its place, and opens it. Whoever calls has stopped
   * serving phones. When it rejects, a hub that was open still is, as before: see `reopened`.
   */
  restore(request: RestoreRequest & { readonly open: OpenRequest }): Promise<RestoredHub>;
  /** What a listener needs of the hub that is open; `LOCKED` when none is. */
  reopened(): Promise<OpenedHub>;
  /** The operator has taken note of the last restore. */
  dismissRestored(): Promise<void>;
}

/** What to restore. */
export interface RestoreRequest {
  readonly directory: string;
  readonly source: SnapshotSource;
  /** What opened the vault when the copy was made. */
  readonly secret: VaultSecret;
  /** Fails with `EXISTS` when this copy was the last to be restored: a start that is repeated. */
  readonly onlyOnce?: boolean;
}

/** A restored hub, open. */
export interface RestoredHub {
  readonly opened: OpenedHub;
  readonly report: RestoreReport;
}
