import type { Argon2Parameters } from "./argon2.ts";

/** The value of `format` in every vault file. */
export const FORMAT = "hikma-hub-vault";
/** The version this program writes, and the highest it reads. */
export const VERSION = 1;
/** The one cipher of version 1. */
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
export function headerToJson({ writtenAtMs, wraps }: Header): Record<string, unknown> {
  return {
    format: FORMAT,
    version: VERSION,
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
  return encodeJson({ format: FORMAT, version: VERSION, ...wrapHeadToJson(head) });
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
