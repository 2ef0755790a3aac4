/**
 * Relays by itself while the hub is open: one run at a time, on a schedule, on demand, cancellable
 * (decision 22, B23). Owns no rule about rows.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type {
  EndedRun,
  RelayProblem,
  RelayProgress,
  RelayTally,
  RelayWatcher,
} from "../relay_status.ts";
import { checkKey, type KeyCheck } from "./check_key.ts";
import { EMPTY_TALLY, type RelayKeeper, type RemoteStore } from "./relay_keeper.ts";
import { deviceProblem, relayProblemOf } from "./relay_problem.ts";
import type { Registered, RelayEvent, RelayWorkerControl } from "./relay_worker_control.ts";
import { MACHINE_TIME, RunClock, type RunClockParts } from "./run_clock.ts";

/** How often the loop looks whether it is time, ms. */
const LOOK_MS = 5_000;
/** How often the page is told of progress, ms. */
const STATE_MS = 500;
/** How often a script is told of progress within a step, ms. */
const PROGRESS_MS = 10_000;

/** One run; resolves with why it did not relay, null when it did everything. */
export type RunOnce = (
  store: RemoteStore,
  access: CloudAccess,
  watcher: RelayWatcher,
) => Promise<RelayProblem | null>;

/** What a {@linkcode RelayLoop} is made of. */
export interface RelayLoopParts {
  readonly keeper: RelayKeeper & RemoteStore;
  readonly tell: (event: RelayEvent) => void;
  readonly runOnce: RunOnce;
  readonly checkKey?: (access: CloudAccess, signal?: AbortSignal) => Promise<KeyCheck>;
  readonly time?: RunClockParts;
  readonly lookMs?: number;
}

interface Running {
  readonly controller: AbortController;
  readonly startedMs: number;
  progress: RelayProgress;
  tally: RelayTally;
  /** Who is told when it has ended. */
  readonly done: Promise<void>;
}

/** See the module. */
export class RelayLoop implements RelayWorkerControl {
  readonly #parts: RelayLoopParts;
  readonly #checkKey: (access: CloudAccess, signal?: AbortSignal) => Promise<KeyCheck>;
  readonly #time: RunClockParts;
  readonly #clock: RunClock;
  #timer: ReturnType<typeof setInterval> | undefined;
  #access: CloudAccess | null = null;
  #isVerified = true;
  #isDemo = false;
  #isOpen = false;
  /** Whether what the keeper has kept is known. */
  #isLoaded = false;
  #isLooking = false;
  #running: Running | null = null;
  /** Another run is wanted after the one under way. */
  #again = false;
  #lastRun: EndedRun | null = null;
  #failures = 0;
  #stateTimer: ReturnType<typeof setTimeout> | undefined;
  #toldProgressMs = 0;

  constructor(parts: RelayLoopParts) {
    this.#parts = parts;
    this.#checkKey = parts.checkKey ?? checkKey;
    this.#time = parts.time ?? MACHINE_TIME;
    this.#clock = new RunClock(this.#time);
  }

  async open(): Promise<void> {
    this.#isOpen = true;
    this.#isLoaded = false;
    this.#clock.stop();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#look(), this.#parts.lookMs ?? LOOK_MS);
    await this.#look();
  }

