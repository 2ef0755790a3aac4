import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorLines, runCommand } from "./run_command.ts";

/** One exact version of an npm package. */
export interface PinnedPackage {
  readonly npmPackage: string;
  readonly npmVersion: string;
}

/** Where the unpacked package is, or why it could not be had. */
export type FetchOutcome = { packageFolder: string } | { failure: string };

/**
 * Fetches a package into a folder. It comes through `deno`, and if that does not work through `npm`,
 * so that the registry and proxy settings of the machine are honoured; none of its scripts run.
 *
 * @param workFolder an empty folder of the caller, who deletes it
 */
export async function fetchPackage(
  wanted: PinnedPackage,
  workFolder: string,
): Promise<FetchOutcome> {
  const failures: string[] = [];
  for (const fetchWith of [fetchWithDeno, fetchWithNpm]) {
    const outcome = await fetchWith(wanted, workFolder);
    if ("packageFolder" in outcome) return outcome;
    failures.push(outcome.failure);
  }
  return { failure: failures.join("; ") };
}

function specifier({ npmPackage, npmVersion }: PinnedPackage): string {
  return `${npmPackage}@${npmVersion}`;
}

async function fetchWithDeno(wanted: PinnedPackage, workFolder: string): Promise<FetchOutcome> {
  if (Deno.build.standalone) return { failure: "this program carries no Deno command" };
  const denoDir = join(workFolder, "deno_dir");
  const env = { DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  // Started in the project folder, where a project's .npmrc would be.
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["cache", "--no-lock", "--node-modules-dir=none", `npm:${specifier(wanted)}`];
  const outcome = await runCommand(Deno.execPath(), args, { cwd, env });
  if (outcome === undefined || !outcome.ok) {
    return { failure: `deno: ${errorLines(outcome?.output ?? "") || "not found"}` };
  }
  const suffix = join(...wanted.npmPackage.split("/"), wanted.npmVersion);
  const packageFolder = await findFolder(join(denoDir, "npm"), suffix, 6);
  return packageFolder === undefined
    ? { failure: "deno: the package is not in its cache" }
    : { packageFolder };
}

async function fetchWithNpm(wanted: PinnedPackage, workFolder: string): Promise<FetchOutcome> {
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const args = [
    "pack",
    specifier(wanted),
    "--ignore-scripts",
    "--silent",
    "--pack-destination",
    workFolder,
  ];
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
