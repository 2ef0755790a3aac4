/**
 * An HTTP server that comes back.
 *
 * `Deno.serve` gives up listening for good when accepting fails, for instance because a machine on
 * the network holds so many connections open that the process has no file left. The hub must serve
 * again as soon as it can.
 *
 * @module
 */

import { shutDown } from "./shut_down.ts";

/** How long to wait before listening again, ms. */
const RETRY_MS = 500;

/** Where and how to serve. */
export interface ServeParts {
  readonly hostname: string;
  /** 0 means any free port; it is kept when listening again. */
  readonly port: number;
  readonly handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Told each time the server has stopped accepting. */
  readonly onInterrupted: () => void;
}

/** A listening server. */
export class SteadyServer {
  readonly #parts: ServeParts;
  readonly #port: number;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  /** @throws {Error} of `Deno` when the port cannot be bound. */
  constructor(parts: ServeParts) {
    this.#parts = parts;
    this.#server = this.#listen(parts.port);
    this.#port = this.#server.addr.port;
  }

  /** The bound port. */
  get port(): number {
    return this.#port;
  }

  /** Answers what is under way, up to a deadline, and closes the port. */
  async stop(deadlineMs?: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await shutDown(this.#server, deadlineMs).catch(() => {});
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    const { hostname, handler } = this.#parts;
    const server = Deno.serve({
      hostname,
      port,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
    }, handler);
    server.finished.catch(() => this.#again());
    return server;
  }

  #again(): void {
    if (this.#stopped) return;
    this.#parts.onInterrupted();
    this.#retry = setTimeout(() => this.#tryAgain(), RETRY_MS);
  }

  #tryAgain(): void {
    if (this.#stopped) return;
    try {
      this.#server = this.#listen(this.#port);
    } catch {
      this.#retry = setTimeout(() => this.#tryAgain(), RETRY_MS);
    }
  }
}
