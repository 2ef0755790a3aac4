/**
 * The key that signs releases. It is made once, kept by whoever releases, and is never in the
 * repository: `docs/updates.md`.
 *
 * @module
 */

/** A key pair as texts: PKCS #8 and raw bytes, base64. */
export interface SigningKeyTexts {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes one. */
export async function makeSigningKey(): Promise<SigningKeyTexts> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("Cannot make a key pair");
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
    crypto.subtle.exportKey("raw", pair.publicKey),
  ]);
  return {
    privateKey: new Uint8Array(privateKey).toBase64(),
    publicKey: new Uint8Array(publicKey).toBase64(),
  };
}

/**
 * Reads a private key, for signing only.
 *
 * @throws {Error} when the text is no such key
 */
export async function readSigningKey(privateKey: string): Promise<CryptoKey> {
  try {
    const bytes = Uint8Array.fromBase64(privateKey.trim());
    return await crypto.subtle.importKey("pkcs8", bytes, "Ed25519", false, ["sign"]);
  } catch {
    // The cause could quote the text.
    throw new Error("Cannot sign: the key file holds no key as --new-key makes it");
  }
}
