/**
 * The copies of an open hub: on demand, daily, and to the second place, one at a time.
 *
 * @module
 */

import { join } from "node:path";
import { isUnderKey } from "../../database/rekey_database.ts";
import type { ProcedureEvent } from "../../phone/procedure.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import {
  compareFiles,
  type DurableFiles,
  durableFiles,
  isWhole,
  jobsInWorker,
  type JobWatch,
  makeSnapshot,
  removeSuperfluous,
  SecondPlace,
  Shelf,
  shelfFolder,
  SnapshotError,
  type SnapshotJobs,
  type SnapshotLine,
  type SnapshotReason,
} from "../../snapshots/mod.ts";
import type { Vault } from "../../../vault/mod.ts";
import type { DataPaths } from "../opening/data_directory.ts";
import { FollowPlace } from "./follow_place.ts";
import type { SnapshotStep } from "./snapshot_control.ts";

/** The newest copy is older than this: it is time for the next. A clinic's day has fewer hours. */
const DAILY_MS = 20 * 3_600_000;
/** Times that can be set, for tests. */
export interface SnapshotTimes {
  /** From the opening to the first look whether a copy is due, ms. */
  readonly firstMs: number;
  /** From one such look to the next, ms. */
  readonly everyMs: number;
  /** How often the second place is looked at, ms. */
  readonly placeMs: number;
  /** After a copy to the second place has failed, ms. */
  readonly retryMs: number;
  /** How long the second place may take to answer, ms. */
  readonly answerMs: number;
  /** How long it may make no progress with what somebody waits for, ms. */
  readonly stallMs: number;
}
const TIMES: SnapshotTimes = {
  firstMs: 120_000,
  everyMs: 600_000,
  placeMs: 15_000,
  retryMs: 300_000,
  answerMs: 8_000,
  stallMs: 60_000,
};
/** How long a lock waits for what is under way to stop, ms. */
const STOP_MS = 10_000;

/** What copies need of an open hub. */
export interface HubSnapshotParts {
  readonly engine: SyncEngine;
  readonly vault: Vault;
  readonly paths: DataPaths;
  /** Version of the program. */
  readonly program: string;
  /** Tells the operator. */
  readonly report: (event: ProcedureEvent) => void;
  readonly files?: DurableFiles;
  readonly jobs?: SnapshotJobs;
  readonly times?: Partial<SnapshotTimes>;
}

/** See the module. */
export class HubSnapshots {
  readonly #parts: HubSnapshotParts;
  readonly #files: DurableFiles;
  readonly #jobs: SnapshotJobs;
  readonly #times: SnapshotTimes;
  readonly #ending = new AbortController();
  readonly shelf: Shelf;
  readonly second: SecondPlace;
  /** Ends when what was asked for so far has ended. */
  #queue: Promise<unknown> = Promise.resolve();
  #step: SnapshotStep | null = null;
  #problem: string | null = null;
  #lines: readonly SnapshotLine[] = [];
  readonly #follow: FollowPlace;
  /** When this run has made its last daily copy, by a clock nobody sets, ms. */
  #dailyAtMs = -Infinity;
  #timers: ReturnType<typeof setTimeout>[] = [];

  private constructor(parts: HubSnapshotParts) {
    this.#parts = parts;
    this.#files = parts.files ?? durableFiles;
    this.#jobs = parts.jobs ?? jobsInWorker;
    this.#times = { ...TIMES, ...parts.times };
    this.shelf = new Shelf(shelfFolder(parts.paths), this.#files);
    const nowMs = () => parts.engine.wallClock.nowMs();
    const { hubId } = parts.vault.secrets;
    const { answerMs, stallMs, retryMs } = this.#times;
    const patienceMs = { answerMs, stallMs };
    this.second = new SecondPlace(this.#files, parts.paths.directory, nowMs, hubId, patienceMs);
    this.#follow = new FollowPlace({
      ...{ second: this.second, shelf: this.shelf, report: parts.report, retryMs },
      ...{ newest: () => this.#newest, ending: this.#ending.signal },
    });
  }

  /** Begins to look after the copies of a hub that was just opened. */
  static async begin(parts: HubSnapshotParts): Promise<HubSnapshots> {
    const snapshots = new HubSnapshots(parts);
    await snapshots.shelf.tidy().catch(() => {});
    // A restore may have put one more aside.
    await removeSuperfluous(snapshots.shelf).catch(() => {});
    await snapshots.#refresh();
    await snapshots.second.load();
    const { firstMs, everyMs, placeMs } = snapshots.#times;
    snapshots.#repeat(() => snapshots.#daily(), firstMs, everyMs);
    snapshots.#repeat(() => snapshots.#follow.look(), 0, placeMs);
    return snapshots;
  }

  /**
   * Makes a copy, verified, and brings it to the second place in the background.
   *
   * @throws {SnapshotError}
   */
  make(reason: Exclude<SnapshotReason, "restore">): Promise<SnapshotLine> {
    return this.#inTurn(async (watch) => {
      const { engine, vault, paths, program } = this.#parts;
      try {
        // What devices have shown since the last commit belongs into the copy.
        await engine.write(() => {});
        const { dataKey: key, hubId } = vault.secrets;
        const line = await makeSnapshot({
          ...{ shelf: this.shelf, files: this.#files, jobs: this.#jobs },
          ...{ vault: paths.vault, database: paths.database, key, hubId, reason, program },
          nowMs: engine.wallClock.nowMs(),
        }, watch);
        await removeSuperfluous(this.shelf, line.id);
        this.#problem = null;
        const detail = { why: reason, rows: line.rows ?? 0 };
        const who = reason === "manual" ? "operator" as const : "hub" as const;
        engine.audit.note({ kind: "snapshot_made", who, detail });
        this.#parts.report({ event: "snapshot", code: "SNAPSHOT_MADE", reason, rows: detail.rows });
        return line;
      } catch (error) {
        this.#fail(error);
        throw error;
      } finally {
        await this.#refresh();
        this.#follow.tryAgain();
      }
    });
  }

