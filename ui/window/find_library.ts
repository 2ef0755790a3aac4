import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { libraryFor, type PrebuiltLibrary, WEBVIEW_PACKAGE } from "./library_table.ts";
import { WindowError } from "./window_error.ts";

/** Where to look; the defaults are what the hub uses. */
export interface FindLibraryOptions {
  /** Folder of fetched libraries. Default: in the user's cache folder, beside SQLCipher's. */
  readonly cacheRoot?: string;
  /** Folder of the executable. Default: that of `Deno.execPath()`. */
  readonly executableFolder?: string;
}

/** The folder into which the set-up puts the library, whether or not it exists. */
export function cachedLibraryFolder(cacheRoot: string = defaultCacheRoot()): string {
  return join(cacheRoot, WEBVIEW_PACKAGE.npmVersion);
}

/** The library of this system. @throws {WindowError} `UNSUPPORTED` */
export function libraryHere(): PrebuiltLibrary {
  const library = libraryFor();
  if (library !== undefined) return library;
  throw new WindowError("UNSUPPORTED", { detail: `${Deno.build.os} on ${Deno.build.arch}` });
}

/**
 * The path of the library: that of the environment variable `WEBVIEW_LIB` (for developers: used as
 * it is), else beside the executable, else in the cache; in the last two places only with the
 * pinned SHA-256. Never downloads.
 *
 * @throws {WindowError} `UNSUPPORTED`, `LIBRARY_MISSING`, `LIBRARY_DAMAGED`
 */
export function findLibrary(options: FindLibraryOptions = {}): string {
  const explicit = Deno.env.get("WEBVIEW_LIB");
  if (explicit !== undefined && explicit !== "") return explicit;
  const library = libraryHere();
  const beside = options.executableFolder ?? dirname(Deno.execPath());
  for (const folder of [beside, cachedLibraryFolder(options.cacheRoot)]) {
    const path = join(folder, library.file);
    if (isPinned(path, library)) return path;
  }
  throw new WindowError("LIBRARY_MISSING");
}

/** False without the file. @throws {WindowError} `LIBRARY_DAMAGED` */
function isPinned(path: string, library: PrebuiltLibrary): boolean {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw new WindowError("LIBRARY_DAMAGED", { detail: `"${path}" cannot be read`, cause: error });
  }
  if (createHash("sha256").update(bytes).digest("hex") === library.sha256) return true;
  throw new WindowError("LIBRARY_DAMAGED", { detail: `delete "${path}" and run the set-up again` });
}

function defaultCacheRoot(): string {
  return join(userCacheFolder(), "hikma-hub", "webview");
}

function userCacheFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  if (Deno.build.os === "windows") {
    return Deno.env.get("LOCALAPPDATA") ?? join(home, "AppData", "Local");
  }
  if (Deno.build.os === "darwin") return join(home, "Library", "Caches");
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  return xdg !== undefined && xdg !== "" ? xdg : join(home, ".cache");
}
