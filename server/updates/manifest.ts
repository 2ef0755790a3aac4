/**
 * What a release says of itself: `manifest.json`, `docs/updates.md`.
 *
 * @module
 */

import { z } from "zod";
import { UpdateError } from "./update_error.ts";
import { compareVersions, isVersion } from "./version.ts";

/** More than any manifest has, bytes. */
export const MAX_MANIFEST_BYTES = 65_536;
/** More than any package has, bytes. */
const MAX_ASSET_BYTES = 1024 ** 3;
const MAX_NOTES_CHARS = 4_000;

const Version = z.string().refine(isVersion);
const Notes = z.string().max(MAX_NOTES_CHARS);
const Asset = z.object({
  os: z.string(),
  arch: z.string(),
  kind: z.string(),
  url: z.string().max(2_000).refine((url) => URL.canParse(url, "https://localhost/")),
  bytes: z.int().min(1).max(MAX_ASSET_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const Manifest = z.object({
  version: Version,
  date: z.iso.date(),
  minimumFrom: Version,
  notes: z.object({ en: Notes, es: Notes, ar: Notes }),
  assets: z.array(Asset),
});

/** One file of a release. */
export interface UpdateAsset {
  /** As `Deno.build.os`. */
  readonly os: string;
  /** As `Deno.build.arch`. */
  readonly arch: string;
  /** `archive` is what the program installs by itself; the others are for people. */
  readonly kind: string;
  /** Absolute, or relative to the manifest. */
  readonly url: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** A release. */
export interface UpdateManifest {
  /** The version of the program. */
  readonly version: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** The oldest version that may be replaced by this one in one step. */
  readonly minimumFrom: string;
  /** What is new, for operators. */
  readonly notes: { readonly en: string; readonly es: string; readonly ar: string };
  /** Its files. */
  readonly assets: readonly UpdateAsset[];
}

/** What runs here. */
export interface PresentProgram {
  /** The version of the program. */
  readonly version: string;
  /** As `Deno.build.os`. */
  readonly os: string;
  /** As `Deno.build.arch`. */
  readonly arch: string;
}

/**
 * Reads a manifest whose signature was checked.
 *
 * @throws {UpdateError} `UNREADABLE`
 */
export function readManifest(bytes: Uint8Array): UpdateManifest {
  try {
    return Manifest.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    throw new UpdateError("UNREADABLE", { cause: error });
  }
}

/**
 * The file for this machine.
 *
 * @throws {UpdateError} `NOT_NEWER`, `TOO_FAR`, `OTHER_SYSTEM`
 */
export function assetFor(manifest: UpdateManifest, present: PresentProgram): UpdateAsset {
  if (compareVersions(manifest.version, present.version) <= 0) throw new UpdateError("NOT_NEWER");
  const asset = manifest.assets.find(({ os, arch, kind }) =>
    kind === "archive" && os === present.os && arch === present.arch
  );
  if (asset === undefined) throw new UpdateError("OTHER_SYSTEM");
  if (compareVersions(present.version, manifest.minimumFrom) < 0) throw new UpdateError("TOO_FAR");
  return asset;
}
