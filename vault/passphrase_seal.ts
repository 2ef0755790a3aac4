import { NONCE_BYTES, open, seal } from "./aes_gcm.ts";
import { ARGON2_LIMITS, type Argon2Parameters } from "./argon2.ts";
import { checkPassphrase, encodePassphrase } from "./passphrase.ts";
import { VaultError } from "./vault_error.ts";
import { withDefaults } from "./vault_options.ts";
import type { VaultOptions } from "./vault_options.ts";
import { SALT_BYTES } from "./wrap.ts";

/** How the key of a sealed content is derived from its passphrase. */
export interface PassphraseKdf extends Argon2Parameters {
  /** Which derivation. */
  readonly id: "argon2id";
  /** 32 bytes. */
  readonly salt: Uint8Array;
}

/** A content that a passphrase opens. */
export interface PassphraseSealed {
  /** How its key is derived. */
  readonly kdf: PassphraseKdf;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** AES-256-GCM ciphertext followed by its 16-byte tag. */
  readonly sealed: Uint8Array;
}

/** What clear content is bound to the sealed one, given how the key is derived. */
export type AdditionalData = (kdf: PassphraseKdf) => Uint8Array;

/**
 * Seals content that leaves the hub under a passphrase of its own, with the vault's derivation and
 * cipher.
 *
 * @throws {VaultError} `WEAK_PASSPHRASE`, `KEY_DERIVATION`
 */
export async function sealWithPassphrase(
  plaintext: Uint8Array,
  passphrase: string,
  additionalData: AdditionalData,
  options: Pick<VaultOptions, "randomBytes" | "argon2" | "deriveKey"> = {},
): Promise<PassphraseSealed> {
  const { randomBytes, argon2, deriveKey } = withDefaults(options);
  const encoded = checkPassphrase(passphrase).ok ? encodePassphrase(passphrase) : null;
  if (encoded === null) throw new VaultError("WEAK_PASSPHRASE");
  const kdf: PassphraseKdf = { id: "argon2id", ...argon2, salt: randomBytes(SALT_BYTES) };
  const nonce = randomBytes(NONCE_BYTES);
  const key = await deriveKey(encoded, kdf.salt, argon2);
  try {
    return { kdf, nonce, sealed: seal(key, nonce, plaintext, additionalData(kdf)) };
  } finally {
    key.fill(0);
  }
}

/**
 * Opens such content.
 *
 * @returns null if the passphrase does not open it
 * @throws {RangeError} if it asks for a derivation outside the vault's limits
 * @throws {VaultError} `KEY_DERIVATION`
 */
export async function openWithPassphrase(
  { kdf, nonce, sealed }: PassphraseSealed,
  passphrase: string,
  additionalData: AdditionalData,
  options: Pick<VaultOptions, "deriveKey"> = {},
): Promise<Uint8Array | null> {
  const { memoryKiB, passes, lanes, salt } = kdf;
  const { minMemoryKiB, maxMemoryKiB, maxPasses, maxLanes } = ARGON2_LIMITS;
  const isWithin = (value: number, min: number, max: number) =>
    Number.isSafeInteger(value) && value >= min && value <= max;
  const isAllowed = isWithin(memoryKiB, minMemoryKiB, maxMemoryKiB) &&
    isWithin(passes, 1, maxPasses) && isWithin(lanes, 1, maxLanes);
  if (!isAllowed || salt.length !== SALT_BYTES || nonce.length !== NONCE_BYTES) {
    throw new RangeError("Cannot open sealed content: its derivation is outside the limits");
  }
  const encoded = encodePassphrase(passphrase);
  if (encoded === null) return null;
  const { deriveKey } = withDefaults(options);
  const key = await deriveKey(encoded, salt, { memoryKiB, passes, lanes });
  try {
    return open(key, nonce, sealed, additionalData(kdf));
  } finally {
    key.fill(0);
  }
}
