/**
 * The file in the data directory by which `--health` finds the running program.
 *
 * @module
 */

import { join } from "node:path";

/** How long the running program may take to answer, ms: it asks at its own address, too. */
const ANSWER_MS = 15_000;

/** Its path. */
export function healthFile(directory: string): string {
  return join(directory, "hub.health");
}

/**
 * Says how to reach this program: `port token`, readable by its owner alone. The token opens the
 * health report and nothing else.
 *
 * @throws {Error} of `Deno` when the file cannot be written
 */
export async function writeHealthFile(
  directory: string,
  port: number,
  token: string,
): Promise<void> {
  const temporary = `${healthFile(directory)}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, `${port} ${token}\n`, { createNew: true, mode: 0o600 });
    await Deno.rename(temporary, healthFile(directory));
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Removes the file. Never rejects: one that is left behind leads nowhere. */
export async function removeHealthFile(directory: string): Promise<void> {
  await Deno.remove(healthFile(directory)).catch(() => {});
}

/** Asks the program that runs on the directory; null when none answers. */
export async function askRunning(directory: string): Promise<unknown> {
  try {
    const [port, token] = (await Deno.readTextFile(healthFile(directory))).trim().split(" ");
    const response = await fetch(`http://127.0.0.1:${Number(port)}/api/health`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer: unknown = await response.json();
    return response.ok ? answer : null;
  } catch {
    return null;
  }
}
