/** The real program with its window on a virtual display. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { eventually, PATIENCE_MS } from "./virtual_display.ts";

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** What is read of the status. */
export interface WindowStatus {
  readonly state: string;
  readonly window: string;
  readonly hidden: boolean;
  readonly hasRecoveryKey?: boolean;
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data directory of its own. */
export class WindowDirectory implements Disposable {
  readonly root = Deno.makeTempDirSync({ prefix: "hub-window-" });
  readonly data = join(this.root, "data");
  readonly tokenFile = join(this.root, "token");
  /** What is started: the sources, or a program that was installed. */
  command: readonly string[] = [Deno.execPath(), "run", "-A", "--no-check", MAIN];

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** A running program. */
export class WindowHub implements AsyncDisposable {
  readonly #directory: WindowDirectory;
  readonly #child: Deno.ChildProcess;
  readonly #output: Promise<[string, string]>;
  #stdout = "";

  /** Starts it; `env` names the display. */
  constructor(
    directory: WindowDirectory,
    env: Record<string, string>,
    ...flags: readonly string[]
  ) {
    this.#directory = directory;
    const [program = "", ...args] = directory.command;
    this.#child = new Deno.Command(program, {
      args: [
        ...[...args, "--data-dir", directory.data],
        ...["--host", "127.0.0.1", "--port", "0", "--operator-token-file", directory.tokenFile],
        ...flags,
      ],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#output = Promise.all([this.#read(), new Response(this.#child.stderr).text()]);
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** Waits for a line on stdout that holds the text, and answers all lines so far. */
  async said(text: string): Promise<string> {
    const look = () => Promise.resolve(this.#stdout.includes(text) ? this.#stdout : undefined);
    return await eventually(look, PATIENCE_MS, `"${text}" on stdout`);
  }

  /** Sends a request as a script with the token, and answers status and body. */
  async ask(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const token = (await Deno.readTextFile(this.#directory.tokenFile)).trim();
    const url = new URL(path, await this.#operatorOrigin());
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** The operator's status. */
  async status(): Promise<WindowStatus> {
    return (await this.ask("/api/status")).body as WindowStatus;
  }

  /** Waits until the window is as wanted. */
  async waitForWindow(state: string): Promise<void> {
    const look = async () => (await this.status()).window === state ? true : undefined;
    await eventually(look, PATIENCE_MS, `a window that is ${state}`);
  }

  /** Sets the hub up as the page would; answers the recovery key. */
  async setUp(): Promise<string> {
    const { body } = await this.ask("/api/setup", { passphrase: PASSPHRASE });
    await this.ask("/api/preferences", { keyOnPaper: true });
    return (body as { recoveryKey: string }).recoveryKey;
  }

  /** What a phone would be answered. */
  async heartbeat(): Promise<unknown> {
    const lan = /reach it at (\S+)/.exec(await this.said("reach it at"))?.[1];
    return await (await fetch(`${lan}/rpc/heartbeat`)).json();
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    const { code } = await this.#child.status;
    const [stdout, stderr] = await this.#output;
    return { code, stdout, stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.ended();
  }

  async #operatorOrigin(): Promise<string> {
    const url = /http:\/\/127\.0\.0\.1:\d+\/#token/.exec(await this.said("Ctrl-C stops it"))?.[0];
    return new URL(url ?? "").origin;
  }

  async #read(): Promise<string> {
    for await (const part of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#stdout += part;
    }
    return this.#stdout;
  }
}
