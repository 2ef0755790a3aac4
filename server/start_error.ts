/**
 * Why the hub cannot start, and the exit code that says so (`docs/headless.md`).
 *
 * @module
 */

import type { HubTrouble } from "./hub_trouble.ts";

/**
 * Closed set of codes.
 *
 * - `USAGE`: a flag is missing or wrong
 * - `WRONG_PASSPHRASE`: the vault does not open with it
 * - `WRONG_RECOVERY_KEY`: the vault does not open with it
 * - `WEAK_PASSPHRASE`: too weak for a new vault: 12 characters, 5 of them different
 * - `PASSPHRASE_TAKEN`, `PASSPHRASE_NEEDED`, `TOO_MANY_PASSPHRASES`: as `VaultError` has them; only
 *   of a hub that is open
 * - `DAMAGED`: vault or database cannot be read, or one is missing beside the other
 * - `PORT`: the LAN port is taken or may not be used
 * - `NEWER_SCHEMA`: a newer version of the program has written the files
 * - `LIBRARY`: the SQLCipher library is missing or damaged
 * - `OTHER_INSTANCE`: another hub runs on this directory
 * - `STORAGE`: the directory cannot be written
 * - `INTERNAL`: a defect of the program
 */
export type StartErrorCode =
  | "USAGE"
  | "WRONG_PASSPHRASE"
  | "WRONG_RECOVERY_KEY"
  | "WEAK_PASSPHRASE"
  | "PASSPHRASE_TAKEN"
  | "PASSPHRASE_NEEDED"
  | "TOO_MANY_PASSPHRASES"
  | "DAMAGED"
  | "PORT"
  | "NEWER_SCHEMA"
  | "LIBRARY"
  | "OTHER_INSTANCE"
  | "STORAGE"
  | "INTERNAL";

const EXIT_CODES: Record<StartErrorCode, number> = {
  USAGE: 2,
  WRONG_PASSPHRASE: 3,
  WRONG_RECOVERY_KEY: 3,
  WEAK_PASSPHRASE: 3,
  PASSPHRASE_TAKEN: 3,
  PASSPHRASE_NEEDED: 3,
  TOO_MANY_PASSPHRASES: 3,
  DAMAGED: 4,
  PORT: 5,
  NEWER_SCHEMA: 6,
  LIBRARY: 7,
  OTHER_INSTANCE: 8,
  STORAGE: 1,
  INTERNAL: 1,
};

const TEXT: Record<StartErrorCode, string> = {
  USAGE: "Cannot start: a flag is missing or wrong",
  WRONG_PASSPHRASE: "Cannot start: the passphrase does not open the vault",
  WRONG_RECOVERY_KEY: "Cannot start: the recovery key does not open the vault",
  WEAK_PASSPHRASE:
    "Cannot start: the passphrase is too weak; it needs 12 characters, 5 of them different",
  PASSPHRASE_TAKEN: "Cannot set passphrase: it is another person's",
  PASSPHRASE_NEEDED: "Cannot remove passphrase: it is the one that was entered, or the last one",
  TOO_MANY_PASSPHRASES: "Cannot add passphrase: there are as many as there may be",
  DAMAGED: "Cannot start: the vault or the database is damaged, or one of them is missing",
  PORT: "Cannot start: the port is taken or may not be used; choose another with --port",
  NEWER_SCHEMA: "Cannot start: a newer version of the hub has written this data; use that version",
  LIBRARY: "Cannot start: the SQLCipher library is missing or damaged; run the set-up again",
  OTHER_INSTANCE: "Cannot start: another hub is running on this data directory",
  STORAGE: "Cannot start: the data directory cannot be written; check the disk and its permissions",
  INTERNAL: "Cannot start: the hub met an error",
};

/** A failure to start. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: StartErrorCode;
  /** What the recovery screen is to say; null when another passphrase may help. */
  readonly trouble: HubTrouble | null;

  /** @param options `words` take the place of those of the code, `detail` goes behind them */
  constructor(
    code: StartErrorCode,
    options: { words?: string; detail?: string; cause?: unknown; trouble?: HubTrouble } = {},
  ) {
    const words = options.words ?? damageOf(code, options.trouble);
    super(
      words === null ? textOf(code, options.detail) : `Cannot start: ${words}`,
      { cause: options.cause },
    );
    this.code = code;
    this.trouble = options.trouble ?? (code === "STORAGE" ? "STORAGE" : null);
  }
}

/** Which part is damaged, as far as is known. */
const DAMAGES: Partial<Record<HubTrouble, string>> = {
  VAULT_MISSING: "hub.vault is missing",
  BOTH_MISSING: "hub.vault and hub.db are missing, and copies of the hub are there",
  VAULT_DAMAGED: "hub.vault is damaged",
  VAULT_FOREIGN: "hub.vault is another program's file",
  DATABASE_MISSING: "hub.db is missing or empty",
  DATABASE_DAMAGED: "hub.db is damaged",
};

function damageOf(code: StartErrorCode, trouble: HubTrouble | undefined): string | null {
  const damage = code === "DAMAGED" && trouble !== undefined ? DAMAGES[trouble] : undefined;
  if (damage === undefined) return null;
  return `${damage}; nothing was changed: start with a window, or restore a copy with --restore`;
}

/** What is wrong with the command line needs no words around it. */
function textOf(code: StartErrorCode, detail: string | undefined): string {
  if (detail === undefined) return TEXT[code];
  return code === "USAGE" ? `Cannot start: ${detail}` : `${TEXT[code]}: ${detail}`;
}

/** The text of a code. */
export function startErrorText(code: StartErrorCode): string {
  return TEXT[code];
}

/** The exit code of a code. */
export function exitCodeOf(code: StartErrorCode): number {
  return EXIT_CODES[code];
}

/** Reads a code that crossed a worker boundary; anything unknown is a defect. */
export function startErrorCode(code: string): StartErrorCode {
  return Object.hasOwn(EXIT_CODES, code) ? code as StartErrorCode : "INTERNAL";
}
