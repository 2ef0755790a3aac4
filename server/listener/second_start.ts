/**
 * A second start of the program on the same data directory: it asks the running one to show its
 * window, and ends.
 *
 * @module
 */

import { join } from "node:path";
import { writeTokenFile } from "../operator/mod.ts";

/** How long the running program may take to answer, ms. */
const ANSWER_MS = 5_000;
/** A program that was started twice by one click too many may not be ready yet: asked this often, */
const ATTEMPTS = 15;
/** with this pause, ms. */
const PAUSE_MS = 200;

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

/**
 * Asks the program that runs on the directory to show its window; false when it has none to show,
 * which takes three seconds to be sure of.
 */
export async function showRunningWindow(directory: string): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await askOnce(directory)) return true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}

async function askOnce(directory: string): Promise<boolean> {
  try {
    const [port, token] = (await Deno.readTextFile(secondStartFile(directory))).trim().split(" ");
    const response = await fetch(`http://127.0.0.1:${Number(port)}/api/window/show`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
