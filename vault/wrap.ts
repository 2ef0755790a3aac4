import { hkdfSync } from "node:crypto";
import { NONCE_BYTES, open, seal, TAG_BYTES } from "./aes_gcm.ts";
import { type Argon2Parameters, KEK_BYTES } from "./argon2.ts";
import type { DeriveKey } from "./derive_key.ts";
import { type Kdf, type Wrap, wrapAdditionalData, type WrapHead } from "./header.ts";
import { encodePassphrase } from "./passphrase.ts";
import { encodeRecoveryKey } from "./recovery_key.ts";
import { VaultError } from "./vault_error.ts";

/** Bytes of the vault key, and of every other key in a vault. */
export const KEY_BYTES = 32;
/** Bytes of a vault key once wrapped. */
export const WRAPPED_KEY_BYTES = KEY_BYTES + TAG_BYTES;
/** Bytes of the salt of each wrap. */
export const SALT_BYTES = 32;

/** The name of the wrap made at creation. */
export const PASSPHRASE_WRAP = "passphrase";
/** The name of the wrap that a recovery key opens. */
export const RECOVERY_WRAP = "recovery";

const RECOVERY_INFO = "hikma-hub-vault recovery v1";

/** What the operator presents to open a vault. */
export type VaultSecret =
  | { readonly passphrase: string }
  | { readonly recoveryKey: string };

/** Where randomness and slow work come from. */
export interface WrapContext {
  /** The parameters of new passphrase wraps. */
  readonly argon2: Argon2Parameters;
  readonly deriveKey: DeriveKey;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** A vault key and the wrap that gave it. The receiver zeroes the key. */
export interface Unwrapped {
  readonly vaultKey: Uint8Array;
  readonly wrap: Wrap;
}

/**
 * Wraps `vaultKey` under `passphrase`.
 *
 * @throws {VaultError} `WEAK_PASSPHRASE` if no vault can have that passphrase, `KEY_DERIVATION`
 */
export async function wrapWithPassphrase(
  name: string,
  passphrase: string,
  vaultKey: Uint8Array,
  context: WrapContext,
): Promise<Wrap> {
  const encoded = encodePassphrase(passphrase);
  if (encoded === null) throw new VaultError("WEAK_PASSPHRASE");
  const salt = context.randomBytes(SALT_BYTES);
  const kek = await context.deriveKey(encoded, salt, context.argon2);
  const { memoryKiB, passes, lanes } = context.argon2;
  const kdf: Kdf = { id: "argon2id", memoryKiB, passes, lanes, salt };
  return sealWrap({ name, kdf }, kek, vaultKey, context);
}

/** Wraps `vaultKey` under a well-formed recovery key. */
export function wrapWithRecoveryKey(
  recoveryKey: string,
  vaultKey: Uint8Array,
  context: WrapContext,
): Wrap {
  const salt = context.randomBytes(SALT_BYTES);
  const kek = deriveFromRecoveryKey(recoveryKey, salt);
  if (kek === null) throw new VaultError("WRONG_RECOVERY_KEY");
  return sealWrap(
    { name: RECOVERY_WRAP, kdf: { id: "hkdf-sha256", salt } },
    kek,
    vaultKey,
    context,
  );
}

/**
 * The vault key from the first of `wraps` that `secret` opens.
 *
 * @throws {VaultError} `WRONG_PASSPHRASE` or `WRONG_RECOVERY_KEY` if it opens none,
 *   `KEY_DERIVATION`
 */
export async function unwrap(
  wraps: readonly Wrap[],
  secret: VaultSecret,
  context: WrapContext,
): Promise<Unwrapped> {
  for (const wrap of wraps) {
    const kek = await deriveKek(wrap.kdf, secret, context);
    if (kek === null) continue;
    const vaultKey = open(kek, wrap.nonce, wrap.wrappedKey, wrapAdditionalData(wrap));
    kek.fill(0);
    if (vaultKey !== null) return { vaultKey, wrap };
  }
  throw new VaultError("passphrase" in secret ? "WRONG_PASSPHRASE" : "WRONG_RECOVERY_KEY");
}

/** Whether a recovery key opens one of `wraps`. */
export function hasRecoveryWrap(wraps: readonly Wrap[]): boolean {
  return wraps.some((wrap) => wrap.name === RECOVERY_WRAP);
}

/** Whether the same secrets open both. */
export function sameWraps(a: readonly Wrap[], b: readonly Wrap[]): boolean {
  const keys = (wraps: readonly Wrap[]) => wraps.map((wrap) => wrap.wrappedKey.toBase64()).join();
  return keys(a) === keys(b);
}

/** `wraps` with `wrap` in the place of the one of that name, or at the end. */
export function withWrap(wraps: readonly Wrap[], wrap: Wrap): readonly Wrap[] {
  const at = wraps.findIndex((present) => present.name === wrap.name);
  return at < 0 ? [...wraps, wrap] : wraps.with(at, wrap);
}

/** Whether `wrap` is derived more cheaply than a new one would be. */
export function isWeaker(wrap: Wrap, current: Argon2Parameters): boolean {
  const { kdf } = wrap;
  if (kdf.id !== "argon2id") return false;
  return kdf.memoryKiB < current.memoryKiB ||
    kdf.memoryKiB * kdf.passes < current.memoryKiB * current.passes;
}

async function deriveKek(
  kdf: Kdf,
  secret: VaultSecret,
  context: WrapContext,
): Promise<Uint8Array | null> {
  if (kdf.id === "hkdf-sha256") {
    return "recoveryKey" in secret ? deriveFromRecoveryKey(secret.recoveryKey, kdf.salt) : null;
  }
  if (!("passphrase" in secret)) return null;
  const encoded = encodePassphrase(secret.passphrase);
  if (encoded === null) return null;
  const { memoryKiB, passes, lanes } = kdf;
  return await context.deriveKey(encoded, kdf.salt, { memoryKiB, passes, lanes });
}

function deriveFromRecoveryKey(recoveryKey: string, salt: Uint8Array): Uint8Array | null {
  const encoded = encodeRecoveryKey(recoveryKey);
  if (encoded === null) return null;
  // 130 random bits need no slow derivation.
  const kek = new Uint8Array(hkdfSync("sha256", encoded, salt, RECOVERY_INFO, KEK_BYTES));
  encoded.fill(0);
  return kek;
}

/** Zeroes `kek`. */
function sealWrap(
  head: WrapHead,
  kek: Uint8Array,
  vaultKey: Uint8Array,
  context: WrapContext,
): Wrap {
  const nonce = context.randomBytes(NONCE_BYTES);
  const wrappedKey = seal(kek, nonce, vaultKey, wrapAdditionalData(head));
  kek.fill(0);
  return { ...head, nonce, wrappedKey };
}
