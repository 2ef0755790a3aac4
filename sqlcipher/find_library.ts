import { dirname } from "node:path";
import { LibraryError } from "./library_error.ts";
import { cachedLibraryFolder, flagsHere } from "./library_paths.ts";
import { verifiedLibraryIn } from "./manifest.ts";

/** Where to look; the defaults are what the hub uses. */
export interface FindLibraryOptions {
  /** Folder that holds built libraries. Default: the user's cache folder of the system. */
  cacheRoot?: string;
  /** Folder of the executable. Default: that of `Deno.execPath()`. */
  executableFolder?: string;
}

/**
 * The path of the native library. Looks at the environment variable `SQLCIPHER_LIB` (for
 * developers: used as it is), then beside the executable, then in the cache; in the last two places
 * the library's SHA-256 has to match the manifest beside it. Never builds and never downloads.
 *
 * @throws {LibraryError} `LIBRARY_MISSING`, `LIBRARY_DAMAGED`
 */
export function findLibrary(options: FindLibraryOptions = {}): string {
  const explicit = Deno.env.get("SQLCIPHER_LIB");
  if (explicit !== undefined && explicit !== "") return explicit;
  const { libraryName } = flagsHere();
  const beside = options.executableFolder ?? dirname(Deno.execPath());
  const installed = verifiedLibraryIn(beside, libraryName);
  if (installed !== undefined) return installed;
  // Only now: a service without a home has no cache, and needs none.
  const cached = cachedLibraryFolder(options.cacheRoot);
  const built = verifiedLibraryIn(cached, libraryName);
  if (built !== undefined) return built;
  throw new LibraryError(
    "LIBRARY_MISSING",
    `Cannot find the SQLCipher library: looked beside the executable and in "${cached}". ` +
      `Run the set-up once to build it`,
  );
}
