/** The real hub in a process of its own, started as `docs/headless.md` says. */

import { join } from "node:path";
import { ARGON2_LIMITS } from "../../vault/argon2.ts";
import { Vault } from "../../vault/mod.ts";

/** The first line on stdout. */
export interface ReadyLine {
  readonly event: "ready";
  readonly lan_url: string;
  readonly operator_url: string;
  readonly pairing: {
    readonly type: string;
    readonly url: string;
    readonly id: string;
    readonly pk: string;
  };
  readonly accounts?: readonly {
    readonly email: string;
    readonly password: string;
    readonly role: string;
    readonly clinic_id: string;
  }[];
}

/** How the program is run. */
export interface HowToRun {
  /** The program, in place of the sources. */
  readonly command?: readonly string[];
  readonly env?: Record<string, string>;
  /** No file may grow beyond this: a disk that is full. Not on Windows. */
  readonly maxFileKiB?: number;
  /** Files and connections the program may have open. Not on Windows. */
  readonly maxFiles?: number;
}

/** A passphrase that is strong enough. */
export const PASSPHRASE = "a quiet passphrase 7";

const MAIN = new URL("../../main.ts", import.meta.url).href;

/** A directory with a passphrase file, for one hub after another. Removed when disposed. */
export class HubDirectory implements Disposable {
  readonly root = Deno.makeTempDirSync({ prefix: "hub-test-" });
  readonly data = join(this.root, "data");
  readonly passphraseFile = join(this.root, "passphrase");

  constructor(passphrase: string = PASSPHRASE) {
    Deno.writeTextFileSync(this.passphraseFile, `${passphrase}\n`);
  }

  /** Makes the vault of the first start, with a key that is cheap to derive. */
  async makeVault(passphrase: string = PASSPHRASE): Promise<void> {
    Deno.mkdirSync(this.data, { mode: 0o700 });
    const argon2 = { memoryKiB: ARGON2_LIMITS.minMemoryKiB, passes: 1, lanes: 1 };
    (await Vault.create(join(this.data, "hub.vault"), passphrase, { argon2 })).lock();
  }

  /** Flags every headless start needs; the port is any free one. */
  flags(...more: string[]): string[] {
    const flags = ["--headless", "--data-dir", this.data, "--passphrase-file", this.passphraseFile];
    if (!more.includes("--port")) flags.push("--port", "0");
    if (!more.includes("--host")) flags.push("--host", "127.0.0.1");
    return [...flags, ...more];
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** A running hub. */
export class HubProcess implements AsyncDisposable {
  readonly ready: ReadyLine;
  /** Every later line on stdout. */
  readonly events: Record<string, unknown>[];
  /** What it wrote to stderr, once it has ended. */
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #output: Promise<void>;

  private constructor(parts: {
    readonly child: Deno.ChildProcess;
    readonly ready: ReadyLine;
    readonly events: Record<string, unknown>[];
    readonly output: Promise<string>;
  }) {
    this.#child = parts.child;
    this.ready = parts.ready;
    this.events = parts.events;
    this.#output = parts.output.then((stderr) => {
      this.stderr = stderr;
    });
  }

  /** Starts the hub and waits for its `ready` line. Throws with its stderr when it ends first. */
  static async start(flags: readonly string[], how: HowToRun = {}): Promise<HubProcess> {
    const child = spawn(flags, how);
    const events: Record<string, unknown>[] = [];
    const first = Promise.withResolvers<ReadyLine>();
    const stderr = text(child.stderr);
    const output = readLines(child.stdout, (line) => {
      const event = JSON.parse(line);
      if (event.event === "ready") first.resolve(event);
      else events.push(event);
    });
    const ended = child.status.then(async ({ code }) => {
      throw new Error(`the hub ended with code ${code} before it was ready: ${await stderr}`);
    });
    const ready = await Promise.race([first.promise, ended]);
    ended.catch(() => {});
    return new HubProcess({
      child,
      ready,
      events,
      output: Promise.all([output, stderr]).then(([, stderr]) => stderr),
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The QR code's text. */
  get qr(): string {
    return JSON.stringify(this.ready.pairing);
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#output;
  }

  /** Asks it to stop; returns its exit code. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended already.
    }
    const { code } = await this.#child.status;
    await this.#output;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
  }
}

/** A start that is expected to fail. */
export interface FailedStart {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that has not ended by itself after this long is killed, ms. */
const END_TIMEOUT_MS = 90_000;

/** Runs the program to its end; one that goes on is killed, which gives exit code 137. */
export async function runToEnd(
  flags: readonly string[],
  how: HowToRun = {},
): Promise<FailedStart> {
  const child = spawn(flags, how);
  const timer = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_MS);
  const [stdout, stderr, { code }] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.status,
  ]);
  clearTimeout(timer);
  return { code, stdout, stderr };
}

function spawn(flags: readonly string[], how: HowToRun): Deno.ChildProcess {
  const sources = [Deno.execPath(), "run", "-A", "--no-check", MAIN];
  const program = [...how.command ?? sources, ...flags];
  // The kernel refuses to let any file grow beyond the limit, as a full disk would; the signal that
  // goes with it is ignored, so that the program sees an error of the write.
  const limits = [
    how.maxFileKiB === undefined ? "" : `trap "" XFSZ; ulimit -f ${how.maxFileKiB};`,
    how.maxFiles === undefined ? "" : `ulimit -n ${how.maxFiles};`,
  ].join("");
  const limit = limits === "" ? [] : ["bash", "-c", `${limits} exec "$0" "$@"`];
  const [command = "", ...args] = [...limit, ...program];
  return new Deno.Command(command, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: how.env ?? {},
  }).spawn();
}

async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    lines.filter((line) => line !== "").forEach(onLine);
  }
}
