/**
 * Keys and envelopes of a phone by the machine's own cryptography: the phones of `tests/support`
 * do it in JavaScript, as real ones do, and would be the slower end by far. Written from
 * `docs/protocol.md` sections 1 to 3; nothing of the hub is used.
 *
 * @module
 */

import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/** What a sealed text is for. */
export type Label = "command" | "query" | "command_response" | "query_response";

/** A key pair for one handshake. */
export interface PhoneKeyPair {
  readonly privateKey: KeyObject;
  /** base64url. */
  readonly publicKey: string;
}

const SALT = "hikma-health-pairing-v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;
/** From here on WebCrypto is several times as fast, bytes. */
const LARGE_BYTES = 65_536;

/** A new key pair. */
export function phoneKeyPair(): PhoneKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const { x } = publicKey.export({ format: "jwk" });
  if (x === undefined) throw new Error("Cannot make key pair: no public key");
  return { privateKey, publicKey: x };
}

/** The session key of a handshake, 32 bytes. */
export function sessionKey(own: PhoneKeyPair, hubPublicKey: string): Uint8Array<ArrayBuffer> {
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "X25519", x: hubPublicKey },
    format: "jwk",
  });
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey });
  const info = new Uint8Array([...bytesOf(hubPublicKey), ...bytesOf(own.publicKey)]);
  return new Uint8Array(hkdfSync("sha256", secret, SALT, info, 32));
}

/** `plain` sealed, as base64url. */
export async function seal(
  key: Uint8Array<ArrayBuffer>,
  label: Label,
  plain: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  const aad = new TextEncoder().encode(label);
  if (plain.length >= LARGE_BYTES) {
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: aad },
      await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]),
      plain,
    );
    return nonce.toBase64(BASE64URL) + new Uint8Array(sealed).toBase64(BASE64URL);
  }
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  const text = cipher.update(plain);
  cipher.final();
  const parts = [nonce, text, cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(parts)).toBase64(BASE64URL);
}

/** What was sealed. Rejects when the tag is wrong. */
export async function open(
  key: Uint8Array<ArrayBuffer>,
  label: Label,
  sealed: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = bytesOf(sealed);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const aad = new TextEncoder().encode(label);
  if (bytes.length >= LARGE_BYTES) {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: nonce, additionalData: aad },
      await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]),
      bytes.subarray(NONCE_BYTES),
    );
    return new Uint8Array(plain);
  }
  const tagAt = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  decipher.setAuthTag(bytes.subarray(tagAt));
  const plain = new Uint8Array(decipher.update(bytes.subarray(NONCE_BYTES, tagAt)));
  decipher.final();
  return plain;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
