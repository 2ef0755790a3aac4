/**
 * Who made an update: a detached Ed25519 signature (RFC 8032) over the exact bytes of its manifest.
 *
 * @module
 */

import { UpdateError } from "./update_error.ts";

/**
 * Public keys, base64 of 32 bytes, empty where there is none. The next one is in every program
 * before it signs anything: so the current one can be replaced, also when it was lost.
 */
export interface UpdateKeys {
  /** Signs today. */
  readonly current: string;
  /** Will sign when the current one is replaced. */
  readonly next: string;
}

const KEY_BYTES = 32; // RFC 8032 section 5.1.5
const SIGNATURE_BYTES = 64; // RFC 8032 section 5.1.6

/**
 * Resolves when one of the keys has signed the bytes.
 *
 * @param signature Text of the `.sig` file: base64 of 64 bytes, white space around it is ignored
 * @throws {UpdateError} `NOT_SIGNED`
 */
export async function requireSignature(
  bytes: Uint8Array<ArrayBuffer>,
  signature: string,
  keys: UpdateKeys,
): Promise<void> {
  const raw = bytesOf(signature.trim(), SIGNATURE_BYTES);
  for (const text of [keys.current, keys.next]) {
    const key = bytesOf(text, KEY_BYTES);
    if (raw !== null && key !== null && await verifies(key, raw, bytes)) return;
  }
  throw new UpdateError("NOT_SIGNED");
}

async function verifies(
  rawKey: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", rawKey, "Ed25519", false, ["verify"]);
  return await crypto.subtle.verify("Ed25519", key, signature, bytes);
}

function bytesOf(text: string, count: number): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text);
    return bytes.length === count ? bytes : null;
  } catch {
    return null;
  }
}