  /** Opens and checks a copy again, and writes down what was found. @throws {SnapshotError} */
  verify(shelf: Shelf, id: string): Promise<SnapshotLine> {
    return this.#inTurn(async (watch) => {
      const { vault, engine } = this.#parts;
      const manifest = await shelf.manifest(id);
      const path = join(shelf.path(id), "hub.db");
      watch.onStep?.("checking", 0, 0);
      const { same, counted } = await compareFiles(shelf, id, watch);
      // SQLite would wait for ever where a folder in the network does not answer. What went to the
      // second place has digests: those of the files that were checked when they were made.
      const isHere = shelf === this.shelf;
      const check = () => this.#jobs.check({ path, key: vault.secrets.dataKey.slice() }, watch);
      const facts = same && isHere ? await check().catch(readFailure) : null;
      const isKnown = counted || isHere && isUnderKey(path, vault.secrets.dataKey);
      if (same && facts === null && !isKnown) {
        // Put aside under a key of before: neither good nor damaged.
        throw new SnapshotError("OTHER_KEY");
      }
      // Its digests are those of the files that were checked when it was made. That the present key
      // does not open it only means that the key has changed since.
      const isGood = same && (facts !== null || counted);
      const line = await shelf.note(id, {
        ...manifest,
        facts: facts ?? manifest.facts,
        verifiedAtMs: isGood ? engine.wallClock.nowMs() : null,
      });
      await this.#refresh();
      if (!isGood) throw new SnapshotError("DAMAGED");
      return line;
    });
  }

  /** Deletes a copy. @throws {SnapshotError} `ONLY_COPY` for the only whole one */
  remove(shelf: Shelf, id: string): Promise<void> {
    return this.#inTurn(async () => {
      const whole = (await shelf.list()).filter(isWhole);
      if (whole.length === 1 && whole[0]?.id === id) throw new SnapshotError("ONLY_COPY");
      await shelf.remove(id);
      await this.#refresh();
    });
  }

  /** Does something during which no copy is made: the files change as a whole. */
  exclusively<T>(work: (watch: JobWatch) => Promise<T>): Promise<T> {
    return this.#inTurn(work);
  }

  /** Brings the newest copy to a place that was just chosen. */
  async chooseSecond(folder: string | null): Promise<void> {
    await this.#follow.choose(folder);
    await this.#follow.look();
    await withinMs(this.#follow.taken, STOP_MS);
  }

  /** Version of the program. */
  get program(): string {
    return this.#parts.program;
  }

  /** What is known without looking. */
  get status() {
    return {
      newestAtMs: this.#newest?.madeAtMs ?? null,
      count: this.#lines.length,
      step: this.#step,
      problem: this.#problem,
      second: this.second.status,
    };
  }

  /** Stops what is under way and waits for its end, but not for ever. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#timers.forEach(clearTimeout);
    await withinMs(Promise.allSettled([this.#queue, this.#follow.taken]), STOP_MS);
  }

  /** The newest that is whole and was not put aside by a restore. */
  get #newest(): SnapshotLine | undefined {
    return this.#lines.find((line) => isWhole(line) && line.reason !== "restore");
  }

  #inTurn<T>(work: (watch: JobWatch) => Promise<T>): Promise<T> {
    const turn = this.#queue.catch(() => {}).then(async () => {
      const { signal } = this.#ending;
      if (signal.aborted) throw new SnapshotError("CANCELLED");
      try {
        const onStep = (what: SnapshotStep["what"], done: number, total: number) => {
          this.#step = { what, done, total };
        };
        return await work({ onStep, signal });
      } catch (error) {
        // What is broken off says so in many ways.
        const isOurs = !signal.aborted || error instanceof SnapshotError;
        throw isOurs ? error : new SnapshotError("CANCELLED", { cause: error });
      } finally {
        this.#step = null;
      }
    });
    this.#queue = turn;
    return turn;
  }

  async #daily(): Promise<void> {
    const ageMs = this.#parts.engine.wallClock.nowMs() - (this.#newest?.madeAtMs ?? -Infinity);
    if (ageMs >= 0 && ageMs < DAILY_MS) return;
    // A copy from the future is of a clock that was wrong: once a day is enough all the same.
    if (ageMs < 0 && performance.now() - this.#dailyAtMs < DAILY_MS) return;
    const made = await this.make("daily").catch(() => null);
    if (made !== null) this.#dailyAtMs = performance.now();
  }

  #fail(error: unknown): void {
    const code = error instanceof SnapshotError ? error.code : "STORAGE";
    if (code === "CANCELLED") return;
    this.#problem = code;
    this.#parts.report({ event: "error", code: "SNAPSHOT_FAILED", problem: code });
  }

  async #refresh(): Promise<void> {
    this.#lines = await this.shelf.list().catch(() => this.#lines);
  }

  #repeat(work: () => Promise<void>, firstMs: number, everyMs: number): void {
    const at = this.#timers.length;
    const run = async () => {
      await work();
      if (!this.#ending.signal.aborted) this.#timers[at] = setTimeout(run, everyMs);
    };
    this.#timers[at] = setTimeout(run, firstMs);
  }
}

/** Waits for the end of something, but not for ever. */
async function withinMs(end: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([end.catch(() => {}), promise]);
  clearTimeout(timer);
}

/** Null for a database that cannot be opened or is damaged; anything else is a failure. */
function readFailure(error: unknown): null {
  if (error instanceof SnapshotError && error.code === "DAMAGED") return null;
  throw error;
}
