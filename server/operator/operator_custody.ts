/**
 * People, keys, and what changes the hub as a whole, as the operator acts on them.
 *
 * @module
 */
import type { PassphraseFacts } from "../keeper/people/people_control.ts";
import type { RecordsAtStake } from "../resets/only_here.ts";
import type { SalvageFacts } from "../keeper/salvage_control.ts";
import type { VaultKey } from "./vault_key.ts";

/** What the operator has agreed to. */
export interface ResetConfirmation {
  /** What opens the vault. */
  readonly key: VaultKey;
  /** As many records as they typed: they exist nowhere else and will be gone. */
  readonly onlyHere: number;
}

/**
 * Rejects with an error whose `code` is one of `OperatorErrorCode`. Each action that changes the hub
 * as a whole first makes a copy: without one it is refused as `SNAPSHOT_FAILED`. Then phones are not
 * served until it is done.
 */
export interface OperatorCustody {
  /** The passphrases there are. */
  passphrases(): Promise<PassphraseFacts>;
  /** Adds one for a further person; answers its name. */
  addPassphrase(key: VaultKey, next: string): Promise<string>;
  /** Removes another person's. */
  removePassphrase(key: VaultKey, name: string): Promise<void>;
  /** What clearing and a factory reset would remove. */
  atStake(): Promise<RecordsAtStake>;
  /** Encrypts the records anew under a new key. */
  rotateDataKey(key: VaultKey): Promise<void>;
  /** A new identity: every phone has to log in again. */
  rotateIdentity(key: VaultKey): Promise<void>;
  /** Removes the records; `WRONG_STATE` when more would be lost than was agreed to. */
  clearRecords(confirmation: ResetConfirmation): Promise<void>;
  /** Removes everything; copies are kept aside. The hub is new afterwards. */
  factoryReset(confirmation: ResetConfirmation): Promise<void>;
  /** Sets the files of a hub aside that nothing opens. The hub is new afterwards. */
  setAside(): Promise<void>;
  /** Ends a change of the data key while nothing has changed; `WRONG_STATE` when it is too late. */
  cancel(): Promise<void>;
}

/** What can be read of a hub that does not open. Rejects with a `code` of `OperatorErrorCode`. */
export interface OperatorRecovery {
  /** Looks what can be read. */
  salvage(passphrase: string): Promise<SalvageFacts>;
  /** The next part of the file; null after the last. */
  salvagePart(ticket: number): Promise<string | null>;
}
