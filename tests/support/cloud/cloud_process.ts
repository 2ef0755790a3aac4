/**
 * A simulated cloud in a process of its own, for tests that watch the memory or the processor time
 * of a hub, and for a cloud that must go on while the test is busy.
 *
 * @module
 */

import type { CloudOptions } from "./simulated_cloud.ts";
import type { CloudAsk, CloudAsked, CloudReady } from "./cloud_process_main.ts";

/** Options that fit into a line of JSON. */
export type CloudProcessOptions = Omit<CloudOptions, "now">;

type Answers = Map<number, (answer: unknown) => void>;

/** See the module. */
export class CloudProcess implements AsyncDisposable {
  /** Where it is, and what a hub and its clinic need. */
  readonly ready: CloudReady;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: Answers;
  readonly #output: Promise<void>;
  #asked = 0;

  private constructor(parts: {
    readonly ready: CloudReady;
    readonly child: Deno.ChildProcess;
    readonly input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
    readonly answers: Answers;
    readonly output: Promise<void>;
  }) {
    this.ready = parts.ready;
    this.#child = parts.child;
    this.#input = parts.input;
    this.#answers = parts.answers;
    this.#output = parts.output;
  }

  /** Starts one with a clinic, a nurse who may do everything there, and a registered hub. */
  static async start(options: CloudProcessOptions = {}): Promise<CloudProcess> {
    const main = new URL("cloud_process_main.ts", import.meta.url).href;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", main, JSON.stringify(options)],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const answers: Answers = new Map();
    const first = Promise.withResolvers<CloudReady>();
    answers.set(0, (ready) => first.resolve(ready as CloudReady));
    const output = readAnswers(child.stdout, answers);
    const ended = output.then(() => {
      throw new Error("Cannot start cloud: it ended at once");
    });
    const ready = await Promise.race([first.promise, ended]);
    ended.catch(() => {});
    return new CloudProcess({ ready, child, input: child.stdin.getWriter(), answers, output });
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Tells it something, or asks. */
  async ask<Name extends keyof CloudAsked>(
    name: Name,
    ask: CloudAsked[Name]["ask"],
  ): Promise<CloudAsked[Name]["answer"]> {
    const number = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#answers.set(number, resolve);
    const line = { number, name, ask } as CloudAsk;
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    return await promise as CloudAsked[Name]["answer"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#child.status;
    await this.#output;
  }
}

async function readAnswers(
  stdout: ReadableStream<Uint8Array<ArrayBuffer>>,
  answers: Answers,
): Promise<void> {
  let rest = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { number, answer } = JSON.parse(line) as { number: number; answer: unknown };
      answers.get(number)?.(answer);
      answers.delete(number);
    }
  }
}
