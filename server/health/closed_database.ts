/**
 * What can be said of a database that is not open.
 *
 * @module
 */

import { dataPaths } from "../keeper/data_directory.ts";
import type { DatabaseFacts } from "./health_facts.ts";

/** Nothing is known of it. */
export const NO_DATABASE: DatabaseFacts = {
  ...{ bytes: 0, logBytes: 0, silent: false },
  ...{ schemaVersion: null, integrity: null, auditProblem: null },
};

/** Sizes only: nothing is opened. */
export async function closedDatabase(directory: string): Promise<DatabaseFacts> {
  const { database } = dataPaths(directory);
  const [bytes, logBytes] = await Promise.all([bytesOf(database), bytesOf(`${database}-wal`)]);
  return { ...NO_DATABASE, bytes, logBytes };
}

/** Size of a file, 0 when it is not there. */
export async function bytesOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}
