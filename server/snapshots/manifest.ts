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
export interface SnapshotFacts {
  /** Schema version. */
  readonly schema: number;
  /** Ceiling of the hub clock. */
  readonly clock: number;
  /** Epoch of the hub clock: how often the data was restored. */
  readonly epoch: number;
  /** Newest stamp of any row: nothing in the copy was written later. */
  readonly lastStamp: number;
  /** Rows by table; those of tables the hub does not know are `other`. */
  readonly rows: Readonly<Record<string, number>>;
  /** Phones known to the hub. */
  readonly phones: number;
}

const FACTS = z.object({
  schema: count,
  clock: count,
  epoch: count,
  lastStamp: count,
  rows: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), count),
  phones: count,
});

/** A file of a copy as it was written. */
export interface WrittenFile {
  /** Size. */
  readonly bytes: number;
  /** SHA-256, 64 hex digits; null when it was never counted. */
  readonly sha256: string | null;
}

const FILE = z.object({
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
});

const MANIFEST = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  hubId: z.string().max(100),
  madeAtMs: count,
  reason: z.enum(SNAPSHOT_REASONS),
  program: z.string().max(100),
  verifiedAtMs: count.nullable(),
  facts: FACTS.nullable(),
  files: z.record(z.string().regex(/^hub\.[a-z.-]{1,20}$/), FILE),
});

const MARK = z.object({ format: z.string(), version: z.int() });

/** What a copy says of itself. */
export interface Manifest {
  /** Of the hub it is a copy of. */
  readonly hubId: string;
  /** When, epoch ms by the machine's clock. */
  readonly madeAtMs: number;
  /** Why. */
  readonly reason: SnapshotReason;
  /** Version of the program. */
  readonly program: string;
  /** When it was last opened with its key and found whole, epoch ms; null: never. */
  readonly verifiedAtMs: number | null;
  /** Null when the hub could not be opened at the time. */
  readonly facts: SnapshotFacts | null;
  /** By name. */
  readonly files: Readonly<Record<string, WrittenFile>>;
}

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

/** True for the bytes of a manifest that another version of the program has written. */
export function isOfAnotherVersion(bytes: Uint8Array): boolean {
  try {
    const { format, version } = MARK.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return format === FORMAT && version !== VERSION;
  } catch {
    return false;
  }
}

/** Rows of all tables. */
export function rowTotal(facts: Pick<SnapshotFacts, "rows">): number {
  return Object.values(facts.rows).reduce((sum, rows) => sum + rows, 0);
}
