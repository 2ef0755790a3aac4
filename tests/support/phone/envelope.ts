/**
 * Session keys and sealed payloads as the phone makes them (`wire.md` sections 1, 3 and 4), in
 * pure JavaScript like the phone itself.
 *
 * @module
 */

import { gcm } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

/** The label that is bound to a payload as additional authenticated data. */
export type EnvelopeLabel = "command" | "query" | "command_response" | "query_response";

/** Bytes of the random nonce in front of every ciphertext. */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();
const PAIRING_SALT = utf8.encode("hikma-health-pairing-v1");

/** An X25519 key pair, 32 raw bytes each. */
export interface KeyPair {
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A new key pair, as the phone makes for every handshake; `privateKey` given, its pair. */
export function keyPair(privateKey: Uint8Array = x25519.utils.randomSecretKey()): KeyPair {
  return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
}

/**
 * The 32-byte session key of a handshake, from either end.
 *
 * @param own the private key of this end
 * @param other the public key of the other end, exactly as received
 * @param hubPublicKey the hub's public key: it always comes first in the HKDF info
 * @param clientPublicKey the phone's public key
 * @throws {Error} when `other` is not 32 bytes or is a low-order point
 */
export function deriveSessionKey(
  own: Uint8Array,
  other: Uint8Array,
  hubPublicKey: Uint8Array,
  clientPublicKey: Uint8Array,
): Uint8Array {
  const shared = x25519.getSharedSecret(own, other);
  const info = new Uint8Array(hubPublicKey.length + clientPublicKey.length);
  info.set(hubPublicKey, 0);
  info.set(clientPublicKey, hubPublicKey.length);
  return hkdf(sha256, shared, PAIRING_SALT, info, KEY_BYTES);
}

/** Nonce, ciphertext and tag of `plaintext`, as base64url text. */
export function sealPayload(
  key: Uint8Array,
  label: EnvelopeLabel,
  plaintext: Uint8Array,
  nonce: Uint8Array = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
): string {
  const ciphertext = gcm(key, nonce, utf8.encode(label)).encrypt(plaintext);
  const sealed = new Uint8Array(nonce.length + ciphertext.length);
  sealed.set(nonce, 0);
  sealed.set(ciphertext, nonce.length);
  return encodeBase64url(sealed);
}

/** The plaintext of a payload, or null when it cannot be opened, for whatever reason. */
export function openPayload(
  key: Uint8Array,
  label: EnvelopeLabel,
  payload: string,
): Uint8Array | null {
  try {
    const sealed = decodeBase64url(payload);
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    return gcm(key, sealed.subarray(0, NONCE_BYTES), utf8.encode(label))
      .decrypt(sealed.subarray(NONCE_BYTES));
  } catch {
    return null;
  }
}

/** The JSON value of a payload, or null when it cannot be opened or is not JSON. */
export function openJson(key: Uint8Array, label: EnvelopeLabel, payload: string): unknown {
  const plaintext = openPayload(key, label, payload);
  if (plaintext === null) return null;
  try {
    return JSON.parse(utf8Text.decode(plaintext));
  } catch {
    return null;
  }
}

/** `value` as JSON in UTF-8, the plaintext of every request. */
export function jsonBytes(value: unknown): Uint8Array {
  return utf8.encode(JSON.stringify(value));
}
