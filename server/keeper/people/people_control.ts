/**
 * The passphrases of the people who open the hub.
 *
 * @module
 */

import type { AuditNote } from "../../audit/mod.ts";
import type { Vault, VaultSecret } from "../../../vault/mod.ts";
import { WireError } from "../../wire/errors.ts";
import { startErrorOf } from "../opening/open_files.ts";

/** What can be said of the passphrases. */
export interface PassphraseFacts {
  /** Their names: `passphrase` is the first one, `officer-2` to `officer-4` further people's. */
  readonly names: readonly string[];
  /** Which of them, or `recovery`, opened the hub this time. */
  readonly openedBy: string;
  /** Whether a further one may be added. */
  readonly mayAdd: boolean;
}

/** What is asked of the keeper about people. Rejects with a code of `StartError`. */
export interface PeopleControl {
  passphrases(): Promise<PassphraseFacts>;
  /** Adds one for a further person; answers its name. */
  addPassphrase(secret: VaultSecret, next: string): Promise<string>;
  /** Removes another person's; `NOT_FOUND` when none has that name. */
  removePassphrase(secret: VaultSecret, name: string): Promise<void>;
}

/** The parts of an open hub that are needed. */
export interface PeopleHub {
  readonly files: { readonly vault: Vault };
  readonly audit: {
    withSecret<T>(action: Promise<T>, done: (result: T) => AuditNote): Promise<T>;
  };
}

/** Most passphrases of a vault (`vault/passphrase_wraps.ts`). */
const MAX_PASSPHRASES = 4;

/** On the hub that `onHub` gives. */
export function peopleOf(
  onHub: <T>(act: (hub: PeopleHub) => T | Promise<T>) => Promise<T>,
): PeopleControl {
  return {
    passphrases: () =>
      onHub(({ files: { vault } }) => ({
        names: vault.passphrases,
        openedBy: vault.openedBy,
        mayAdd: vault.passphrases.length < MAX_PASSPHRASES,
      })),
    addPassphrase: (secret, next) =>
      onHub(({ files: { vault }, audit }) =>
        audit.withSecret(
          named(vault.addPassphrase(secret, next)),
          (wrap) => ({ kind: "passphrase_added", who: "operator", detail: { wrap } }),
        )
      ),
    removePassphrase: (secret, name) =>
      onHub(({ files: { vault }, audit }) => {
        if (!vault.passphrases.includes(name)) throw new WireError("NOT_FOUND");
        return audit.withSecret(
          named(vault.removePassphrase(secret, name)),
          () => ({ kind: "passphrase_removed", who: "operator", detail: { wrap: name } }),
        );
      }),
  };
}

/** Failures of the vault as the operator is told of them. */
async function named<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw startErrorOf(error);
  }
}
