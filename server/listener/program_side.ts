/**
 * The program and its machine as the hub runs: updates, staying awake, the log. It follows the
 * events the hub announces, so that nobody has to tell it anything.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { diagnose } from "../diagnose/mod.ts";
import type { KeeperControl } from "../keeper/keeper_control.ts";
import { LogFile } from "../logs/mod.ts";
import { KeepAwake, LoginStart } from "../machine/mod.ts";
import type { MachineChoices as Choices, OperatorProgram, ProgramStatus } from "../operator/mod.ts";
import {
  type FailedUpdate,
  type Installation,
  UpdateError,
  type UpdatePlace,
  Updates,
  VersionFiles,
} from "../updates/mod.ts";
import { WireError } from "../wire/errors.ts";
import type { HubEvent } from "./announcer.ts";
import { MachineChoices } from "./machine_choices.ts";

/** A phone that has synced is likely to come back within this time: pull and push are two calls, ms. */
const SYNC_PAUSE_MS = 5_000;

/** How often the launcher is told that a hub which does not answer yet is being opened, ms. */
const ALIVE_MS = 5_000;

/** How often it is looked whether the launcher is still there, ms. */
const WATCHER_MS = 1_000;

/** What main knows of the program. */
export interface ProgramStart {
  /** Null when it runs from its sources. */
  readonly installation: Installation | null;
  /** Where updates come from. */
  readonly updates: UpdatePlace;
}

/** What it needs. */
export interface ProgramParts extends ProgramStart {
  readonly version: string;
  readonly directory: string;
  /** Whether the directory was named by a flag: else the program finds it by itself. */
  readonly isDirectoryGiven: boolean;
  readonly keeper: Pick<KeeperControl, "look" | "snapshot">;
  /** Ends the program in order. */
  readonly stop: () => void;
  /** Told whenever the status may have changed. */
  readonly onChange: () => void;
}

/** See the module. */
export class ProgramSide implements OperatorProgram, Disposable {
  readonly #parts: ProgramParts;
  readonly #updates: Updates;
  readonly #awake: KeepAwake;
  readonly #login: LoginStart;
  #choices: MachineChoices;
  readonly #log: LogFile;
  #underWay: () => number = () => 0;
  #isReady = false;
  #isOpen = false;
  #syncedAtMs = Number.NEGATIVE_INFINITY;
  #restart = false;
  #watch: ReturnType<typeof setInterval> | undefined;
  readonly #opening: ReturnType<typeof setInterval>;