  async close(deadlineMs: number): Promise<void> {
    this.#isOpen = false;
    this.#again = false;
    clearInterval(this.#timer);
    this.#clock.stop();
    await this.#stopRun(deadlineMs);
    if (!this.#isOpen) this.#access = null;
    this.#tellState();
  }

  async register(access: CloudAccess): Promise<Registered> {
    if ((await this.#parts.keeper.start()).isDemo) return { registered: false, problem: "DEMO" };
    const check = await this.#checkKey(access);
    if (check.problem !== null) return { registered: false, problem: check.problem };
    // Clinics come later by themselves; a hub that was retired does not.
    const problem = deviceProblem(null, check.device);
    if (problem !== null && problem !== "NO_CLINICS") return { registered: false, problem };
    await this.#stopRun();
    const registration = await this.#keep(check.access, check.device, check.info);
    // What was refused changes nothing; the run that was stopped for it begins again.
    if (this.#access !== null) this.#clock.now();
    void this.#look();
    this.#tellState();
    if (registration === null) return { registered: false, problem: "OTHER_CLOUD" };
    return { registered: true, registration };
  }

  async forget(): Promise<void> {
    this.#access = null;
    // What is being read of the keeper at this moment is out of date.
    this.#isLoaded = true;
    this.#lastRun = null;
    this.#failures = 0;
    this.#clock.stop();
    await this.#stopRun();
    this.#tellState();
  }

  async check(): Promise<RelayProblem | null> {
    const access = this.#access;
    if (access === null) return "KEY_REFUSED";
    const check = await this.#checkKey(access);
    if (check.problem !== null) return check.problem;
    await this.#parts.keeper.noteDevice(check.device);
    const { device: known } = await this.#parts.keeper.state();
    return deviceProblem(known, check.device);
  }

  // deno-lint-ignore require-await -- part of what is asked over a port
  async syncNow(): Promise<boolean> {
    if (!this.#isOpen || this.#access === null) return false;
    if (this.#running !== null) this.#again = true;
    this.#clock.now();
    void this.#look();
    return true;
  }

  async cancel(): Promise<boolean> {
    if (this.#running === null) return false;
    this.#again = false;
    await this.#stopRun();
    return true;
  }

  /** @param signal aborted by whoever ends the run that keeps it, and wants no access any more */
  async #keep(access: CloudAccess, device: CloudDevice, info: unknown, signal?: AbortSignal) {
    const registration = await this.#parts.keeper.register(access, device, info);
    if (registration === null) return null;
    this.#isLoaded = true;
    if (signal?.aborted !== true) this.#access = access;
    this.#isVerified = true;
    this.#lastRun = null;
    this.#failures = 0;
    this.#parts.tell({ type: "registered", name: device.name });
    return registration;
  }

  /** Ends the run under way; waits for it so long at most. */
  async #stopRun(deadlineMs?: number): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    running.controller.abort();
    if (deadlineMs === undefined) return await running.done;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<void>((resolve) => timer = setTimeout(resolve, deadlineMs));
    await Promise.race([running.done, deadline]);
    clearTimeout(timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking || !this.#isOpen || this.#running !== null) return;
    this.#isLooking = true;
    try {
      if (!this.#isLoaded) await this.#load();
      if (this.#access === null) return;
      if (!this.#clock.isDue()) {
        const hasNews = await this.#parts.keeper.hasNews();
        const before = this.#clock.dueAtMs;
        if (hasNews) this.#clock.news(this.#failures);
        if (hasNews && this.#clock.dueAtMs !== before) this.#tellState();
      }
      if (this.#clock.isDue()) this.#begin();
    } catch {
      // The hub is being locked, or its disk fails: the next look will tell.
    } finally {
      this.#isLooking = false;
    }
  }

  /** What is kept of earlier runs. A disk that fails is asked again at the next look. */
  async #load(): Promise<void> {
    const { access, isVerified, isDemo, lastRun, failures } = await this.#parts.keeper.start();
    // It may have been closed meanwhile, or registered.
    if (!this.#isOpen || this.#isLoaded) return;
    this.#isLoaded = true;
    this.#access = access;
    this.#isVerified = isVerified;
    this.#isDemo = isDemo;
    this.#lastRun = lastRun;
    this.#failures = failures;
    if (access !== null) this.#clock.now();
    this.#tellState();
  }

  #begin(): void {
    const access = this.#access;
    if (!this.#isOpen || access === null || this.#running !== null) return;
    const ended = Promise.withResolvers<void>();
    const running: Running = {
      controller: new AbortController(),
      startedMs: this.#time.nowMs(),
      progress: { step: "checking", attempt: 1, rows: 0, ofRows: null, bytes: 0 },
      tally: EMPTY_TALLY,
      done: ended.promise,
    };
    this.#running = running;
    this.#clock.stop();
    this.#parts.tell({ type: "started" });
    this.#tellState();
    this.#run(running, access)
      .catch((error) => relayProblemOf(error))
      .then((problem) => this.#end(running, problem))
      .finally(ended.resolve);
  }

  async #run(running: Running, access: CloudAccess): Promise<RelayProblem | null> {
    const { keeper, runOnce } = this.#parts;
    const { signal } = running.controller;
    // What phones do with made-up patients would be theirs, and go up.
    if (this.#isDemo) return "DEMO";
    if (!this.#isVerified) {
      const check = await this.#checkKey(access, signal);
      if (check.problem !== null) return check.problem;
      const problem = deviceProblem(null, check.device);
      if (problem !== null && problem !== "NO_CLINICS") return problem;
      if (signal.aborted) return "CANCELLED";
      const kept = await this.#keep(check.access, check.device, check.info, signal);
      if (kept === null) return "OTHER_CLOUD";
      if (signal.aborted) return "CANCELLED";
    }
    // In order, and not waited for: a run does not depend on what is shown of it.
    let noted: Promise<void> = Promise.resolve();
    const problem = await runOnce(keeper, this.#access ?? access, {
      signal,
      onProgress: (progress) => this.#progressed(running, progress),
      onTally: (tally) => {
        running.tally = tally;
      },
      onDevice: (device) => {
        noted = noted.then(() => keeper.noteDevice(device)).catch(() => {});
      },
    });
    await noted;
    if (problem !== "KEY_REFUSED" && problem !== "NOT_A_CLOUD") return problem;
    // A key check tells a sign-in page from a cloud, and one that is too new from another server.
    const check = await this.#checkKey(access, signal);
    if (check.problem !== null) return check.problem;
    // The cloud knows the key: a new one would be refused as well.
    return problem === "KEY_REFUSED" ? "CLOUD_FAILED" : problem;
  }

  async #end(running: Running, problem: RelayProblem | null): Promise<void> {
    this.#running = null;
    const run: EndedRun = { endMs: this.#time.nowMs(), problem, tally: running.tally };
    const wasStopped = problem === "CANCELLED" || problem === "LOCKED";
    if (problem === null) this.#failures = 0;
    else if (!wasStopped) this.#failures++;
    this.#lastRun = run;
    // Another beginning has ended it: a file that was loaded, records that were cleared.
    if (problem === "CANCELLED" && !running.controller.signal.aborted) this.#again = true;
    if (this.#isOpen && this.#access !== null) {
      const hasSent = Object.values(running.tally.sent).some((rows) => rows > 0);
      // A line that breaks often and takes some rows each time is no cloud that does not answer.
      this.#clock.ended(wasStopped ? 0 : hasSent ? Math.min(this.#failures, 1) : this.#failures);
      // What it sent has to be seen in the cloud before what hangs on it can follow: a clinic with
      // ten minutes of internet a day does not wait for the schedule. Nor does what stands behind a
      // refused row: a run may find only one of many.
      const mayFollow = hasSent || running.tally.refused > 0;
      if (problem === null && mayFollow) this.#clock.news(0);
      if (this.#again) this.#clock.now();
    }
    this.#again = false;
    // A locked hub cannot note it; that its run was stopped says nothing anyway.
    await this.#parts.keeper.noteRun({ run, failures: this.#failures }).catch(() => {});
    this.#parts.tell({ type: "ended", run, nextRunMs: this.#clock.dueAtMs });
    this.#tellState();
    void this.#look();
  }

  #progressed(running: Running, progress: RelayProgress): void {
    const { step, attempt } = running.progress;
    const isNew = progress.step !== step || progress.attempt !== attempt;
    running.progress = progress;
    const nowMs = this.#time.steadyMs();
    if (isNew || nowMs - this.#toldProgressMs >= PROGRESS_MS) {
      this.#toldProgressMs = nowMs;
      this.#parts.tell({ type: "progress", progress });
    }
    if (isNew) this.#tellState();
    else this.#stateTimer ??= setTimeout(() => this.#tellState(), STATE_MS);
  }

  #tellState(): void {
    clearTimeout(this.#stateTimer);
    this.#stateTimer = undefined;
    const running = this.#running;
    this.#parts.tell({
      type: "state",
      state: {
        run: running === null ? null : { ...running.progress, startedMs: running.startedMs },
        nextRunMs: this.#clock.dueAtMs,
        lastRun: this.#lastRun,
        failures: this.#failures,
      },
    });
  }
}
