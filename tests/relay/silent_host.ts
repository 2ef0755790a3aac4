/** A host that takes calls and says nothing: a link that is up and leads nowhere. */

/** On a loopback port. */
export class SilentHost implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #calls: Deno.Conn[] = [];
  readonly #first = Promise.withResolvers<void>();
  readonly #running: Promise<void>;

  constructor() {
    this.#running = this.#accept();
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Somebody has called. */
  get called(): Promise<void> {
    return this.#first.promise;
  }

  async #accept(): Promise<void> {
    try {
      for await (const call of this.#listener) {
        this.#calls.push(call);
        this.#first.resolve();
      }
    } catch {
      // The listener was closed.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#running;
    for (const call of this.#calls) call.close();
  }
}
