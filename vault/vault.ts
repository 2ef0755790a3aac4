import { VaultError } from "./vault_error.ts";
import type { Wrap } from "./header.ts";
import { checkPassphrase } from "./passphrase.ts";
import { makeRecoveryKey } from "./recovery_key.ts";
import {
  applyChange,
  copyChange,
  guard,
  type VaultChange,
  type VaultSecrets,
  zeroSecrets,
} from "./secrets.ts";
import { makeSecrets, openContent, sealContent } from "./vault_content.ts";
import { type VaultOptions, withDefaults } from "./vault_options.ts";
import {
  commit,
  readVault,
  replacePrevious,
  requireAbsent,
  withPreviousCopy,
} from "./vault_storage.ts";
import { type Held, HeldVault } from "./held_vault.ts";
import {
  freePassphraseName,
  passphraseNames,
  requireUnused,
  withoutPassphrase,
} from "./passphrase_wraps.ts";
import {
  hasRecoveryWrap,
  isWeaker,
  KEY_BYTES,
  PASSPHRASE_WRAP,
  unwrap,
  type VaultSecret,
  withWrap,
  wrapWithPassphrase,
  wrapWithRecoveryKey,
} from "./wrap.ts";

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
  /** The name of the wrap that opened it: which passphrase, or the recovery key. */
  readonly openedBy: string;
  readonly #state: HeldVault;
  #wraps: readonly Wrap[];

  private constructor(path: string, options: Required<VaultOptions>, held: Held, opener: string) {
    this.path = path;
    this.openedBy = opener;
    this.#state = new HeldVault(path, options, held);
    this.#wraps = held.wraps;
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
      return new Vault(path, known, { vaultKey, secrets, wraps }, PASSPHRASE_WRAP);
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
    const vault = new Vault(path, known, { vaultKey, secrets, wraps: file.wraps }, wrap.name);
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
    return this.#state.require().secrets;
  }

  /** Whether a recovery key has been issued. Also known while locked. */
  get hasRecoveryKey(): boolean {
    return hasRecoveryWrap(this.#wraps);
  }

  /** The names of its passphrases; the first one made is `passphrase`. Also known while locked. */
  get passphrases(): readonly string[] {
    return passphraseNames(this.#wraps);
  }

  /** Whether {@linkcode Vault.lock} has been called. */
  get locked(): boolean {
    return this.#state.locked;
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
    this.#state.require();
    const own = copyChange(change);
    await this.#change((held) => ({ ...held, secrets: applyChange(held.secrets, own) }));
  }

  /**
   * Replaces the passphrase that is entered, and no other one. No key inside changes; the old
   * passphrase then opens neither the vault nor its kept copy. With the recovery key as `current` it
   * replaces a forgotten passphrase, by default the first.
   *
   * @param current the present passphrase, or any secret that opens this vault
   * @param name with a recovery key: which passphrase was forgotten
   * @returns the name of the passphrase that was replaced
   * @throws {VaultError} `WEAK_PASSPHRASE`, `PASSPHRASE_TAKEN` (`next`), `WRONG_PASSPHRASE`,
   *   `WRONG_RECOVERY_KEY` (`current`), `LOCKED`, `STORAGE`, `KEY_DERIVATION`
   */
  async changePassphrase(
    current: string | VaultSecret,
    next: string,
    name: string = PASSPHRASE_WRAP,
  ): Promise<string> {
    this.#state.require();
    if (!checkPassphrase(next).ok) throw new VaultError("WEAK_PASSPHRASE");
    const secret = typeof current === "string" ? { passphrase: current } : current;
    return await this.#state.inTurn(async () => {
      const { wraps } = this.#state.require();
      const opened = await unwrap(wraps, secret, this.#state.options);
      const replaced = "passphrase" in secret ? opened.wrap.name : name;
      await this.#rewrap(replaced, next, opened.vaultKey, { mustBeUnused: true });
      return replaced;
    });
  }

  /**
   * Adds the passphrase of a further person. It opens the vault like the others, and is changed and
   * removed without them.
   *
   * @param secret shows that somebody who may open the vault wants it
   * @returns the name of the new passphrase
   * @throws {VaultError} `WEAK_PASSPHRASE`, `PASSPHRASE_TAKEN`, `TOO_MANY_PASSPHRASES`,
   *   `WRONG_PASSPHRASE`, `WRONG_RECOVERY_KEY`, `LOCKED`, `STORAGE`, `KEY_DERIVATION`
   */
  async addPassphrase(secret: VaultSecret, passphrase: string): Promise<string> {
    this.#state.require();
    if (!checkPassphrase(passphrase).ok) throw new VaultError("WEAK_PASSPHRASE");
    return await this.#state.inTurn(async () => {
      const { wraps } = this.#state.require();
      const name = freePassphraseName(wraps);
      const { vaultKey } = await unwrap(wraps, secret, this.#state.options);
      await this.#rewrap(name, passphrase, vaultKey, { mustBeUnused: true });
      return name;
    });
  }

  /**
   * Removes the passphrase of that name; it then opens neither the vault nor its kept copy.
   *
   * @param secret opens the vault, and is not the passphrase to be removed: somebody has to be able
   *   to open it afterwards
   * @throws {VaultError} `PASSPHRASE_NEEDED`, `WRONG_PASSPHRASE`, `WRONG_RECOVERY_KEY`, `LOCKED`,
   *   `STORAGE`, `KEY_DERIVATION`
   * @throws {RangeError} when no passphrase has that name
   */
  async removePassphrase(secret: VaultSecret, name: string): Promise<void> {
    this.#state.require();
    await this.#state.inTurn(async () => {
      const { wraps } = this.#state.require();
      const opened = await unwrap(wraps, secret, this.#state.options);
      opened.vaultKey.fill(0);
      const left = withoutPassphrase(wraps, name, opened.wrap.name);
      await this.#writeBoth({ ...this.#state.require(), wraps: left });
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
    const recoveryKey = makeRecoveryKey(this.#state.options.randomBytes);
    await this.#state.inTurn(async () => {
      this.#state.require();
      await deliver?.(recoveryKey);
      const held = this.#state.require();
      const wrap = wrapWithRecoveryKey(recoveryKey, held.vaultKey, this.#state.options);
      await this.#writeBoth({ ...held, wraps: withWrap(held.wraps, wrap) });
    });
    return recoveryKey;
  }

  /**
   * Draws the next data key and keeps it beside the present one, in the vault and in its kept copy,
   * until {@linkcode Vault.settleDataKey}: whoever encrypts the database anew may be cut off at any
   * moment. Where one is drawn already, it stays.
   *
   * @throws {VaultError} `LOCKED`, `STORAGE`
   */
  async drawDataKey(): Promise<void> {
    const { randomBytes, files } = this.#state.options;
    await this.#state.inTurn(async () => {
      const held = this.#state.require();
      const nextDataKey = held.secrets.nextDataKey ?? randomBytes(KEY_BYTES);
      const bytes = await this.#write({
        ...held,
        secrets: guard({ ...held.secrets, nextDataKey }),
      });
      // A kept copy without the next key could not open the database any more.
      await replacePrevious(files, this.path, bytes);
    });
  }

  /**
   * Ends the exchange of the data key: the one that is not used any more is forgotten, also in the
   * kept copy. Does nothing when none is drawn.
   *
   * @param taken whether the database is under the next key
   * @throws {VaultError} `LOCKED`, `STORAGE`
   */
  async settleDataKey(taken: boolean): Promise<void> {
    await this.#state.inTurn(async () => {
      const held = this.#state.require();
      const { dataKey, nextDataKey } = held.secrets;
      if (nextDataKey === null) return;
      const keys = { dataKey: taken ? nextDataKey : dataKey, nextDataKey: null };
      await this.#writeBoth({ ...held, secrets: guard({ ...held.secrets, ...keys }) });
    });
  }

  /**
   * A new identity key and a new key of the phones' tokens: every phone has to log in again, and
   * whoever has the old keys can neither pose as this hub nor make tokens. The hub id stays.
   *
   * @throws {VaultError} `LOCKED`, `STORAGE`
   */
  async renewIdentity(): Promise<void> {
    const { randomBytes } = this.#state.options;
    await this.#state.inTurn(async () => {
      const held = this.#state.require();
      const keys = { identityPrivateKey: randomBytes(KEY_BYTES), tokenKey: randomBytes(KEY_BYTES) };
      await this.#writeBoth({ ...held, secrets: guard({ ...held.secrets, ...keys }) });
    });
  }

  /**
   * Zeroes every key the vault holds, also in the arrays that {@linkcode Vault.secrets} gave out.
   * A change that is already being written completes; waiting ones are refused.
   */
  lock(): void {
    this.#state.lock();
  }

  /** Locks: see {@linkcode Vault.lock}. */
  [Symbol.dispose](): void {
    this.lock();
  }

  /** For logs: path and state, no secret. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Vault { path: ${JSON.stringify(this.path)}, locked: ${this.locked} }`;
  }

  async #change(make: (held: Held) => Held): Promise<void> {
    await this.#state.inTurn(async () => {
      await this.#write(make(this.#state.require()));
    });
  }

  async #write(next: Held): Promise<Uint8Array> {
    const bytes = await this.#state.write(next);
    this.#wraps = next.wraps;
    return bytes;
  }

  /** For changed wraps and keys: also the kept copy gets them. */
  async #writeBoth(next: Held): Promise<void> {
    await this.#state.renewPrevious(await this.#write(next));
  }

  /** Wraps the vault key under `passphrase` as `name`. Zeroes `vaultKey`, a copy of that key. */
  async #rewrap(
    name: string,
    passphrase: string,
    vaultKey: Uint8Array,
    { mustBeUnused }: { readonly mustBeUnused: boolean },
  ): Promise<void> {
    const { options } = this.#state;
    try {
      const others = this.#state.require().wraps.filter((wrap) => wrap.name !== name);
      if (mustBeUnused) await requireUnused(others, passphrase, options);
      const wrap = await wrapWithPassphrase(name, passphrase, vaultKey, options);
      const held = this.#state.require();
      await this.#writeBoth({ ...held, wraps: withWrap(held.wraps, wrap) });
    } finally {
      vaultKey.fill(0);
    }
  }

  /**
   * Brings a vault that was just opened by `wrap` and read from `bytes` up to date. A disk or a
   * memory that refuses does not hinder: the next unlock tries again.
   */
  async #modernise(secret: VaultSecret, wrap: Wrap, bytes: Uint8Array): Promise<void> {
    const { vaultKey } = this.#state.require();
    if ("passphrase" in secret && isWeaker(wrap, this.#state.options.argon2)) {
      try {
        const copy = vaultKey.slice();
        return await this.#rewrap(wrap.name, secret.passphrase, copy, { mustBeUnused: false });
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
      }
    }
    await this.#state.renewOlderPrevious(bytes);
  }
}
