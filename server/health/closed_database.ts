/**
 * What can be said of a database that is not open.
 *
 * @module
 */

import { dataPaths } from "../keeper/data_directory.ts";
import type { DatabaseFacts } from "./health_facts.ts";

/** Sizes only: nothing is opened. */
export async function closedDatabase(directory: string): Promise<DatabaseFacts> {
  const { database } = dataPaths(directory);
  const [bytes, logBytes] = await Promise.all([bytesOf(database), bytesOf(`${database}-wal`)]);
  return { bytes, logBytes, schemaVersion: null, integrity: null, auditProblem: null };
}

/** Size of a file, 0 when it is not there. */
export async function bytesOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}
