/**
 * Keeps the machine from falling asleep while phones are served: a sleeping hub is one that no phone
 * finds. The screen may go dark.
 *
 * @module
 */

import { stayAwakeOnWindows } from "./keep_awake_windows.ts";

/** Holds until disposed. */
export interface Hold extends Disposable {
  /** Resolves when the system does not hold any more, disposed or not. */
  readonly lost?: Promise<unknown>;
}

/** After so long the system is asked again that has let go by itself, ms. */
const AGAIN_MS = 60_000;

/**
 * How each system is asked. Both programs end when this one does, also when it is killed: the first
 * waits for the end of its input, the second watches the process.
 */
const COMMANDS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: [
    ...["systemd-inhibit", "--what=sleep:idle", "--mode=block"],
    ...["--who=Hikma Health Sync Hub", "--why=Phones are served", "cat"],
  ],
  darwin: ["caffeinate", "-i", "-w", `${Deno.pid}`],
};

/** See the module. */
export class KeepAwake implements Disposable {
  readonly #take: () => Promise<Hold | null>;
  readonly #onChange: () => void;
  readonly #againMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hold: Hold | null = null;
  #wanted = false;
  #taking = false;

  /**
   * Nothing is asked yet.
   *
   * @param onChange Told whenever {@linkcode KeepAwake.isHeld} may have changed
   * @param take Asks the system; null where it cannot be asked
   * @param againMs When a system that has let go by itself is asked again
   */
  constructor(
    onChange: () => void,
    take: () => Promise<Hold | null> = askSystem,
    againMs: number = AGAIN_MS,
  ) {
    this.#onChange = onChange;
    this.#take = take;
    this.#againMs = againMs;
  }

  /** Whether the system has been asked to stay awake, and has agreed. */
  get isHeld(): boolean {
    return this.#hold !== null;
  }

  /** Says whether the machine is to stay awake from now on. Never throws. */
  async want(wanted: boolean): Promise<void> {
    this.#wanted = wanted;
    if (!wanted) return this.#release();
    if (this.#hold !== null || this.#taking) return;
    this.#taking = true;
    const hold = await this.#take().catch(() => null);
    this.#taking = false;
    // It was given up while the system was asked.
    if (this.#wanted) this.#hold = hold;
    else hold?.[Symbol.dispose]();
    hold?.lost?.then(() => this.#lost(hold), () => {});
    this.#onChange();
  }

  /** Somebody has ended the program that held it, or the service behind it was started anew. */
  #lost(hold: Hold): void {
    if (this.#hold !== hold) return;
    this.#hold = null;
    this.#onChange();
    this.#timer = setTimeout(() => void this.want(this.#wanted), this.#againMs);
  }

  /** Lets the machine sleep. */
  [Symbol.dispose](): void {
    this.#wanted = false;
    this.#release();
  }

  #release(): void {
    clearTimeout(this.#timer);
    if (this.#hold === null) return;
    this.#hold[Symbol.dispose]();
    this.#hold = null;
    this.#onChange();
  }
}

/** How long a refusal may take to show, ms. */
const REFUSAL_MS = 500;

/** Asks the system. Null where the program may not, cannot, or is refused. */
async function askSystem(): Promise<Hold | null> {
  if (Deno.build.os === "windows") return stayAwakeOnWindows();
  const [command, ...args] = COMMANDS[Deno.build.os] ?? [];
  if (command === undefined) return null;
  const { state } = await Deno.permissions.query({ name: "run", command });
  if (state !== "granted") return null;
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = Promise.withResolvers<"held">();
  const timeout = setTimeout(() => timer.resolve("held"), REFUSAL_MS);
  const first = await Promise.race([timer.promise, child.status]);
  clearTimeout(timeout);
  if (first !== "held") {
    await child.stdin.close().catch(() => {});
    return null;
  }
  child.unref();
  return {
    lost: child.status,
    [Symbol.dispose]: () => {
      child.stdin.close().catch(() => {});
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
    },
  };
}
