/**
 * Wrong passphrases, counted until the hub is open again and can write them into its audit log.
 *
 * The file beside the vault is in clear: nothing else can be written while the vault is shut. It
 * holds a count and two times. Whoever can write to the directory can remove it.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import type { DataPaths } from "../opening/data_directory.ts";

const FILE = "hub.attempts";

const FailedUnlocks = z.object({
  times: z.int().min(1),
  firstMs: z.int(),
  lastMs: z.int(),
});
/** How often, and when, epoch ms. */
export type FailedUnlocks = z.output<typeof FailedUnlocks>;

/** Counts one more. Never fails: a full disk must not change what the operator is told. */
export async function countFailedUnlock(paths: DataPaths, nowMs = Date.now()): Promise<void> {
  const path = join(paths.directory, FILE);
  const before = await readFailedUnlocks(paths);
  const { times, firstMs } = before ?? { times: 0, firstMs: nowMs };
  const text = JSON.stringify({ times: times + 1, firstMs, lastMs: nowMs });
  try {
    await Deno.writeTextFile(`${path}.writing`, text, { mode: 0o600 });
    await Deno.rename(`${path}.writing`, path);
  } catch {
    // As above.
  }
}

/** What was counted; null when there is nothing, or nothing legible. */
export async function readFailedUnlocks(paths: DataPaths): Promise<FailedUnlocks | null> {
  try {
    const text = await Deno.readTextFile(join(paths.directory, FILE));
    return FailedUnlocks.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Forgets what was counted: the log has it. */
export async function clearFailedUnlocks(paths: DataPaths): Promise<void> {
  await Deno.remove(join(paths.directory, FILE)).catch(() => {});
}
