/**
 * AES-256-GCM with its 16-byte tag behind the ciphertext, by whichever of the two implementations
 * at hand is the faster for the size.
 *
 * @module
 */
import { createCipheriv, createDecipheriv } from "node:crypto";

const TAG_BYTES = 16;
/**
 * From this many bytes on WebCrypto is used: it works off the event loop and is four times as fast
 * per byte, but costs some 50 µs a call; below, `node:crypto` is up to eight times as fast.
 */
const WEBCRYPTO_FROM_BYTES = 16_384;

/**
 * `ciphertext ‖ tag` of `plaintext`.
 *
 * @param key 32 bytes.
 * @param nonce 12 bytes, never used before with this key.
 * @param aad What is authenticated with the plaintext but not sent.
 */
export async function encryptAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array<ArrayBuffer>,
  plaintext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (plaintext.length >= WEBCRYPTO_FROM_BYTES) {
    const cryptoKey = await importKey(key, "encrypt");
    return new Uint8Array(
      await crypto.subtle.encrypt(parameters(nonce, aad), cryptoKey, unshared(plaintext)),
    );
  }
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
  sealed.set(cipher.update(plaintext));
  cipher.final();
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

/**
 * The plaintext of `sealed`, which is `ciphertext ‖ tag`; rejects, in whatever way, if the tag does
 * not vouch for it.
 *
 * @param key 32 bytes.
 * @param nonce 12 bytes.
 * @param aad As given when it was encrypted.
 */
export async function decryptAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed.length >= WEBCRYPTO_FROM_BYTES) {
    const cryptoKey = await importKey(key, "decrypt");
    return new Uint8Array(
      await crypto.subtle.decrypt(parameters(nonce, aad), cryptoKey, unshared(sealed)),
    );
  }
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = new Uint8Array(decipher.update(sealed.subarray(0, tagAt)));
  decipher.final();
  return plaintext;
}

function importKey(key: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", unshared(key), "AES-GCM", false, [usage]);
}

function parameters(nonce: Uint8Array, aad: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: "AES-GCM", iv: unshared(nonce), additionalData: aad, tagLength: 8 * TAG_BYTES };
}

/** For the type checker: WebCrypto refuses shared memory by itself, and copying 8 MiB costs. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
