/**
 * Runs the hub as a person would, in a process of its own, and reads what it says.
 *
 * @module
 */

import { TextLineStream } from "./text_line_stream.ts";

/** An account of the demo clinic. */
export interface HubAccount {
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly clinic_id: string;
}

/** What the QR code says. */
export interface HubPairing {
  readonly type: string;
  readonly url: string;
  readonly id: string;
  readonly pk: string;
}

/** The hub's first line: it answers phones from now on. */
export interface HubReady {
  readonly event: "ready";
  readonly lan_url: string;
  readonly operator_url: string;
  readonly pairing: HubPairing;
  readonly accounts: readonly HubAccount[];
}

/** The hub ended before it was ready, or was not heard of. */
export class HubStartError extends Error {
  override readonly name = "HubStartError";
  /** Exit code of the hub, null when it was given up. */
  readonly exitCode: number | null;

  /** Makes an error with the hub's exit code. */
  constructor(message: string, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Time a hub may take until it is ready: the passphrase alone costs a second on a slow machine. */
const READY_TIMEOUT_MS = 60_000;

/** Time a hub may take to drain and lock. */
const STOP_TIMEOUT_MS = 15_000;

/** A running hub. */
export class HubProcess implements AsyncDisposable {
  readonly ready: HubReady;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, ready: HubReady) {
    this.#child = child;
    this.ready = ready;
  }

  /** Resolves when the hub has ended, with its exit code. */
  get ended(): Promise<number> {
    return this.#child.status.then(({ code }) => code);
  }

  /**
   * Starts a hub and waits until phones can reach it. What it writes to stderr is passed on.
   *
   * @param args flags of `main.ts`
   * @param onEvent told of every later line
   * @throws {HubStartError}
   */
  static async start(
    args: readonly string[],
    onEvent: (event: Readonly<Record<string, unknown>>) => void,
  ): Promise<HubProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", new URL("../../main.ts", import.meta.url).href, ...args],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const { promise, resolve, reject } = Promise.withResolvers<HubReady>();
    const timer = setTimeout(
      () => reject(new HubStartError("Cannot start hub: it does not answer", null)),
      READY_TIMEOUT_MS,
    );
    const reading = readLines(child.stdout, (line) => {
      if (isReady(line)) resolve(line);
      else onEvent(line);
    });
    child.status.then(({ code }) =>
      reject(new HubStartError(`Cannot start hub: it ended with code ${code}`, code))
    );
    try {
      return new HubProcess(child, await promise);
    } catch (error) {
      kill(child, "SIGKILL");
      await reading;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops the hub the way Ctrl-C does and waits for it. @returns its exit code */
  async stop(): Promise<number> {
    kill(this.#child, Deno.build.os === "windows" ? "SIGKILL" : "SIGTERM");
    const timer = setTimeout(() => kill(this.#child, "SIGKILL"), STOP_TIMEOUT_MS);
    const { code } = await this.#child.status;
    clearTimeout(timer);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended by itself, for instance by the Ctrl-C that ends this process too.
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  for await (const line of stream.pipeThrough(new TextLineStream())) onLine(parse(line));
}

/** A line that is not JSON is a defect of the hub: it is shown, the demo goes on. */
function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  return { event: "error", code: "NOT_JSON" };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isReady(line: unknown): line is HubReady {
  return isRecord(line) && line["event"] === "ready";
}
