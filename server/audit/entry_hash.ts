/**
 * The chain: what is hashed of an entry.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** Begins what is hashed; another encoding gets another name. */
const ENCODING = "hikma-hub audit 1";

/** SHA-256, bytes. */
export const HASH_BYTES = 32;

/** What the first entry has in place of the hash before it. */
export const NO_PREVIOUS: Uint8Array = new Uint8Array(HASH_BYTES);

/** A row of table `audit_entry` without its own hash. */
export interface HashedEntry {
  readonly entry: number;
  readonly atMs: number;
  readonly kind: string;
  readonly who: string;
  readonly deviceNo: number | null;
  /** Canonical JSON, as stored. */
  readonly detail: string;
  /** Hash of the entry before. */
  readonly previous: Uint8Array;
}

/**
 * SHA-256 of the UTF-8 of the JSON array `["hikma-hub audit 1", entry, previous (hex), at_ms, kind,
 * who, device_no, detail (as text)]` without white space.
 */
export function entryHash(row: HashedEntry): Uint8Array {
  const { entry, previous, atMs, kind, who, deviceNo, detail } = row;
  const text = JSON.stringify(
    [ENCODING, entry, previous.toHex(), atMs, kind, who, deviceNo, detail],
  );
  return createHash("sha256").update(text).digest();
}
