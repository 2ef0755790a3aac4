// node:crypto rather than WebCrypto: it works on our own buffers, which can be zeroed, while an
// imported CryptoKey keeps a copy until the garbage collector finds it.
import { createCipheriv, createDecipheriv } from "node:crypto";

/** Bytes of an AES-GCM nonce: NIST SP 800-38D section 8.2. */
export const NONCE_BYTES = 12;
/** Bytes of the authentication tag at the end of what {@linkcode seal} returns. */
export const TAG_BYTES = 16;

/** AES-256-GCM encryption: ciphertext followed by the tag. A nonce serves a key once only. */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  additionalData: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData);
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
  sealed.set(cipher.update(plaintext), 0);
  cipher.final();
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

/** The plaintext of what {@linkcode seal} made, or null: cannot decrypt, never why. */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  additionalData: Uint8Array,
): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return new Uint8Array(plaintext);
  } catch {
    return null;
  } finally {
    // A Buffer is not a secret's owner: the copy above is.
    plaintext.fill(0);
  }
}
