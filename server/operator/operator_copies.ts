/**
 * Copies of the hub as the operator acts on them.
 *
 * @module
 */
import type {
  RestorePreview,
  SnapshotList,
  SnapshotSource,
  SnapshotStatus,
} from "../keeper/copies/snapshot_control.ts";
import type { RestoreReport, SecondPlaceStatus, SnapshotLine } from "../snapshots/mod.ts";
import type { VaultSecret } from "../../vault/mod.ts";

/** What the status says of copies. */
export type CopiesStatus = SnapshotStatus;

/** Rejects with an error whose `code` is one of `OperatorErrorCode`. */
export interface OperatorCopies {
  /** Those there are; also of a hub that is not open. */
  list(): Promise<SnapshotList>;
  /** Makes one, verified. */
  make(): Promise<SnapshotLine>;
  /** Opens and checks one again. */
  verify(source: SnapshotSource): Promise<SnapshotLine>;
  /** Deletes one; `ONLY_COPY` for the only verified one. `key` is what opens the hub. */
  remove(source: SnapshotSource, key: VaultSecret): Promise<void>;
  /** Chooses a folder for second copies, or none. `key` is what opens the hub. */
  setSecondPlace(folder: string | null, key: VaultSecret): Promise<SecondPlaceStatus>;
  /** What a restore would do. */
  preview(source: SnapshotSource, key: VaultSecret): Promise<RestorePreview>;
  /** Puts the present data aside and the copy in its place. */
  restore(source: SnapshotSource, key: VaultSecret): Promise<RestoreReport>;
  /** The operator has taken note of the last restore, and of phones that were ahead. */
  dismiss(): Promise<void>;
}