  constructor(parts: ProgramParts) {
    const { installation, version, directory, updates, onChange } = parts;
    this.#parts = parts;
    this.#log = new LogFile(join(directory, "logs"));
    this.#choices = MachineChoices.read(directory);
    this.#awake = new KeepAwake(onChange);
    this.#login = new LoginStart({
      os: Deno.build.os,
      env: (name) => Deno.env.get(name),
      launcher: installation?.launcher ?? null,
      dataDirectory: parts.isDirectoryGiven ? resolve(directory) : null,
    });
    const { os, arch } = Deno.build;
    this.#updates = new Updates({
      present: { version, os, arch },
      place: updates,
      installation,
      phonesAreSyncing: () => this.#phonesAreSyncing(),
      snapshot: () => this.#snapshot(),
      restart: () => {
        this.#restart = true;
        parts.stop();
      },
      onChange,
    });
    this.#opening = setInterval(() => this.#updates.alive(), ALIVE_MS);
  }

  /** The update that did not come up, so that this program started again. */
  get failedUpdate(): FailedUpdate | null {
    const { installation } = this.#parts;
    return installation === null ? null : new VersionFiles(installation).failedUpdate;
  }

  /** Whether the program is to start again when it has ended. */
  get restartWanted(): boolean {
    return this.#restart;
  }

  get status(): ProgramStatus {
    return {
      updates: this.#updates.status,
      machine: {
        keepAwake: this.#choices.keepAwake,
        isHeldAwake: this.#awake.isHeld,
        startAtLogin: this.#login.isOn,
        canStartAtLogin: this.#login.isPossible,
      },
    };
  }

  /** Says how many requests of phones are under way. */
  connect(underWay: () => number): void {
    this.#underWay = underWay;
  }

  /** Follows an event of the hub. */
  hear(event: HubEvent): void {
    this.#logEvent(event);
    if (event.event === "sync") this.#syncedAtMs = performance.now();
    if (event.event === "ready") void this.#ready("pairing" in event);
    if (event.event === "unlocked") this.#opened();
    if (event.event === "locked") this.#closed();
  }

  check(): Promise<void> {
    return this.#updates.check();
  }

  takeFile(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    return this.#updates.takeFile(stream);
  }

  install(): void {
    void this.#updates.install();
  }

  goBack(): void {
    void this.#updates.goBack();
  }

  cancel(): void {
    this.#updates.cancel();
  }

  // deno-lint-ignore require-await -- what it throws has to reject
  async change({ keepAwake, startAtLogin }: Partial<Choices>): Promise<void> {
    if (keepAwake !== undefined) this.#choices.choose(keepAwake);
    if (startAtLogin !== undefined) {
      try {
        this.#login.choose(startAtLogin);
      } catch (error) {
        throw new WireError("STORAGE", { cause: error });
      }
    }
    void this.#awake.want(this.#isOpen && this.#choices.keepAwake);
  }

  async diagnose(): Promise<string> {
    const { version, directory, installation } = this.#parts;
    return await diagnose({ version, directory, installation, update: this.#updates.status });
  }

  /** Ends what is under way; the machine may sleep. */
  [Symbol.dispose](): void {
    clearInterval(this.#watch);
    clearInterval(this.#opening);
    // After a reset there is none, and a stop begins none: nothing is left for whoever comes next.
    this.#log.write({ event: "stopped", again: this.#restart }, false);
    this.#updates[Symbol.dispose]();
    this.#awake[Symbol.dispose]();
  }

  async #ready(isOpen: boolean): Promise<void> {
    clearInterval(this.#opening);
    this.#updates.start();
    this.#endWithWatcher();
    if (isOpen) return this.#opened();
    // With nothing to open there is nothing more a new version could prove.
    const { keeper, directory } = this.#parts;
    const state = await keeper.look(directory).then(({ state }) => state, () => null);
    if (state === "new") this.#updates.proved();
  }

  /** Whoever ends the launcher that watches this program means the program. */
  #endWithWatcher(): void {
    const watcher = this.#parts.installation?.watcher ?? null;
    if (watcher === null) return;
    this.#watch = setInterval(() => {
      if (Deno.ppid !== watcher) this.#parts.stop();
    }, WATCHER_MS);
  }

  #opened(): void {
    this.#isOpen = true;
    this.#updates.proved();
    // Another hub may have taken the place of the one that was removed: nobody has chosen for it yet.
    this.#choices = MachineChoices.read(this.#parts.directory);
    void this.#awake.want(this.#choices.keepAwake);
  }

  #closed(): void {
    this.#isOpen = false;
    void this.#awake.want(false);
  }

  #phonesAreSyncing(): boolean {
    return this.#underWay() > 0 || performance.now() - this.#syncedAtMs < SYNC_PAUSE_MS;
  }

  /** A copy of the records that was opened and checked. */
  async #snapshot(): Promise<void> {
    const { keeper, directory } = this.#parts;
    if (!this.#isOpen) {
      const { state } = await keeper.look(directory);
      if (state === "new") return;
      throw new UpdateError("LOCKED");
    }
    await keeper.snapshot("update").catch((cause) => {
      throw new UpdateError("NO_COPY", { cause });
    });
  }

  /** A second start of the program must not write into the log of the first. */
  #logEvent(event: HubEvent): void {
    if (event.event === "error" && event["code"] === "OTHER_INSTANCE") return;
    // A start that fails leaves nothing behind in a directory that was no hub's before.
    if (event.event !== "ready") return this.#log.write(event, this.#isReady);
    this.#isReady = true;
    const { version } = this.#parts;
    this.#log.write({ event: "ready", version, os: Deno.build.os, open: "pairing" in event });
  }
}
