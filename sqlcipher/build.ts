import { dirname, join } from "node:path";
import { compileLibrary, findCompiler } from "./compile_library.ts";
import { fetchSource } from "./fetch_source.ts";
import { findLibrary, type FindLibraryOptions } from "./find_library.ts";
import { installFolder } from "./install_folder.ts";
import { LibraryError } from "./library_error.ts";
import { cachedLibraryFolder, flagsHere, MANIFEST_NAME } from "./library_paths.ts";
import { manifestFor, verifiedLibraryIn } from "./manifest.ts";

/** Told what is going on, with the finished part between 0 and 1 where it can be estimated. */
export type LibraryProgress = (step: string, fraction?: number) => void;

/** Where to look and build, and whom to tell. */
export interface EnsureLibraryOptions extends FindLibraryOptions {
  /** Told about every step; a compile takes about a minute and is reported twice a second. */
  onProgress?: LibraryProgress;
}

/** Only for the estimate shown while the compiler runs. */
const TYPICAL_COMPILE_MS = 25_000;

/**
 * The path of the native library, which is built first if there is none. Meant for the set-up:
 * it uses the network and a C compiler. Two calls at the same time, also in two processes, both
 * succeed. A damaged library is not replaced silently.
 *
 * @throws {LibraryError} any of its codes but `LIBRARY_MISSING`
 * @example
 * ```ts
 * const path = await ensureLibrary({ onProgress: (step) => show(step) });
 * ```
 */
export async function ensureLibrary(options: EnsureLibraryOptions = {}): Promise<string> {
  try {
    return findLibrary(options);
  } catch (error) {
    if (!(error instanceof LibraryError) || error.code !== "LIBRARY_MISSING") throw error;
  }
  return await buildInto(
    cachedLibraryFolder(options.cacheRoot),
    options.onProgress ?? (() => {}),
  );
}

async function buildInto(folder: string, onProgress: LibraryProgress): Promise<string> {
  const flags = flagsHere();
  // Beside the final folder, so that the last step is a rename inside one file system.
  await Deno.mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const workFolder = await Deno.makeTempDir({ dir: dirname(folder), prefix: ".build-" });
  try {
    onProgress("Looking for a C compiler", 0);
    const compiler = await findCompiler(flags, workFolder);
    onProgress("Fetching the source of SQLCipher", 0.02);
    const sourceFolder = await fetchSource(workFolder);
    const finished = join(workFolder, "finished");
    await Deno.mkdir(finished, { mode: 0o700 });
    const library = join(finished, flags.libraryName);
    onProgress("Compiling SQLCipher", 0.05);
    await compileLibrary(compiler, flags, sourceFolder, workFolder, library, (elapsedMs) => {
      const part = 1 - Math.exp(-elapsedMs / TYPICAL_COMPILE_MS);
      onProgress(`Compiling SQLCipher, ${Math.round(elapsedMs / 1000)} s`, 0.05 + 0.9 * part);
    });
    const manifest = manifestFor(await Deno.readFile(library), flags);
    await Deno.writeTextFile(
      join(finished, MANIFEST_NAME),
      JSON.stringify(manifest, null, 2) + "\n",
    );
    await installFolder(finished, folder, MANIFEST_NAME);
    onProgress("SQLCipher is ready", 1);
  } finally {
    await Deno.remove(workFolder, { recursive: true });
  }
  const path = verifiedLibraryIn(folder, flags.libraryName);
  if (path === undefined) {
    throw new LibraryError("BUILD_FAILED", `Cannot build SQLCipher: "${folder}" is still empty`);
  }
  return path;
}
