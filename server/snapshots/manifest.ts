/**
 * What a copy says of itself: `manifest.json`, in clear, beside the encrypted files. No secret, no
 * name, no content: times, counts and the hub's id, which the QR code shows as well.
 *
 * @module
 */

import { z } from "zod";

/** Why a copy was made. `restore`: the data that a restore put aside, to take it back. */
export const SNAPSHOT_REASONS = [
  "manual",
  "daily",
  "migration",
  "rotation",
  "clearing",
  "reset",
  "update",
  "restore",
] as const;
/** Why a copy was made. */
export type SnapshotReason = typeof SNAPSHOT_REASONS[number];

/** Names of the files in a copy's folder. */
export const MANIFEST_FILE = "manifest.json";
/** The vault of the same moment. */
export const VAULT_FILE = "hub.vault";
/** The database. */
export const DATABASE_FILE = "hub.db";

const FORMAT = "hikma-hub-snapshot";
const VERSION = 1;
/** A manifest is small; a larger file is none. */
const MAX_MANIFEST_BYTES = 1_048_576;

const count = z.int().min(0);

/** Facts read from the copy itself, through its key. */
const FACTS = z.object({
  /** Schema version. */
  schema: count,
  /** Ceiling of the hub clock. */
  clock: count,
  /** Epoch of the hub clock: how often the data was restored. */
  epoch: count,
  /** Newest stamp of any row: nothing in the copy was written later. */
  lastStamp: count,
  /** Rows by table; those of tables the hub does not know are `other`. */
  rows: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), count),
  /** Phones known to the hub. */
  phones: count,
});
/** Facts read from the copy itself, through its key. */
export type SnapshotFacts = z.output<typeof FACTS>;

const FILE = z.object({
  /** Size. */
  bytes: count,
  /** SHA-256, 64 hex digits; null when it was never counted. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
});

const MANIFEST = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  hubId: z.string().max(100),
  /** When, epoch ms by the machine's clock. */
  madeAtMs: count,
  reason: z.enum(SNAPSHOT_REASONS),
  /** Version of the program. */
  program: z.string().max(100),
  /** When it was last opened with its key and found whole, epoch ms; null: never. */
  verifiedAtMs: count.nullable(),
  /** Null when the hub could not be opened at the time. */
  facts: FACTS.nullable(),
  /** By name. */
  files: z.record(z.string().regex(/^hub\.[a-z.-]{1,20}$/), FILE),
});

/** What a copy says of itself. */
export type Manifest = Omit<z.output<typeof MANIFEST>, "format" | "version">;

/** The bytes of `manifest.json`. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** Reads the bytes of a manifest; null when they are none of this version. */
export function decodeManifest(bytes: Uint8Array): Manifest | null {
  if (bytes.length > MAX_MANIFEST_BYTES) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return MANIFEST.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Rows of all tables. */
export function rowTotal(facts: Pick<SnapshotFacts, "rows">): number {
  return Object.values(facts.rows).reduce((sum, rows) => sum + rows, 0);
}
