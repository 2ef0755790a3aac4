/**
 * Looks after the hub: measures three times a minute, locked or not, and says what has become a
 * problem and what has ceased to be one.
 *
 * @module
 */

import { DiskTrend, type ReadRoom, systemRoom } from "./disk.ts";
import { closedDatabase, NO_DATABASE } from "./closed_database.ts";
import { findProblems } from "./find_problems.ts";
import { readFirewall } from "./firewall.ts";
import type {
  DatabaseFacts,
  FirewallFacts,
  HealthFacts,
  IntegrityFacts,
  PowerFacts,
  RelayFacts,
  SecondPlaceFacts,
  SnapshotFacts,
} from "./health_facts.ts";
import type { HealthReport } from "./health_report.ts";
import type { KeeperHealth } from "./hub_health.ts";
import { OpenProblems, type ProblemNews } from "./open_problems.ts";
import { type PowerPlaces, readPower } from "./power.ts";
import { Question } from "./question.ts";
import type { Reach } from "./reach.ts";
import { madeMs, versionFacts } from "./versions.ts";

/** A condition is noticed within a minute, also when one look comes too early. */
export const LOOK_EVERY_MS = 20_000;

/** What is asked of the status of snapshots (`server/keeper/copies/snapshot_control.ts`). */
export interface StatedSnapshots {
  /** Epoch ms of the newest verified one beside the data, null without any. */
  readonly newestAtMs: number | null;
  /** How many are beside the data. */
  readonly count: number;
  /** Why the last one could not be made, null when it was. */
  readonly problem: string | null;
  /** The second place. */
  readonly second: Pick<SecondPlaceFacts, "state" | "sameDisk"> & {
    readonly newestAtMs: number | null;
  };
}

/** What is asked of the status of the cloud (`server/relay/relay_status.ts`). */
export interface StatedCloud extends Pick<RelayFacts, "lastSuccessMs" | "oldestWaitingMs"> {
  /** Null while the hub is not registered. */
  readonly registration: object | null;
  /** Rows that wait, by table. */
  readonly tables: Readonly<Record<string, { readonly waiting: number }>>;
  /** The run that ended last, null before the first. */
  readonly lastRun: { readonly problem: string | null } | null;
}

/** What a {@linkcode HealthMonitor} is made of. */
export interface HealthMonitorParts {
  /** Where the data is. */
  readonly directory: string;
  /** Versions of the program and of its web view library. */
  readonly versions: { readonly program: string; readonly webview: string };
  /** What the keeper knows; rejects while no hub is open. */
  readonly keeper: () => Promise<KeeperHealth>;
  /** Snapshots, null when nobody can say. */
  readonly snapshots: () => Promise<StatedSnapshots | null>;
  /** The way to the cloud, null when nobody can say. */
  readonly cloud: () => Promise<StatedCloud | null>;
  /** When the hub was opened, epoch ms; null while it is locked. */
  readonly openSinceMs: () => number | null;
  /** Whether the system has agreed to stay awake for this program. */
  readonly isHeldAwake: () => boolean;
  /** The port phones reach. */
  readonly port: () => number;
  /** Can a phone reach the hub? */
  readonly reach: Reach;
  /** Told of what is new. */
  readonly onNews: (news: ProblemNews) => void;
  /** In place of the system. */
  readonly system?: HealthSystem;
}

/** The machine as the monitor sees it. */
export interface HealthSystem {
  /** Room on the disk. */
  readonly room?: ReadRoom;
  /** Where mains and battery are read. */
  readonly power?: PowerPlaces;
  /** Where settings of firewalls are read. */
  readonly root?: string;
  /** Epoch ms. */
  readonly nowMs?: () => number;
  /** Ms since some fixed moment, never stepping back. */
  readonly steadyMs?: () => number;
  /** How long an answer is waited for, ms. */
  readonly answerMs?: number;
}

const NO_POWER: PowerFacts = { onMains: null, batteryPercent: null, keptAwake: null };
const NO_WALL: FirewallFacts = { kind: "unknown", active: null, letsIn: null, fix: null };

/** See the module. */
export class HealthMonitor implements Disposable {
  readonly #parts: HealthMonitorParts;
  readonly #asks: ReturnType<typeof questions>;
  readonly #nowMs: () => number;
  readonly #steadyMs: () => number;
  readonly #trend = new DiskTrend();
  readonly #problems = new OpenProblems();
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: Promise<HealthReport> | null = null;
  /** Damage that was met, also while nobody can ask whether it is still there. */
  #damage: IntegrityFacts | null = null;

