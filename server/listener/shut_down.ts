/**
 * Closing a server without waiting for ever.
 *
 * @module
 */

/** How long requests under way may take, ms. */
const DEADLINE_MS = 5_000;

/** Answers what is under way; after the deadline it is left behind. */
export async function shutDown(
  server: Deno.HttpServer,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<void>((resolve) => timer = setTimeout(resolve, deadlineMs));
  await Promise.race([server.shutdown(), deadline]);
  clearTimeout(timer);
}
