import { join } from "node:path";
import { fetchPackage } from "./fetch_package.ts";
import { LibraryError } from "./library_error.ts";
import { sha256Hex } from "./manifest.ts";
import { SOURCE } from "./source_pin.ts";

const PACKAGE = `${SOURCE.npmPackage}@${SOURCE.npmVersion}`;

/**
 * Fetches the pinned source into a folder and returns the folder of the C files, whose SHA-256 was
 * compared with the pin. The package comes through `deno`, and if that does not work through `npm`,
 * so that the registry and proxy settings of the machine are honoured; none of its scripts run.
 *
 * @param workFolder an empty folder of the caller, who deletes it
 * @throws {LibraryError} `SOURCE_UNAVAILABLE`, `SOURCE_CHANGED`
 */
export async function fetchSource(workFolder: string): Promise<string> {
  const outcome = await fetchPackage(SOURCE, workFolder);
  if ("packageFolder" in outcome) return await checkedSourceFolder(outcome.packageFolder);
  throw new LibraryError(
    "SOURCE_UNAVAILABLE",
    `Cannot fetch the source of SQLCipher (npm package ${PACKAGE}): ${outcome.failure}`,
  );
}

/**
 * Compares the files that will be compiled with the pin.
 *
 * @throws {LibraryError} `SOURCE_CHANGED`
 */
export async function checkedSourceFolder(packageFolder: string): Promise<string> {
  const folder = join(packageFolder, ...SOURCE.folder.split("/"));
  for (const [name, expected] of Object.entries(SOURCE.sha256)) {
    let found = "no such file";
    try {
      found = sha256Hex(await Deno.readFile(join(folder, name)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (found !== expected) {
      throw new LibraryError(
        "SOURCE_CHANGED",
        `Cannot build SQLCipher: ${name} of ${PACKAGE} is not the pinned file ` +
          `(SHA-256 wanted ${expected}, found ${found})`,
      );
    }
  }
  return folder;
}
