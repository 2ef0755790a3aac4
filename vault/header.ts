import type { Argon2Parameters } from "./argon2.ts";

/** The value of `format` in every vault file. */
export const FORMAT = "hikma-hub-vault";
/**
 * A version of the file. 2 has the next data key beside the present one and is written only while
 * the one is exchanged for the other: at any other time a program that knows version 1 opens the
 * file.
 */
export type VaultVersion = 1 | 2;
/** The highest version this program reads. */
export const NEWEST_VERSION = 2;
/** Wraps are the same in every version: nobody could seal them anew without all passphrases. */
const WRAP_VERSION = 1;
/** The one cipher of either version. */
export const CIPHER = "aes-256-gcm";

/** How the key-encryption key of a wrap is derived. */
export type Kdf =
  | ({ readonly id: "argon2id"; readonly salt: Uint8Array } & Argon2Parameters)
  | { readonly id: "hkdf-sha256"; readonly salt: Uint8Array };

/** What names a wrap and says how to derive its key. */
export interface WrapHead {
  /** Unique in a file. */
  readonly name: string;
  readonly kdf: Kdf;
}

/** One way to the vault key: the vault key sealed under a key of its own. */
export interface Wrap extends WrapHead {
  readonly nonce: Uint8Array;
  readonly wrappedKey: Uint8Array;
}

/** The part of a vault file that is readable without any secret. */
export interface Header {
  /** Which layout the secrets have. */
  readonly version: VaultVersion;
  /** When the file was written, Unix time in milliseconds. */
  readonly writtenAtMs: number;
  readonly wraps: readonly Wrap[];
}

/** `head` as it stands in the file, keys in file order. */
export function wrapHeadToJson({ name, kdf }: WrapHead): { name: string; kdf: unknown } {
  const salt = kdf.salt.toBase64();
  if (kdf.id === "hkdf-sha256") return { name, kdf: { id: kdf.id, salt } };
  const { id, memoryKiB, passes, lanes } = kdf;
  return { name, kdf: { id, memoryKiB, passes, lanes, salt } };
}

/** `header` as it stands in the file, keys in file order. */
export function headerToJson({ version, writtenAtMs, wraps }: Header): Record<string, unknown> {
  return {
    format: FORMAT,
    version,
    writtenAtMs,
    wraps: wraps.map((wrap) => ({
      ...wrapHeadToJson(wrap),
      cipher: CIPHER,
      nonce: wrap.nonce.toBase64(),
      wrappedKey: wrap.wrappedKey.toBase64(),
    })),
  };
}

/** Additional data of a wrap: it cannot be renamed or moved under other parameters. */
export function wrapAdditionalData(head: WrapHead): Uint8Array {
  return encodeJson({ format: FORMAT, version: WRAP_VERSION, ...wrapHeadToJson(head) });
}

/**
 * Additional data of the secrets: the whole header. Without the vault key nobody can add, remove or
 * bring back a wrap.
 */
export function secretsAdditionalData(header: Header): Uint8Array {
  return encodeJson(headerToJson(header));
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
