/** A port for what is stopped and started again at the same one. */

/**
 * Below those that systems give to connections by themselves: while nothing listens there, no
 * connection of another program takes it.
 */
const [LEAST, MOST] = [20_000, 32_000];

/** A port of loopback that nobody uses. */
export function freePort(): number {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * (MOST - LEAST));
    try {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      // Windows keeps some for itself.
      const isTaken = error instanceof Deno.errors.AddrInUse ||
        error instanceof Deno.errors.PermissionDenied;
      if (!isTaken) throw error;
    }
  }
}
