/**
 * A real hub on a fresh directory, watched from outside.
 *
 * @module
 */

import { HubDirectory, HubProcess } from "../support/hub_process.ts";
import { LoadProcess } from "./load/mod.ts";
import { cpuMsOf } from "./machine.ts";

/** Memory of a process, KiB; null where the system does not tell. */
export interface ProcessMemory {
  readonly residentKib: number;
  readonly peakKib: number;
}

/** See the module. Holds the load generators too: they end with it. */
export class HubUnderTest implements AsyncDisposable {
  /** Clinic of the account all phones log in with. */
  readonly clinicId: string;
  readonly #account: { readonly email: string; readonly password: string };
  readonly #directory: HubDirectory;
  readonly #generators: LoadProcess[] = [];
  #hub: HubProcess;
  readonly #earlierErrors: unknown[] = [];

  private constructor(directory: HubDirectory, hub: HubProcess) {
    this.#directory = directory;
    this.#hub = hub;
    const [account] = hub.ready.accounts ?? [];
    if (account === undefined) throw new Error("Cannot start hub: it has no demo accounts");
    this.clinicId = account.clinic_id;
    this.#account = account;
  }

  /** Starts a hub with the demo clinic, pairing open. */
  static async start(): Promise<HubUnderTest> {
    const directory = new HubDirectory();
    try {
      return new HubUnderTest(directory, await startHub(directory, "--demo"));
    } catch (error) {
      directory[Symbol.dispose]();
      throw error;
    }
  }

  /** Signs one window of the operator in, once. */
  get operatorUrl(): string {
    return this.#hub.ready.operator_url;
  }

  /** Size of the database file, bytes. */
  get databaseBytes(): number {
    return Deno.statSync(`${this.#directory.data}/hub.db`).size;
  }

  /** Another load generator for this hub. */
  generator(): LoadProcess {
    const { url } = this.#hub.ready.pairing;
    const { email, password } = this.#account;
    const generator = new LoadProcess({ url, email, password });
    this.#generators.push(generator);
    return generator;
  }

  /** Stops the hub properly, with its generators. */
  async stop(): Promise<void> {
    for (const generator of this.#generators.splice(0)) await generator[Symbol.asyncDispose]();
    const code = await this.#hub.stop();
    const { stderr } = this.#hub;
    if (code !== 0 || stderr !== "") this.#earlierErrors.push({ event: "end", code, stderr });
  }

  /** Starts it again; milliseconds from the start of the process to `ready`. */
  async startAgain(): Promise<number> {
    this.#earlierErrors.push(...errorsOf(this.#hub));
    const startedMs = performance.now();
    this.#hub = await startHub(this.#directory);
    return performance.now() - startedMs;
  }

  /** Every error it has announced. */
  errors(): unknown[] {
    return [...this.#earlierErrors, ...errorsOf(this.#hub)];
  }

  /** Processes whose work is not someone else's. */
  get pids(): readonly number[] {
    return [this.#hub.pid, ...this.#generators.map(({ pid }) => pid)];
  }

  /** Processor time the hub has used, ms; null where the system does not tell. */
  cpuMs(): number | null {
    return cpuMsOf(this.#hub.pid);
  }

  /** Its memory now, and the most since it started or since {@linkcode forgetPeak}. */
  memory(): ProcessMemory | null {
    try {
      const status = Deno.readTextFileSync(`/proc/${this.#hub.pid}/status`);
      const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
      return { residentKib: field("VmRSS"), peakKib: field("VmHWM") };
    } catch {
      return null;
    }
  }

  /** Lets the peak start again from what is used now. */
  forgetPeak(): void {
    try {
      Deno.writeTextFileSync(`/proc/${this.#hub.pid}/clear_refs`, "5");
    } catch {
      // Not on this system: the peak is that since the start.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const generator of this.#generators) await generator[Symbol.asyncDispose]();
    await this.#hub.stop();
    this.#directory[Symbol.dispose]();
  }
}

function errorsOf(hub: HubProcess): unknown[] {
  return hub.events.filter(({ event }) => event === "error");
}

async function startHub(directory: HubDirectory, ...flags: string[]): Promise<HubProcess> {
  return await HubProcess.start(directory.flags("--pairing-open", ...flags));
}
