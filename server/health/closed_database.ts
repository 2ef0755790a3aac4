/**
 * What can be said of a database that is not open.
 *
 * @module
 */

import { type DataPaths, dataPaths } from "../keeper/opening/data_directory.ts";
import { durableFiles } from "../snapshots/durable_files.ts";
import { hasCopies, isSwapping } from "../snapshots/swap_files.ts";
import { inspectVault } from "../../vault/mod.ts";
import type { DatabaseFacts } from "./health_facts.ts";

/** Nothing is known of it. */
export const NO_DATABASE: DatabaseFacts = {
  ...{ bytes: 0, logBytes: 0, silent: false, brokenPart: null },
  ...{ schemaVersion: null, integrity: null, auditProblem: null },
};

/** Sizes, and whether the parts are there: nothing is opened. */
export async function closedDatabase(directory: string): Promise<DatabaseFacts> {
  const { vault, database } = dataPaths(directory);
  const [bytes, logBytes] = await Promise.all([bytesOf(database), bytesOf(`${database}-wal`)]);
  const part = await brokenPart({ directory, vault }, bytes + logBytes);
  return { ...NO_DATABASE, bytes, logBytes, brokenPart: part };
}

/** False where there is no part of a hub: it was never set up, or is in another directory. */
export async function isSetUp(directory: string): Promise<boolean> {
  const paths = dataPaths(directory);
  const { vault, database } = paths;
  if (await bytesOf(database) + await bytesOf(`${database}-wal`) > 0) return true;
  try {
    if (await isSwapping(durableFiles, paths) || await hasCopies(durableFiles, paths)) return true;
    const { problem, previousWrittenAtMs } = await inspectVault(vault);
    return problem !== "NOT_FOUND" || previousWrittenAtMs !== null;
  } catch {
    return true;
  }
}

/** As far as it can be seen without a passphrase. A hub that was never set up has no part. */
async function brokenPart(
  { directory, vault }: Pick<DataPaths, "directory" | "vault">,
  bytes: number,
): Promise<DatabaseFacts["brokenPart"]> {
  try {
    // A restore was cut off between two files: the next start goes on with it.
    if (await isSwapping(durableFiles, { directory })) return null;
    const { problem, previousWrittenAtMs } = await inspectVault(vault);
    // What a later version has written is whole.
    if (problem === "NEWER_VERSION") return null;
    if (problem === null) return bytes === 0 ? "database" : null;
    if (problem !== "NOT_FOUND") return "vault";
    if (bytes > 0 || previousWrittenAtMs !== null) return "vault";
    return await hasCopies(durableFiles, { directory }) ? "vault" : null;
  } catch {
    // Something that is no file has its name, or the disk does not answer.
    return "vault";
  }
}

/** Size of a file, 0 when it is not there. */
export async function bytesOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}
