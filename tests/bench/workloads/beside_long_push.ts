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
const EVERY_MS = 5;

/** B8. */
export async function besideLongPush(plan: BenchPlan): Promise<BenchLine[]> {
  const { runs, longPushRows: rows } = plan.sizes;
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  const other = hub.generator();
  await phones.run("admit", { phones: 1 });
  await other.run("admit", { phones: 1 });
  const idle = await probed(other, "heartbeat", () => pause());
  plan.noteLatencies("heartbeat on an idle hub", idle);
  let seed = 0;
  const pushing = async (call: ProbedCall): Promise<Latencies> => {
    const ask = {
      phone: 0,
      table: "patients",
      rows,
      seed: seed++,
      clinicId: hub.clinicId,
    } as const;
    await phones.run("preparePush", ask);
    return await plan.measure(hub, () =>
      probed(other, call, async () => {
        const { ms } = await phones.run("sendPush", { phone: 0 });
        const memory = hub.memory();
        plan.note(`push ${inMs(ms)}, hub up to ${inMib(memory?.peakKib ?? NaN)}`);
      }));
  };
  const beats: Latencies[] = [];
  for (let run = 0; run < runs; run++) {
    beats.push(await pushing("heartbeat"));
    plan.noteLatencies("heartbeat meanwhile", beats.at(-1) ?? idle);
  }
  const rest: Record<"handshake" | "pull", Latencies> = {
    handshake: await pushing("handshake"),
    pull: await pushing("pull"),
  };
  plan.noteLatencies("handshake meanwhile", rest.handshake);
  plan.noteLatencies("pull meanwhile", rest.pull);
  plan.noteErrors(hub);
  const p99Ms = median(beats.map((latencies) => latencies.p99Ms));
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
      id: "B8",
      workload: `heartbeat while ${rows} rows are pushed`,
      measured: `p99 ${inMs(p99Ms)}`,
      limit: `p99 ${inMs(idle.p99Ms)} on an idle hub`,
      ratio: p99Ms / idle.p99Ms,
      aim: "p99 ≤ 50 ms",
      met: p99Ms <= P99_AIM_MS,
    },
    line("handshake meanwhile", rest.handshake.p99Ms),
    line("pull meanwhile", rest.pull.p99Ms),
  ];
}

async function probed(
  other: LoadProcess,
  call: ProbedCall,
  action: () => Promise<unknown>,
): Promise<Latencies> {
  await other.run("probeStart", { call, everyMs: EVERY_MS });
  await action();
  return await other.run("probeStop", {});
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}
