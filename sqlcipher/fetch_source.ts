import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LibraryError } from "./library_error.ts";
import { sha256Hex } from "./manifest.ts";
import { errorLines, runCommand } from "./run_command.ts";
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
  const failures: string[] = [];
  for (const fetchPackage of [fetchWithDeno, fetchWithNpm]) {
    const outcome = await fetchPackage(workFolder);
    if ("failure" in outcome) failures.push(outcome.failure);
    else return await checkedSourceFolder(outcome.packageFolder);
  }
  throw new LibraryError(
    "SOURCE_UNAVAILABLE",
    `Cannot fetch the source of SQLCipher (npm package ${PACKAGE}): ${failures.join("; ")}`,
  );
}

type FetchOutcome = { packageFolder: string } | { failure: string };

async function fetchWithDeno(workFolder: string): Promise<FetchOutcome> {
  if (Deno.build.standalone) return { failure: "this program carries no Deno command" };
  const denoDir = join(workFolder, "deno_dir");
  const env = { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  // Started in the project folder, where a project's .npmrc would be.
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["cache", "--no-lock", "--node-modules-dir=none", `npm:${PACKAGE}`];
  const outcome = await runCommand(Deno.execPath(), args, { cwd, env });
  if (outcome === undefined || !outcome.ok) {
    return { failure: `deno: ${errorLines(outcome?.output ?? "") || "not found"}` };
  }
  const suffix = join(...SOURCE.npmPackage.split("/"), SOURCE.npmVersion);
  const packageFolder = await findFolder(join(denoDir, "npm"), suffix, 6);
  return packageFolder === undefined
    ? { failure: "deno: the package is not in its cache" }
    : { packageFolder };
}

async function fetchWithNpm(workFolder: string): Promise<FetchOutcome> {
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const args = ["pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", workFolder];
  const packed = await runCommand(npm, args, { cwd: workFolder });
  if (packed === undefined) return { failure: "npm: not found" };
  const archive = await findArchive(workFolder);
  if (!packed.ok || archive === undefined) {
    return { failure: `npm: ${errorLines(packed.output) || "no archive"}` };
  }
  const unpacked = await runCommand("tar", ["-xzf", archive], { cwd: workFolder });
  if (unpacked === undefined || !unpacked.ok) return { failure: "tar: cannot unpack the archive" };
  return { packageFolder: join(workFolder, "package") };
}

async function findArchive(folder: string): Promise<string | undefined> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && entry.name.endsWith(".tgz")) return entry.name;
  }
  return undefined;
}

/** A registry's cache folder is named for its address, which may have several parts. */
async function findFolder(
  start: string,
  suffix: string,
  depth: number,
): Promise<string | undefined> {
  const candidate = join(start, suffix);
  if (await isFolder(candidate)) return candidate;
  if (depth === 0) return undefined;
  for await (const entry of Deno.readDir(start)) {
    if (!entry.isDirectory) continue;
    const found = await findFolder(join(start, entry.name), suffix, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
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
