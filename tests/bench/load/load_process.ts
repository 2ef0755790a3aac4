/**
 * Starts a load generator and gives it jobs.
 *
 * @module
 */

import type { JobKind, Jobs, ResultLine } from "./jobs.ts";
import { linesOf } from "./lines_of.ts";
import type { Target } from "./load_phone.ts";

const MAIN = new URL("./main.ts", import.meta.url).href;

/** A running load generator. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #jobs: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #next = 1;

  /** Starts one for this hub. */
  constructor(target: Target) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#jobs = this.#child.stdin.getWriter();
    this.#read();
    this.#write(target);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Has a job done. Rejects with what it failed with. */
  async run<Kind extends JobKind>(
    kind: Kind,
    ask: Jobs[Kind]["ask"],
  ): Promise<Jobs[Kind]["result"]> {
    const id = this.#next++;
    const job = Promise.withResolvers<unknown>();
    this.#waiting.set(id, job);
    this.#write({ id, kind, ask });
    return await job.promise as Jobs[Kind]["result"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jobs.close().catch(() => {});
    await this.#child.status;
  }

  #write(line: unknown): void {
    this.#jobs.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`)).catch(() => {});
  }

  async #read(): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) {
      const { id, result, error }: ResultLine = JSON.parse(line);
      const job = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) job?.resolve(result);
      else job?.reject(new Error(`Cannot generate load: ${error}`));
    }
    for (const job of this.#waiting.values()) {
      job.reject(new Error("Cannot generate load: the generator has ended"));
    }
  }
}