  /** A monitor that does not look by itself before {@linkcode HealthMonitor.start}. */
  constructor(parts: HealthMonitorParts) {
    this.#parts = parts;
    this.#asks = questions(parts);
    this.#nowMs = parts.system?.nowMs ?? (() => Date.now());
    this.#steadyMs = parts.system?.steadyMs ?? (() => performance.now());
  }

  /** Looks now and every 20 s. */
  start(): void {
    void this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** What was found at the last look, the most pressing first. */
  get problems(): HealthReport["problems"] {
    return this.#problems.list;
  }

  /** Measures everything now. Looks that overlap are one. Never rejects. */
  look(): Promise<HealthReport> {
    this.#looking ??= this.#look().finally(() => this.#looking = null);
    return this.#looking;
  }

  /** Damage was met just now. */
  metDamage(): void {
    const none = { tookMs: null, running: false, failed: false };
    this.#damage ??= { result: "damaged", atMs: this.#nowMs(), ...none };
  }

  /** Looks no more. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<HealthReport> {
    const { openSinceMs, onNews } = this.#parts;
    const facts = await this.#facts();
    const nowMs = this.#nowMs();
    const opened = openSinceMs();
    const news = this.#problems.take(findProblems(facts, nowMs, opened), nowMs);
    if (news !== null) onNews(news);
    const { list: problems } = this.#problems;
    return { state: opened === null ? "locked" : "unlocked", checkedAtMs: nowMs, problems, facts };
  }

  async #facts(): Promise<HealthFacts> {
    const { versions, isHeldAwake } = this.#parts;
    const asks = this.#asks;
    const damage = this.#damage;
    // All at once: a look ends within seconds, whatever hangs.
    const [known, room, copies, relay, reached, power, closed] = await Promise.all([
      asks.keeper.answer(),
      asks.room.answer(),
      asks.snapshots.answer(),
      asks.cloud.answer(),
      asks.reach.answer(),
      asks.power.answer().then((power) => power ?? NO_POWER),
      asks.closed.answer(),
    ]);
    const database = known?.database ?? this.#locked(closed);
    // What was met in the meantime is newer than the answer.
    if (known !== null && this.#damage === damage) {
      const { integrity } = known.database;
      this.#damage = integrity?.result === "damaged" ? integrity : null;
    }
    return {
      disk: this.#trend.note(room, this.#steadyMs()),
      database: { ...database, silent: asks.keeper.isSilent },
      snapshots: copies === null ? null : snapshotFacts(copies),
      clock: {
        wallMs: this.#nowMs(),
        madeMs: madeMs(versions.program),
        newestStampMs: known?.newestStampMs ?? null,
        leapt: known?.clockLeapt ?? false,
        phones: known?.phones ?? [],
        cloudLeadMs: known?.cloudLeadMs ?? null,
      },
      relay: relay === null ? null : relayFacts(relay),
      reach: reached,
      power: isHeldAwake() ? { ...power, keptAwake: true } : power,
      versions: versionFacts(versions, known),
    };
  }

  /**
   * What is known of a database that nobody has open. One that was set aside has no damage. What is
   * missing is on the page already, and for a moment it may only be on its way.
   */
  #locked(closed: DatabaseFacts | null): DatabaseFacts {
    if (closed?.bytes === 0) this.#damage = null;
    return { ...closed ?? NO_DATABASE, brokenPart: null, integrity: this.#damage };
  }
}

/** What a look asks. */
function questions(parts: HealthMonitorParts) {
  const { directory, keeper, snapshots, cloud, reach, port, system = {} } = parts;
  const { room = systemRoom, power, root = "/", answerMs } = system;
  const program = Deno.execPath();
  const question = <T>(ask: () => Promise<T>) => new Question(ask, answerMs);
  const firewall = question(() => readFirewall({ port: port(), program, os: Deno.build.os, root }));
  return {
    keeper: question(keeper),
    snapshots: question(snapshots),
    cloud: question(cloud),
    room: question(() => room(directory)),
    power: question(() => readPower(power)),
    reach: question(async () => await reach.look(await firewall.answer() ?? NO_WALL)),
    closed: question(() => closedDatabase(directory)),
  };
}

function snapshotFacts({ newestAtMs, count, problem, second }: StatedSnapshots): SnapshotFacts {
  const { state, newestAtMs: newestMs, sameDisk } = second;
  return { newestMs: newestAtMs, count, problem, second: { state, newestMs, sameDisk } };
}

function relayFacts(status: StatedCloud): RelayFacts | null {
  const { registration, lastSuccessMs, oldestWaitingMs, tables, lastRun } = status;
  if (registration === null) return null;
  const waiting = Object.values(tables).reduce((sum, { waiting }) => sum + waiting, 0);
  return { lastSuccessMs, oldestWaitingMs, waiting, problem: lastRun?.problem ?? null };
}
