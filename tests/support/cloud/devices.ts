/**
 * Devices and their API keys (`cloud.md` 3.1, 3.4).
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { CloudDatabase, CloudRow } from "./cloud_database.ts";

/** The two forms of a key: shown once, and kept. */
export interface NewKey {
  readonly apiKey: string;
  readonly hash: string;
}

/** A fresh key: `hh_` and 64 hex characters. */
export function newApiKey(): NewKey {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const apiKey = `hh_${bytes.toHex()}`;
  return { apiKey, hash: sha256(apiKey) };
}

/**
 * The device a key belongs to, or null. Whether it is suspended, and whether it is a hub at all, is
 * not asked: the real cloud does not ask either (C20).
 */
export function deviceOfKey(database: CloudDatabase, apiKey: string): CloudRow | null {
  const [device] = database.rows(
    "devices",
    "api_key_hash = ? AND is_deleted = 0",
    [sha256(apiKey)],
  );
  return device ?? null;
}

/** A device as the key check shows it: without the hash of its key. */
export function shownDevice(device: CloudRow): CloudRow {
  const { api_key_hash: _, ...rest } = device;
  return rest;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
