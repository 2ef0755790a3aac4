/**
 * The key agreement of the handshake: X25519 between the hub's fixed identity key and a fresh key
 * of the phone, then HKDF-SHA256. Source: `docs/protocol.md` section 2.
 *
 * @module
 */
import { hkdfSync } from "node:crypto";
import { WireError } from "./errors.ts";

const KEY_BYTES = 32;
const SALT = "hikma-health-pairing-v1";

/** PKCS #8 for an X25519 private key up to the 32 key bytes themselves: RFC 8410 section 7. */
const PKCS8_PREFIX_HEX = "302e020100300506032b656e04220420";

/** The u-coordinate of the base point: RFC 7748 section 4.1. */
const BASE_POINT_U = 9;

/** The hub's own key pair, the same for its whole life. */
export interface IdentityKey {
  /** Not extractable, usable for key agreement only. */
  readonly privateKey: CryptoKey;
  /** 32 bytes, as sent in the handshake and shown in the QR code. */
  readonly publicKey: Uint8Array;
}

/**
 * The identity key for 32 raw X25519 private key bytes. The caller keeps and zeroes its own bytes;
 * no copy outlives the call except inside the returned key.
 *
 * @throws {TypeError} if there are not 32 bytes.
 */
export async function importIdentityKey(privateKeyBytes: Uint8Array): Promise<IdentityKey> {
  if (privateKeyBytes.length !== KEY_BYTES) {
    throw new TypeError(
      `Cannot import identity key: it has ${privateKeyBytes.length} bytes, 32 are wanted`,
    );
  }
  const prefix = Uint8Array.fromHex(PKCS8_PREFIX_HEX);
  const pkcs8 = new Uint8Array(prefix.length + KEY_BYTES);
  try {
    pkcs8.set(prefix);
    pkcs8.set(privateKeyBytes, prefix.length);
    const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, [
      "deriveBits",
    ]);
    const basePoint = new Uint8Array(KEY_BYTES);
    basePoint[0] = BASE_POINT_U;
    // RFC 7748 section 6.1: the public key is the private key applied to the base point.
    return { privateKey, publicKey: await sharedSecret(privateKey, basePoint) };
  } finally {
    pkcs8.fill(0);
  }
}

/**
 * The 32-byte session key between the hub and the phone that sent `clientPublicKey`. The caller
 * owns the bytes and zeroes them when the session ends.
 *
 * The key agreement ignores bit 255 of a public key (RFC 7748 section 5); the derivation takes the
 * bytes exactly as received.
 *
 * @param clientPublicKey 32 bytes.
 * @throws {WireError} `MALFORMED` for another length and for a point of low order, with which
 * every hub would arrive at the same key.
 */
export async function deriveSessionKey(
  identity: IdentityKey,
  clientPublicKey: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (clientPublicKey.length !== KEY_BYTES) throw new WireError("MALFORMED");
  const asReceived = new Uint8Array(clientPublicKey);
  let secret: Uint8Array<ArrayBuffer>;
  try {
    secret = await sharedSecret(identity.privateKey, asReceived);
  } catch {
    throw new WireError("MALFORMED");
  }
  try {
    // WebCrypto refuses low-order points by itself; RFC 7748 section 6.1 wants the check, so it
    // does not hang on one implementation.
    if (secret.every((byte) => byte === 0)) throw new WireError("MALFORMED");
    const info = new Uint8Array(2 * KEY_BYTES);
    info.set(identity.publicKey);
    info.set(asReceived, KEY_BYTES);
    return new Uint8Array(hkdfSync("sha256", secret, SALT, info, KEY_BYTES));
  } finally {
    secret.fill(0);
  }
}

/** RFC 7748 X25519 of a private key and a u-coordinate; rejects where the result is all zero. */
async function sharedSecret(
  privateKey: CryptoKey,
  u: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const point = await crypto.subtle.importKey("raw", u, "X25519", false, []);
  const bits = await crypto.subtle.deriveBits(
    { name: "X25519", public: point },
    privateKey,
    8 * KEY_BYTES,
  );
  return new Uint8Array(bits);
}
