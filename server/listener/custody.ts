/**
 * What changes the hub as a whole: the copy that comes first, the shutting, the change.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/keeper_control.ts";
import {
  type OperatorCustody,
  OperatorError,
  type VaultKey,
  type VaultStep,
} from "../operator/mod.ts";
import type { VaultDoor } from "./vault_door.ts";

/** What is asked of the keeper. */
export type CustodyKeeper = Pick<
  KeeperControl,
  | "passphrases"
  | "addPassphrase"
  | "removePassphrase"
  | "atStake"
  | "rotateDataKey"
  | "renewIdentity"
  | "clearRecords"
  | "factoryReset"
  | "setAside"
  | "cancelWork"
  | "snapshot"
>;

/** Which copy comes before which step. */
type Before = Parameters<KeeperControl["snapshot"]>[0];

/** On the hub behind `door`. */
export function custodyOf(keeper: CustodyKeeper, door: VaultDoor): OperatorCustody {
  const { directory } = door;
  const shut = (step: VaultStep, key: VaultKey, copy: Before, work: () => Promise<void>) => {
    const alone = copy !== "rotation";
    return door.whileShut({ step, key, work, alone, prepare: () => copyFirst(keeper, copy) });
  };
  return {
    passphrases: () => keeper.passphrases(),
    addPassphrase: (key, next) => keeper.addPassphrase(key, next),
    removePassphrase: (key, name) => keeper.removePassphrase(key, name),
    atStake: () => keeper.atStake(),
    rotateDataKey: (key) =>
      shut("rotating_key", key, "rotation", () => keeper.rotateDataKey(directory, key)),
    rotateIdentity: (key) =>
      shut("rotating_identity", key, "rotation", () => keeper.renewIdentity(directory, key)),
    clearRecords: ({ key, onlyHere }) =>
      shut("clearing", key, "clearing", () => keeper.clearRecords(directory, key, onlyHere)),
    factoryReset: ({ key, onlyHere }) =>
      shut("resetting", key, "reset", () => keeper.factoryReset(directory, key, onlyHere)),
    setAside: () => door.whileDamaged("resetting", () => keeper.setAside(directory)),
    cancel: async () => {
      if (!await keeper.cancelWork()) throw new OperatorError("WRONG_STATE");
    },
  };
}

async function copyFirst(keeper: CustodyKeeper, reason: Before): Promise<void> {
  try {
    await keeper.snapshot(reason);
  } catch (error) {
    // Whatever it was: nothing is changed without a copy. The list of copies says more.
    const isFull = error instanceof Error && "code" in error && error.code === "NO_ROOM";
    throw new OperatorError(isFull ? "NO_ROOM" : "SNAPSHOT_FAILED");
  }
}
