/**
 * How large the workloads are, and where they tell how they go.
 *
 * @module
 */

import type { Latencies } from "../load/mod.ts";
import { inMs } from "../bench_line.ts";
import { OthersWatch } from "../machine.ts";
import type { HubUnderTest } from "../hub_under_test.ts";

/** Numbers of rows, calls and runs. */
export interface Sizes {
  /** Times each measurement is made; the median counts. */
  readonly runs: number;
  readonly pushRows: number;
  readonly pullRows: number;
  readonly hugeRows: number;
  /** Size of the database that a start is measured on. */
  readonly hugeBytes: number;
  readonly longPushRows: number;
  readonly calls: number;
  readonly clinicRounds: number;
  readonly relayRows: number;
  readonly idleMs: number;
}

/** The sizes of `docs/performance.md`. */
export const FULL: Sizes = {
  runs: 5,
  pushRows: 10_000,
  pullRows: 100_000,
  hugeRows: 1_000_000,
  hugeBytes: 2 ** 30,
  longPushRows: 50_000,
  calls: 2_000,
  clinicRounds: 10,
  relayRows: 50_000,
  idleMs: 300_000,
};

/** Small ones, to see whether everything works. Their figures say nothing. */
export const QUICK: Sizes = {
  runs: 1,
  pushRows: 2_000,
  pullRows: 5_000,
  hugeRows: 20_000,
  hugeBytes: 2 ** 25,
  longPushRows: 5_000,
  calls: 200,
  clinicRounds: 2,
  relayRows: 2_000,
  idleMs: 3_000,
};

/** Others that take more than this share of a core make a figure doubtful. */
const DISTURBED = 0.15;

/** Sizes and a voice. */
export class BenchPlan {
  readonly sizes: Sizes;
  /** True once others have kept the machine busy during a measurement. */
  disturbed = false;
  readonly #say: (line: string) => void;

  constructor(sizes: Sizes, say: (line: string) => void) {
    this.sizes = sizes;
    this.#say = say;
  }

  /** Tells a detail that has no place in the table. */
  note(text: string): void {
    this.#say(`    ${text}`);
  }

  /** Tells how long calls took. */
  noteLatencies(what: string, latencies: Latencies): void {
    const { calls, p50Ms, p95Ms, p99Ms, maxMs, failures } = latencies;
    const failed = Object.entries(failures).map(([reason, count]) =>
      `, ${count} failed: ${reason}`
    );
    this.note(
      `${what}: ${calls} calls, p50 ${inMs(p50Ms)}, p95 ${inMs(p95Ms)}, p99 ${inMs(p99Ms)}, ` +
        `max ${inMs(maxMs)}${failed.join("")}`,
    );
  }

  /** Measures, and says so when others kept the machine busy meanwhile. */
  async measure<T>(hub: HubUnderTest, action: () => Promise<T>): Promise<T> {
    const watch = new OthersWatch(() => hub.pids);
    const result = await action();
    const share = watch.share();
    if (share !== null && share > DISTURBED) {
      this.disturbed = true;
      this.note(`disturbed: others took ${(100 * share).toFixed(0)} % of a core`);
    }
    return result;
  }

  /** Tells the errors a hub has announced. */
  noteErrors(hub: HubUnderTest): void {
    for (const error of hub.errors()) this.note(`hub said: ${JSON.stringify(error)}`);
  }
}
