import { VaultError } from "./vault_error.ts";
import type { Wrap } from "./header.ts";
import { checkPassphrase } from "./passphrase.ts";
import { makeRecoveryKey } from "./recovery_key.ts";
import {
  applyChange,
  copyChange,
  type VaultChange,
  type VaultSecrets,
  zeroSecrets,
} from "./secrets.ts";
import { makeSecrets, openContent, sealContent } from "./vault_content.ts";
import { type VaultOptions, withDefaults } from "./vault_options.ts";
import {
  commit,
  previousPath,
  readParsed,
  readVault,
  replacePrevious,
  requireAbsent,
  withPreviousCopy,
} from "./vault_storage.ts";
import {
  hasRecoveryWrap,
  isWeaker,
  KEY_BYTES,
  PASSPHRASE_WRAP,
  sameWraps,
  unwrap,
  type VaultSecret,
  withWrap,
  wrapWithPassphrase,
  wrapWithRecoveryKey,
} from "./wrap.ts";

/** What an unlocked vault holds in memory. */
interface Held {
  readonly vaultKey: Uint8Array;
  readonly secrets: VaultSecrets;
  readonly wraps: readonly Wrap[];
}

/**
 * The unlocked vault file of a hub: its keys, its id and its access to the cloud.
 *
 * One vault object owns its file. It reads the file once, when it is unlocked, and writes it whole;
 * a second object or process on the same file would undo the first one's changes.
 *
 * @example
 * ```ts
 * import { Vault } from "./mod.ts";
 * using vault = await Vault.unlock("/var/lib/hub/hub.vault", { passphrase: "..." });
 * await vault.update({ hubName: "Clinic North" });
 * ```
 */
export class Vault implements Disposable {
  /** Path of the vault file. */
  readonly path: string;
  readonly #options: Required<VaultOptions>;
  #held: Held | null;
  #hasRecoveryKey: boolean;
  /** The end of the queue of changes. */
  #lastChange: Promise<void> = Promise.resolve();

  private constructor(path: string, options: Required<VaultOptions>, held: Held) {
    this.path = path;
    this.#options = options;
    this.#held = held;
    this.#hasRecoveryKey = hasRecoveryWrap(held.wraps);
  }

  /**
   * Makes the vault of a new hub: fresh keys, a fresh hub id, nothing else set. The folder must
   * exist.
   *
   * @throws {VaultError} `WEAK_PASSPHRASE`, `EXISTS` (also if only a kept copy is there),
   *   `STORAGE`, `KEY_DERIVATION`
   */
  static async create(
    path: string,
    passphrase: string,
    options: VaultOptions = {},
  ): Promise<Vault> {
    const known = withDefaults(options);
    if (!checkPassphrase(passphrase).ok) throw new VaultError("WEAK_PASSPHRASE");
    await requireAbsent(known.files, path);
    const vaultKey = known.randomBytes(KEY_BYTES);
    const secrets = makeSecrets(known);
    try {
      const wraps = [await wrapWithPassphrase(PASSPHRASE_WRAP, passphrase, vaultKey, known)];
      await requireAbsent(known.files, path); // again: the derivation took its time
      await commit(known.files, path, sealContent(secrets, wraps, vaultKey, known));
      return new Vault(path, known, { vaultKey, secrets, wraps });
    } catch (error) {
      vaultKey.fill(0);
      zeroSecrets(secrets);
      throw error;
    }
  }

  /**
   * Opens the vault at `path` with a passphrase or the recovery key. A passphrase wrap that costs
   * an attacker less than a new one would is replaced on the way.
   *
   * @throws {VaultError} `NOT_FOUND`, `DAMAGED`, `FOREIGN` (these three with `previousCopy`),
   *   `NEWER_VERSION`, `WRONG_PASSPHRASE`, `WRONG_RECOVERY_KEY`, `STORAGE`, `KEY_DERIVATION`
   */
  static async unlock(
    path: string,
    secret: VaultSecret,
    options: VaultOptions = {},
  ): Promise<Vault> {
    const known = withDefaults(options);
    const { file, bytes } = await readVault(known.files, path);
    const { vaultKey, wrap } = await unwrap(file.wraps, secret, known);
    const secrets = openContent(file, vaultKey);
    if (secrets === null) {
      vaultKey.fill(0);
      throw await withPreviousCopy(known.files, path, new VaultError("DAMAGED"));
    }
    const vault = new Vault(path, known, { vaultKey, secrets, wraps: file.wraps });
    await vault.#modernise(secret, wrap, bytes);
    return vault;
  }

  /**
   * The secrets as they are now. The object is a snapshot, its byte arrays are the vault's own:
   * they turn to zeros when it locks. It shows nothing when logged or serialised.
   *
   * @throws {VaultError} `LOCKED`
   */
  get secrets(): Readonly<VaultSecrets> {
    return this.#require().secrets;
  }

  /** Whether a recovery key has been issued. Also known while locked. */
  get hasRecoveryKey(): boolean {
    return this.#hasRecoveryKey;
  }

  /** Whether {@linkcode Vault.lock} has been called. */
  get locked(): boolean {
    return this.#held === null;
  }

