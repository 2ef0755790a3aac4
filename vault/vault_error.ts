/** Why an action on the vault was refused: see the prose of {@linkcode VaultError}. */
export type VaultErrorCode =
  | "EXISTS"
  | "NOT_FOUND"
  | "WEAK_PASSPHRASE"
  | "PASSPHRASE_TAKEN"
  | "PASSPHRASE_NEEDED"
  | "TOO_MANY_PASSPHRASES"
  | "WRONG_PASSPHRASE"
  | "WRONG_RECOVERY_KEY"
  | "DAMAGED"
  | "FOREIGN"
  | "NEWER_VERSION"
  | "STORAGE"
  | "KEY_DERIVATION"
  | "LOCKED";

const MESSAGES: Readonly<Record<VaultErrorCode, string>> = {
  EXISTS: "Cannot write vault: a vault is already there",
  NOT_FOUND: "Cannot open vault: the file does not exist",
  WEAK_PASSPHRASE: "Cannot set passphrase: it is too short, too long or too uniform",
  PASSPHRASE_TAKEN: "Cannot set passphrase: it opens the vault already",
  PASSPHRASE_NEEDED: "Cannot remove passphrase: it is the one that was entered",
  TOO_MANY_PASSPHRASES: "Cannot add passphrase: the vault has as many as it may have",
  WRONG_PASSPHRASE: "Cannot open vault: the passphrase is wrong",
  WRONG_RECOVERY_KEY: "Cannot open vault: the recovery key is wrong",
  DAMAGED: "Cannot open vault: the file is damaged",
  FOREIGN: "Cannot open vault: the file is not a vault of the Sync Hub",
  NEWER_VERSION: "Cannot open vault: it was written by a newer version of the Sync Hub",
  STORAGE: "Cannot read or write vault: the disk refused",
  KEY_DERIVATION: "Cannot derive key: the machine has too little free memory",
  LOCKED: "Cannot use vault: it is locked",
};

/** What a {@linkcode VaultError} may carry beside its code. */
export interface VaultErrorOptions {
  /** A usable kept copy lies beside the vault. Default: false. */
  readonly previousCopy?: boolean;
  /** The underlying failure of the file system or of the worker; it never holds a secret. */
  readonly cause?: unknown;
}

/**
 * Every failure of the vault. What the operator can do:
 *
 * - `EXISTS`: nothing was changed. Unlock the vault that is there. With `previousCopy` true and no
 *   vault, restore the kept copy instead of setting up anew: a new vault cannot open the database.
 * - `NOT_FOUND`: choose another data directory, restore the kept copy, or set up a new hub.
 * - `WEAK_PASSPHRASE`: choose at least 12 characters, at least 5 of them different.
 * - `PASSPHRASE_TAKEN`: the new passphrase is that of another officer. Choose one of your own.
 * - `PASSPHRASE_NEEDED`: somebody has to be able to open the vault afterwards. Another officer enters
 *   theirs to remove this one.
 * - `TOO_MANY_PASSPHRASES`: remove one that nobody uses any more.
 * - `WRONG_PASSPHRASE`: the file is intact. Check Caps Lock and keyboard language, or use the
 *   recovery key.
 * - `WRONG_RECOVERY_KEY`: the file is intact. Compare the key with the paper; only the newest one
 *   that was issued works, and a vault for which none was issued accepts none.
 * - `DAMAGED`: restore the kept copy if `previousCopy` is true, else a backup. Do not delete the
 *   file.
 * - `FOREIGN`: something else has the vault's name. Move it away, then restore the kept copy if
 *   `previousCopy` is true, else a backup.
 * - `NEWER_VERSION`: update the Sync Hub.
 * - `STORAGE`: the disk is full, read-only or failing. Repair that and repeat the action.
 * - `KEY_DERIVATION`: close other programs and repeat the action.
 * - `LOCKED`: unlock first.
 *
 * Neither message nor cause holds a key, a passphrase or any content. Source: `docs/vault.md`.
 */
export class VaultError extends Error {
  /** Which failure. */
  readonly code: VaultErrorCode;
  /** True if `<vault>.previous` is intact and `restorePrevious()` can bring it back. */
  readonly previousCopy: boolean;

  /** A failure for `code`. */
  constructor(code: VaultErrorCode, options: VaultErrorOptions = {}) {
    super(MESSAGES[code], "cause" in options ? { cause: options.cause } : undefined);
    this.name = "VaultError";
    this.code = code;
    this.previousCopy = options.previousCopy ?? false;
  }
}
