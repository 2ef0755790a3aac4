/**
 * Copies of the hub behind the door.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/keeper_control.ts";
import type { OperatorCopies, RestoreReport } from "../operator/mod.ts";
import type { HubEvent } from "./announcer.ts";
import type { VaultDoor } from "./vault_door.ts";

/** What is asked of the keeper. */
export type CopiesKeeper = Pick<
  KeeperControl,
  | "snapshot"
  | "snapshots"
  | "verifySnapshot"
  | "deleteSnapshot"
  | "setSecondPlace"
  | "previewRestore"
  | "dismissRestored"
>;

/** On the hub behind `door`. */
export function copiesOf(keeper: CopiesKeeper, door: VaultDoor): OperatorCopies {
  const { directory } = door;
  return {
    list: () => keeper.snapshots(directory),
    make: () => keeper.snapshot("manual"),
    verify: (source) => keeper.verifySnapshot(source),
    remove: (source, key) => keeper.deleteSnapshot(source, key),
    setSecondPlace: (folder, key) => keeper.setSecondPlace(folder, key),
    preview: (source, secret) => keeper.previewRestore({ directory, source, secret }),
    restore: (source, key) => door.restoreCopy(source, key),
    dismiss: () => keeper.dismissRestored(),
  };
}

/** What is said of a restore: times and counts. */
export function restoredEvent({ copyAtMs, rows, lost, asideId, phones }: RestoreReport): HubEvent {
  const tables = Object.values(lost?.tables ?? {});
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    event: "restored",
    copy_at_ms: copyAtMs,
    rows: sum(Object.values(rows)),
    // Null when the data of before could not be opened.
    lost: lost === null ? null : sum(tables.map(({ added, changed }) => added + changed)),
    lost_not_in_cloud: lost?.notInCloud ?? null,
    phones: phones.length,
    aside: asideId,
  };
}
