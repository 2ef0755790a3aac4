/**
 * A second start of the program on the same data directory: it asks the running one to show its
 * window, and ends.
 *
 * @module
 */

import { join } from "node:path";
import { writeTokenFile } from "../operator/mod.ts";

/** How long the running program may take to answer, ms. */
const TIMEOUT_MS = 5_000;

/** The file in the data directory by which a second start finds the running program. */
export function secondStartFile(directory: string): string {
  return join(directory, "hub.window");
}

/**
 * Says how to reach this program: `port token`, readable by its owner alone.
 *
 * @throws {Error} of `Deno` when the file cannot be written
 */
export async function writeSecondStartFile(
  directory: string,
  port: number,
  token: string,
): Promise<void> {
  await writeTokenFile(secondStartFile(directory), `${port} ${token}`);
}

/** Removes the file. Never rejects: one that is left behind leads nowhere. */
export async function removeSecondStartFile(directory: string): Promise<void> {
  await Deno.remove(secondStartFile(directory)).catch(() => {});
}

/** Asks the program that runs on the directory to show its window; false when it does not. */
export async function showRunningWindow(directory: string): Promise<boolean> {
  try {
    const [port, token] = (await Deno.readTextFile(secondStartFile(directory))).trim().split(" ");
    const response = await fetch(`http://127.0.0.1:${Number(port)}/api/window/show`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
