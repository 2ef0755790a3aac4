import { VaultError } from "./vault_error.ts";
import type { Wrap } from "./header.ts";
import { keysOf, sameKeys, type VaultSecrets, zeroSecrets } from "./secrets.ts";
import { openContent, sealContent } from "./vault_content.ts";
import type { VaultOptions } from "./vault_options.ts";
import { commit, previousPath, readParsed, replacePrevious } from "./vault_storage.ts";
import { sameWraps } from "./wrap.ts";

/** What an unlocked vault holds in memory. */
export interface Held {
  readonly vaultKey: Uint8Array;
  readonly secrets: VaultSecrets;
  readonly wraps: readonly Wrap[];
}

/** What an unlocked vault holds, and the one way it changes: on the disk first. */
export class HeldVault {
  /** Path of the vault file. */
  readonly path: string;
  /** Where time, randomness, slow work and files come from. */
  readonly options: Required<VaultOptions>;
  #held: Held | null;
  /** The end of the queue of changes. */
  #lastChange: Promise<void> = Promise.resolve();

  constructor(path: string, options: Required<VaultOptions>, held: Held) {
    this.path = path;
    this.options = options;
    this.#held = held;
  }

  /** Whether {@linkcode lock} has been called. */
  get locked(): boolean {
    return this.#held === null;
  }

  /** What is held now. @throws {VaultError} `LOCKED` */
  require(): Held {
    if (this.#held === null) throw new VaultError("LOCKED");
    return this.#held;
  }

  /** Runs `change` after all earlier ones. */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const outcome = this.#lastChange.then(change);
    this.#lastChange = outcome.then(() => {}, () => {});
    return outcome;
  }

  /**
   * Stores `next` and, once it is on the disk, holds it; keys it does not have any more are zeroed.
   * Returns the bytes stored. `next` is made from {@linkcode require} without waiting in between:
   * keys may be zeros after a wait.
   */
  async write(next: Held): Promise<Uint8Array> {
    const bytes = sealContent(next.secrets, next.wraps, next.vaultKey, this.options);
    await commit(this.options.files, this.path, bytes);
    const before = this.#held;
    if (before === null) zeroSecrets(next.secrets); // locked meanwhile: also keys that are new
    else this.#held = next;
    if (before !== null) zeroReplaced(before.secrets, next.secrets);
    return bytes;
  }

  /**
   * Makes the kept copy equal to `bytes`, which are stored. A disk that refuses does not hinder: the
   * next change of the kind or the next unlock does it.
   */
  async renewPrevious(bytes: Uint8Array): Promise<void> {
    try {
      await replacePrevious(this.options.files, this.path, bytes);
    } catch (error) {
      // The vault itself is stored. Reporting a failure here would make the operator believe that
      // the old passphrase still holds.
      if (!(error instanceof VaultError)) throw error;
    }
  }

  /** A crash in the middle of a change leaves a kept copy with old wraps or keys: renews it. */
  async renewOlderPrevious(bytes: Uint8Array): Promise<void> {
    const { wraps, secrets, vaultKey } = this.require();
    const previous = await readParsed(this.options.files, previousPath(this.path))
      .catch(() => null);
    if (!previous?.ok) return;
    const theirs = openContent(previous.file, vaultKey);
    const isSame = theirs !== null && sameKeys(theirs, secrets) &&
      sameWraps(previous.file.wraps, wraps);
    if (theirs !== null) zeroSecrets(theirs);
    if (!isSame) await this.renewPrevious(bytes);
  }

  /** Zeroes every key. */
  lock(): void {
    if (this.#held === null) return;
    this.#held.vaultKey.fill(0);
    zeroSecrets(this.#held.secrets);
    this.#held = null;
  }
}

/** Zeroes the keys of `before` that are not those of `next`. */
function zeroReplaced(before: VaultSecrets, next: VaultSecrets): void {
  const kept = new Set(keysOf(next));
  for (const key of keysOf(before)) if (!kept.has(key)) key.fill(0);
}
