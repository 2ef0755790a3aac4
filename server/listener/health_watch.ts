/**
 * The hub's health as the listener looks after it: from its start to its end, locked or not.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/keeper_control.ts";
import {
  HealthMonitor,
  type HealthProblem,
  type HealthReport,
  type HealthSystem,
  type KeeperHealth,
  type ProblemNews,
  Reach,
} from "../health/mod.ts";
import { removeHealthFile, writeHealthFile } from "../health/health_file.ts";
import type { CloudStatus, OperatorHealth } from "../operator/mod.ts";
import type { Announce } from "./announcer.ts";
import type { LanPlace } from "./lan_place.ts";

/** The same problem opens a closed window at most this often, ms. */
const SHOW_AGAIN_MS = 3_600_000;

/** What it needs. */
export interface HealthWatchParts {
  readonly directory: string;
  readonly versions: { readonly program: string; readonly webview: string };
  readonly keeper: KeeperControl;
  /** Whether the hub is open. */
  readonly isOpen: () => boolean;
  /** The way to the cloud; rejects while the hub is locked. */
  readonly cloud: () => Promise<CloudStatus>;
  /** Whether the system has agreed to stay awake for this program. */
  readonly isHeldAwake: () => boolean;
  readonly lan: LanPlace;
  readonly announce: Announce;
  /** Something stops phones or endangers records: whoever is near has to see it. */
  readonly onStop: () => void;
  /** An open page may show something new. */
  readonly onChange: () => void;
  /** In place of the machine, for tests. */
  readonly system?: HealthSystem;
}

/** See the module. */
export class HealthWatch implements OperatorHealth {
  readonly #parts: HealthWatchParts;
  #openSinceMs: number | null = null;
  #reach: Reach | null = null;
  #monitor: HealthMonitor | null = null;
  /** When each problem was last shown to whoever is near. */
  readonly #shownMs = new Map<string, number>();

  constructor(parts: HealthWatchParts) {
    this.#parts = parts;
  }

  /** Says where `--health` finds this program. Never rejects. */
  async open(operatorPort: number, token: string): Promise<void> {
    const { directory, versions, keeper, lan, cloud, isOpen, system } = this.#parts;
    this.#reach = await Reach.open(directory, () => placeOf(lan));
    this.#monitor = new HealthMonitor({
      directory,
      versions,
      keeper: () => this.#locked() ?? keeper.health(),
      snapshots: () => isOpen() ? keeper.snapshotStatus() : Promise.resolve(null),
      cloud: () => isOpen() ? cloud() : Promise.resolve(null),
      openSinceMs: () => this.#openSince(),
      isHeldAwake: this.#parts.isHeldAwake,
      port: () => lan.port,
      reach: this.#reach,
      onNews: (news) => this.#tell(news),
      ...(system === undefined ? {} : { system }),
    });
    await writeHealthFile(directory, operatorPort, token).catch(() => {});
  }

  /** Begins to look. */
  start(): void {
    this.#monitor?.start();
  }

  /** What was found at the last look. */
  get problems(): readonly HealthProblem[] {
    return this.#monitor?.problems ?? [];
  }

  look(): Promise<HealthReport> {
    return this.#monitor?.look() ?? Promise.reject(new Error("Cannot look: nothing has started"));
  }

  /** Damage was met: it is told until a database without is seen, whether or not the hub is open. */
  metDamage(): void {
    this.#monitor?.metDamage();
    this.hasNews();
  }

  /** Looks without anybody waiting: something has changed that it should see. */
  hasNews(): void {
    void this.#monitor?.look();
  }

  checkDatabase(): Promise<void> {
    return this.#parts.keeper.checkDatabase();
  }

  /** A request of a phone came from this address. */
  heard(address: string): void {
    this.#reach?.heard(address, Date.now());
  }

  /** Looks no more. */
  async stop(): Promise<void> {
    if (this.#monitor === null) return;
    this.#monitor[Symbol.dispose]();
    await removeHealthFile(this.#parts.directory);
  }

  /** Since when the hub has been seen open. */
  #openSince(): number | null {
    this.#openSinceMs = this.#parts.isOpen() ? this.#openSinceMs ?? Date.now() : null;
    return this.#openSinceMs;
  }

  #locked(): Promise<KeeperHealth> | null {
    return this.#parts.isOpen() ? null : Promise.reject(new Error("Cannot look: locked"));
  }

  /** Notes are for the page alone: a log is for what somebody has to act on. */
  #tell({ began, ended }: ProblemNews): void {
    const { announce, onChange } = this.#parts;
    for (const { code, severity } of began) {
      if (severity !== "note") announce({ event: "health", state: "began", code, severity });
    }
    for (const { code, severity } of ended) {
      if (severity !== "note") announce({ event: "health", state: "ended", code, severity });
    }
    onChange();
    if (began.some((problem) => this.#isWorthShowing(problem))) this.#parts.onStop();
  }

  /** A network that comes and goes must not open a window each time. */
  #isWorthShowing({ code, severity }: HealthProblem): boolean {
    const nowMs = performance.now();
    const lastMs = this.#shownMs.get(code) ?? -Infinity;
    if (severity !== "stop" || nowMs - lastMs < SHOW_AGAIN_MS) return false;
    this.#shownMs.set(code, nowMs);
    return true;
  }
}

function placeOf(lan: LanPlace) {
  const { addresses, choice } = lan.status();
  return { url: lan.reachableUrl(), own: addresses.map(({ address }) => address), choice };
}
