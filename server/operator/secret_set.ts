/**
 * Secrets that are handed out and later recognised.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { encodeBase64url } from "../wire/mod.ts";

/** Bytes of a secret: nobody guesses 256 bits. */
const SECRET_BYTES = 32;

/** Fills the given number of bytes with randomness. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * Makes secrets, keeps only their digests, and recognises them in constant time. Holds the newest
 * few: one more makes the oldest worthless.
 */
export class SecretSet {
  readonly #maxCount: number;
  readonly #randomBytes: RandomBytes;
  /** SHA-256 of each, oldest first. */
  #digests: Uint8Array[] = [];

  constructor(maxCount: number, randomBytes: RandomBytes) {
    this.#maxCount = maxCount;
    this.#randomBytes = randomBytes;
  }

  /** A new secret, 43 characters of base64url. */
  issue(): string {
    const secret = encodeBase64url(this.#randomBytes(SECRET_BYTES));
    this.#digests = [...this.#digests, digestOf(secret)].slice(-this.#maxCount);
    return secret;
  }

  /** Whether the secret is one of these. */
  has(secret: string): boolean {
    return this.#find(secret) !== undefined;
  }

  /** Removes the secret; false when it is none of these. */
  take(secret: string): boolean {
    const found = this.#find(secret);
    if (found === undefined) return false;
    this.#digests = this.#digests.filter((digest) => digest !== found);
    return true;
  }

  /** Forgets all. */
  clear(): void {
    this.#digests = [];
  }

  #find(secret: string): Uint8Array | undefined {
    const wanted = digestOf(secret);
    let found: Uint8Array | undefined;
    // All are looked at, so that the time says nothing about which.
    for (const digest of this.#digests) if (timingSafeEqual(digest, wanted)) found = digest;
    return found;
  }
}

function digestOf(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}
