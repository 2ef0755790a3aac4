/**
 * The hub's identity key in a form that two people can compare aloud.
 *
 * @module
 */
import { createHash } from "node:crypto";

const SHOWN_BYTES = 16;

/**
 * The first 16 bytes of the SHA-256 of a public key, as eight groups of four hex digits.
 *
 * @param publicKey 32 raw X25519 bytes
 * @example
 * ```ts
 * identityFingerprint(new Uint8Array(32)); // "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"
 * ```
 */
export function identityFingerprint(publicKey: Uint8Array): string {
  const hex = createHash("sha256").update(publicKey).digest().subarray(0, SHOWN_BYTES)
    .toString("hex");
  return hex.match(/.{4}/g)?.join(" ") ?? "";
}