  /**
   * Changes the hub's name, its cloud access, the cloud's answer about it (null removes these), or
   * notes that the database was made or how far its audit log goes. The change is on the disk when the promise resolves. Changes
   * are applied one after the other.
   *
   * @throws {VaultError} `LOCKED`, `STORAGE`
   * @throws {TypeError} if a field has a wrong type or is no JSON value
   * @throws {RangeError} if the content would exceed 1 MiB of JSON
   */
  async update(change: VaultChange): Promise<void> {
    this.#require();
    const own = copyChange(change);
    await this.#inTurn(async () => {
      const held = this.#require();
      await this.#write({ ...held, secrets: applyChange(held.secrets, own) });
    });
  }

  /**
   * Replaces the passphrase. No key inside changes; the old passphrase then opens neither the vault
   * nor its kept copy. With the recovery key as `current` it replaces a forgotten passphrase.
   *
   * @param current the present passphrase, or any secret that opens this vault
   * @throws {VaultError} `WEAK_PASSPHRASE` (`next`), `WRONG_PASSPHRASE`, `WRONG_RECOVERY_KEY`
   *   (`current`), `LOCKED`, `STORAGE`, `KEY_DERIVATION`
   */
  async changePassphrase(current: string | VaultSecret, next: string): Promise<void> {
    this.#require();
    if (!checkPassphrase(next).ok) throw new VaultError("WEAK_PASSPHRASE");
    const secret = typeof current === "string" ? { passphrase: current } : current;
    await this.#inTurn(async () => {
      const opened = await unwrap(this.#require().wraps, secret, this.#options);
      const name = "passphrase" in secret ? opened.wrap.name : PASSPHRASE_WRAP;
      await this.#rewrap(name, next, opened.vaultKey);
    });
  }

  /**
   * Issues a recovery key and returns it, the one time it is ever seen; an earlier one stops
   * working. Seven groups of four characters, made to be written on paper.
   *
   * @param deliver Brings the key to its keeper before it counts: when it fails, nothing changes,
   *   so that no vault has a recovery key that nobody knows
   * @throws {VaultError} `LOCKED`, `STORAGE`
   */
  async issueRecoveryKey(deliver?: (recoveryKey: string) => Promise<void>): Promise<string> {
    const recoveryKey = makeRecoveryKey(this.#options.randomBytes);
    await this.#inTurn(async () => {
      this.#require();
      await deliver?.(recoveryKey);
      const held = this.#require();
      const wrap = wrapWithRecoveryKey(recoveryKey, held.vaultKey, this.#options);
      await this.#writeWraps({ ...held, wraps: withWrap(held.wraps, wrap) });
    });
    return recoveryKey;
  }

  /**
   * Zeroes every key the vault holds, also in the arrays that {@linkcode Vault.secrets} gave out.
   * A change that is already being written completes; waiting ones are refused.
   */
  lock(): void {
    if (this.#held === null) return;
    this.#held.vaultKey.fill(0);
    zeroSecrets(this.#held.secrets);
    this.#held = null;
  }

  /** Locks: see {@linkcode Vault.lock}. */
  [Symbol.dispose](): void {
    this.lock();
  }

  /** For logs: path and state, no secret. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Vault { path: ${JSON.stringify(this.path)}, locked: ${this.locked} }`;
  }

  #require(): Held {
    if (this.#held === null) throw new VaultError("LOCKED");
    return this.#held;
  }

  /** Runs `change` after all earlier ones. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const outcome = this.#lastChange.then(change);
    this.#lastChange = outcome.catch(() => {});
    return outcome;
  }

  /**
   * Stores `next` and, once it is on the disk, holds it. Returns the bytes stored. `next` is made
   * from {@linkcode Vault.#require} without waiting in between: keys may be zeros after a wait.
   */
  async #write(next: Held): Promise<Uint8Array> {
    const bytes = sealContent(next.secrets, next.wraps, next.vaultKey, this.#options);
    await commit(this.#options.files, this.path, bytes);
    this.#hasRecoveryKey = hasRecoveryWrap(next.wraps);
    // Locked meanwhile: the keys in `next` are zeros now.
    if (this.#held !== null) this.#held = next;
    return bytes;
  }

  /** {@linkcode Vault.#write} for changed wraps: also the kept copy gets the new ones. */
  async #writeWraps(next: Held): Promise<void> {
    const bytes = await this.#write(next);
    await this.#renewPrevious(bytes);
  }

  /** Wraps the vault key under `passphrase` as `name`. Zeroes `vaultKey`, a copy of that key. */
  async #rewrap(name: string, passphrase: string, vaultKey: Uint8Array): Promise<void> {
    try {
      const wrap = await wrapWithPassphrase(name, passphrase, vaultKey, this.#options);
      const held = this.#require();
      await this.#writeWraps({ ...held, wraps: withWrap(held.wraps, wrap) });
    } finally {
      vaultKey.fill(0);
    }
  }

  /**
   * Brings a vault that was just opened by `wrap` and read from `bytes` up to date. A disk or a
   * memory that refuses does not hinder: the next unlock tries again.
   */
  async #modernise(secret: VaultSecret, wrap: Wrap, bytes: Uint8Array): Promise<void> {
    const { vaultKey, wraps } = this.#require();
    const { argon2, files } = this.#options;
    if ("passphrase" in secret && isWeaker(wrap, argon2)) {
      try {
        return await this.#rewrap(wrap.name, secret.passphrase, vaultKey.slice());
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
      }
    }
    // A crash in the middle of a passphrase change leaves the kept copy with the old wrap.
    const previous = await readParsed(files, previousPath(this.path)).catch(() => null);
    if (previous?.ok && !sameWraps(previous.file.wraps, wraps)) await this.#renewPrevious(bytes);
  }

  async #renewPrevious(bytes: Uint8Array): Promise<void> {
    try {
      await replacePrevious(this.#options.files, this.path, bytes);
    } catch (error) {
      // The vault itself is stored. Reporting a failure here would make the operator believe that
      // the old passphrase still holds; the next unlock or change renews the copy.
      if (!(error instanceof VaultError)) throw error;
    }
  }
}
