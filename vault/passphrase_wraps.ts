import { VaultError } from "./vault_error.ts";
import type { Wrap } from "./header.ts";
import { PASSPHRASE_WRAP, unwrap, type WrapContext } from "./wrap.ts";

/** The wraps of passphrases, in the order their names are given; the first is made with the vault. */
const NAMES: readonly string[] = [PASSPHRASE_WRAP, "officer-2", "officer-3", "officer-4"];

/** The names of the passphrases among `wraps`, in the order of the file. */
export function passphraseNames(wraps: readonly Wrap[]): string[] {
  return wraps.filter(({ kdf }) => kdf.id === "argon2id").map(({ name }) => name);
}

/** The name of the next passphrase. @throws {VaultError} `TOO_MANY_PASSPHRASES` */
export function freePassphraseName(wraps: readonly Wrap[]): string {
  const free = NAMES.find((name) => wraps.every((wrap) => wrap.name !== name));
  if (free === undefined) throw new VaultError("TOO_MANY_PASSPHRASES");
  return free;
}

/**
 * Throws if `passphrase` opens one of `wraps`: two people with one passphrase could not be taken
 * leave of separately.
 *
 * @throws {VaultError} `PASSPHRASE_TAKEN`, `KEY_DERIVATION`
 */
export async function requireUnused(
  wraps: readonly Wrap[],
  passphrase: string,
  context: WrapContext,
): Promise<void> {
  try {
    (await unwrap(wraps, { passphrase }, context)).vaultKey.fill(0);
  } catch (error) {
    if (error instanceof VaultError && error.code === "WRONG_PASSPHRASE") return;
    throw error;
  }
  throw new VaultError("PASSPHRASE_TAKEN");
}

/**
 * `wraps` without the passphrase of that name.
 *
 * @param opener The wrap that opened the vault for this: it stays, so that somebody can open it
 * @throws {VaultError} `PASSPHRASE_NEEDED`
 * @throws {RangeError} when there is none of that name
 */
export function withoutPassphrase(
  wraps: readonly Wrap[],
  name: string,
  opener: string,
): readonly Wrap[] {
  const names = passphraseNames(wraps);
  if (!names.includes(name)) throw new RangeError("Cannot remove passphrase: no such name");
  if (name === opener || names.length === 1) throw new VaultError("PASSPHRASE_NEEDED");
  return wraps.filter((wrap) => wrap.name !== name);
}
