/**
 * B8: what others notice while one phone pushes very much.
 *
 * @module
 */

import { type BenchLine, inMib, inMs, median } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import type { Latencies, LoadProcess, ProbedCall } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";

const P99_AIM_MS = 50;
const IDLE_MS = 3_000;
/** Heartbeats cost next to nothing; of the others there are no more than a busy clinic makes. */
const EVERY_MS: Record<ProbedCall, number> = { heartbeat: 5, handshake: 20, pull: 20 };

/** B8. */
export async function besideLongPush(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, longPushRows: rows } = plan.sizes;
  const first: Latencies[] = [];
  const later: Latencies[] = [];
  const idle: Latencies[] = [];
  for (let run = 0; run < runs; run++) {
    await using beside = await Beside.start(plan);
    idle.push(await beside.idle());
    first.push(await beside.push("heartbeat"));
    later.push(await beside.push("heartbeat"));
    plan.noteErrors(beside.hub);
  }
  await using beside = await Beside.start(plan);
  await beside.push("heartbeat");
  const handshake = await beside.push("handshake");
  const pull = await beside.push("pull");
  plan.noteErrors(beside.hub);
  const p99Of = (all: readonly Latencies[]) => median(all.map(({ p99Ms }) => p99Ms));
  const idleMs = p99Of(idle);
  const line = (workload: string, ms: number): BenchLine => ({
    id: "",
    workload,
    measured: `p99 ${inMs(ms)}`,
    limit: "",
    ratio: null,
    aim: "",
    met: null,
  });
  return [
    {
      ...line(`heartbeat while ${rows} rows are pushed, the first push of a process`, p99Of(first)),
      id: "B8",
      limit: `p99 ${inMs(idleMs)} on an idle hub`,
      ratio: p99Of(first) / idleMs,
      aim: "p99 ≤ 50 ms",
      met: p99Of(first) <= P99_AIM_MS,
    },
    {
      ...line("heartbeat during the next such push", p99Of(later)),
      ratio: p99Of(later) / idleMs,
      aim: "p99 ≤ 50 ms",
      met: p99Of(later) <= P99_AIM_MS,
    },
    line("handshake during a later one", handshake.p99Ms),
    line("pull with nothing new during a later one", pull.p99Ms),
  ];
}

/** A fresh hub, a phone that pushes, and one that looks on. */
class Beside implements AsyncDisposable {
  readonly hub: HubUnderTest;
  readonly #plan: BenchPlan;
  readonly #phones: LoadProcess;
  readonly #other: LoadProcess;
  #seed = 0;

  private constructor(plan: BenchPlan, hub: HubUnderTest) {
    this.hub = hub;
    this.#plan = plan;
    this.#phones = hub.generator();
    this.#other = hub.generator();
  }

  static async start(plan: BenchPlan): Promise<Beside> {
    const beside = new Beside(plan, await HubUnderTest.start());
    await beside.#phones.run("admit", { phones: 1 });
    await beside.#other.run("admit", { phones: 1 });
    return beside;
  }

  idle(): Promise<Latencies> {
    return probed(this.#other, "heartbeat", () => pause());
  }

  /** Pushes, and tells how long the other's calls took meanwhile. */
  async push(call: ProbedCall): Promise<Latencies> {
    const { clinicId } = this.hub;
    const { longPushRows: rows } = this.#plan.sizes;
    const ask = { phone: 0, table: "patients", rows, seed: this.#seed++, clinicId } as const;
    await this.#phones.run("preparePush", ask);
    let pushMs = NaN;
    const latencies = await this.#plan.measure(
      this.hub,
      () =>
        probed(this.#other, call, async () => {
          ({ ms: pushMs } = await this.#phones.run("sendPush", { phone: 0 }));
        }),
    );
    const peakKib = this.hub.memory()?.peakKib ?? NaN;
    this.#plan.note(`push ${inMs(pushMs)}, hub up to ${inMib(peakKib)}`);
    this.#plan.noteLatencies(`${call} meanwhile`, latencies);
    return latencies;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub[Symbol.asyncDispose]();
  }
}

async function probed(
  other: LoadProcess,
  call: ProbedCall,
  action: () => Promise<unknown>,
): Promise<Latencies> {
  await other.run("probeStart", { call, everyMs: EVERY_MS[call] });
  await action();
  return await other.run("probeStop", {});
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}
