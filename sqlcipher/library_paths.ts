import { createHash } from "node:crypto";
import { join } from "node:path";
import { type BuildFlags, buildFlagsFor } from "./build_flags.ts";
import { LibraryError } from "./library_error.ts";
import { LIBRARY_SOURCE } from "./library_source.ts";
import { SOURCE } from "./source_pin.ts";

/** Name of the file that lies beside the library and says what it is. */
export const MANIFEST_NAME = "libsqlcipher.json";

/** The flags of this platform. @throws {LibraryError} `BUILD_FAILED` if it is not supported. */
export function flagsHere(): BuildFlags {
  const flags = buildFlagsFor(Deno.build.os);
  if (flags === undefined) {
    throw new LibraryError(
      "BUILD_FAILED",
      `Cannot use SQLCipher: operating system "${Deno.build.os}" is not supported`,
    );
  }
  return flags;
}

/** Names the library of one source and one flag table: change either, and it is another folder. */
export function buildId(flags: BuildFlags): string {
  const hash = createHash("sha256").update(JSON.stringify([SOURCE, LIBRARY_SOURCE, flags])).digest(
    "hex",
  );
  return `${SOURCE.sqlcipherVersion}-${hash.slice(0, 10)}`;
}

/** The folder under which built libraries are kept, one sub-folder per build. */
export function defaultCacheRoot(): string {
  return join(userCacheFolder(), "hikma-hub", "sqlcipher");
}

/** The folder of the library for this platform, whether or not it exists. */
export function cachedLibraryFolder(cacheRoot: string = defaultCacheRoot()): string {
  return join(cacheRoot, buildId(flagsHere()), `${Deno.build.os}-${Deno.build.arch}`);
}

function userCacheFolder(): string {
  if (Deno.build.os === "windows") {
    return Deno.env.get("LOCALAPPDATA") ??
      join(requiredFolder("USERPROFILE"), "AppData", "Local");
  }
  if (Deno.build.os === "darwin") return join(requiredFolder("HOME"), "Library", "Caches");
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  return xdg !== undefined && xdg !== "" ? xdg : join(requiredFolder("HOME"), ".cache");
}

function requiredFolder(name: string): string {
  const value = Deno.env.get(name);
  if (value !== undefined && value !== "") return value;
  throw new LibraryError(
    "LIBRARY_MISSING",
    `Cannot find the SQLCipher library: environment variable ${name} is not set`,
  );
}
