import { createHash } from "node:crypto";
import { join } from "node:path";
import type { BuildFlags } from "./build_flags.ts";
import { LibraryError } from "./library_error.ts";
import { MANIFEST_NAME } from "./library_paths.ts";
import { SOURCE } from "./source_pin.ts";

/** What the manifest beside a library says. */
export interface LibraryManifest {
  /** File name of the library, in the manifest's folder. */
  readonly library: string;
  /** SHA-256 of the library, in hex. */
  readonly sha256: string;
  /** What it was made from. */
  readonly source: {
    readonly package: string;
    readonly sqlcipher: string;
    readonly sqlite: string;
  };
  /** How it was made. */
  readonly flags: BuildFlags;
}

/** SHA-256 in hex. Synchronous, because a database opens synchronously. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The manifest of a library that was just built. */
export function manifestFor(library: Uint8Array, flags: BuildFlags): LibraryManifest {
  return {
    library: flags.libraryName,
    sha256: sha256Hex(library),
    source: {
      package: `${SOURCE.npmPackage}@${SOURCE.npmVersion}`,
      sqlcipher: SOURCE.sqlcipherVersion,
      sqlite: SOURCE.sqliteVersion,
    },
    flags,
  };
}

/**
 * The path of the library in a folder, after its bytes were compared with the manifest;
 * `undefined` if there is no manifest, so that a library of another maker is never picked up.
 *
 * @throws {LibraryError} `LIBRARY_DAMAGED`
 */
export function verifiedLibraryIn(folder: string, libraryName: string): string | undefined {
  const manifestBytes = readIfPresent(join(folder, MANIFEST_NAME));
  if (manifestBytes === undefined) return undefined;
  const path = join(folder, libraryName);
  const expected = readChecksum(manifestBytes, folder);
  const library = readIfPresent(path);
  if (library === undefined) throw damaged(folder, "the manifest is there, the library is not");
  if (sha256Hex(library) !== expected) {
    throw damaged(folder, "the checksum of the library does not match its manifest");
  }
  return path;
}

function readChecksum(manifestBytes: Uint8Array, folder: string): string {
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(manifestBytes));
    if (typeof manifest === "object" && manifest !== null && "sha256" in manifest) {
      if (typeof manifest.sha256 === "string") return manifest.sha256;
    }
  } catch (cause) {
    throw damaged(folder, "its manifest cannot be read", cause);
  }
  throw damaged(folder, "its manifest holds no checksum");
}

function readIfPresent(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function damaged(folder: string, reason: string, cause?: unknown): LibraryError {
  return new LibraryError(
    "LIBRARY_DAMAGED",
    `Cannot use the SQLCipher library: ${reason}. Delete "${folder}" and run the set-up again`,
    cause === undefined ? undefined : { cause },
  );
}
