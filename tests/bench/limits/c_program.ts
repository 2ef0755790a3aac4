/**
 * C programs over the hub's own SQLCipher library.
 *
 * @module
 */

import { findLibrary } from "@db/sqlite";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Any key will do. */
const KEY_HEX = "2a".repeat(32);

/** A built program. */
export interface CProgram {
  /** Runs it on a database and with further files; returns the numbers it prints. */
  run(database: string, ...rest: readonly string[]): Promise<number[]>;
}

/** Builds `tests/bench/<name>.c` into `folder`. */
export async function buildProgram(name: string, folder: string): Promise<CProgram> {
  const library = findLibrary();
  const source = fileURLToPath(new URL(`../${name}.c`, import.meta.url));
  const program = join(folder, name);
  await output("cc", ["-O2", source, "-o", program, library, `-Wl,-rpath,${dirname(library)}`]);
  return {
    run: async (database, ...rest) =>
      (await output(program, [database, KEY_HEX, ...rest])).trim().split(" ").map(Number),
  };
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${command}: ${text.decode(stderr)}`);
  return text.decode(stdout);
}
