/**
 * The first pull of a large clinic over a slow line that breaks. `HUB_FIRST_PULL_MIB` says how much
 * JSON the cloud sends, 4 by default; figures of 200 are in docs/performance.md.
 */

import assert from "node:assert/strict";
import { isPull, SimulatedCloud } from "../../support/cloud/mod.ts";
import { SeededRandom } from "../../support/phone/mod.ts";
import { until } from "../../support/until.ts";
import { furnish, RelayedHub } from "./relayed_hub.ts";

const MIB = 1024 * 1024;
const WANTED_MIB = Number(Deno.env.get("HUB_FIRST_PULL_MIB") ?? "4");
const EVENTS_PER_PATIENT = 20;
/** Of JSON, about. */
const EVENT_BYTES = 1_500;
const WORDS = ["fever", "cough", "pain", "rest", "water", "tablet", "morning", "left"] as const;

Deno.test(`a first pull of ${WANTED_MIB} MiB over a slow line that breaks completes and shows how far it is`, async () => {
  await using cloud = await SimulatedCloud.start({ requestsPerMinute: 10_000 });
  const { clinicId, nurse, hub: device } = await furnish(cloud);
  const events = fill(cloud, clinicId);
  const packedBytes = await answerBytes(cloud, device.apiKey);
  const slow = Math.max(50_000, Math.floor(packedBytes / 8));
  const cuts = [0.1, 0.6, 0.95].map((share) => Math.floor(packedBytes * share));
  for (const afterBytes of cuts) {
    cloud.network.fail({ kind: "cut", direction: "answer", afterBytes }, isPull);
  }
  cloud.network.fail({ kind: "slow", direction: "answer", bytesPerSecond: slow }, isPull);

  await using hub = new RelayedHub();
  const startedMs = performance.now();
  await hub.start(...hub.cloudFlags(cloud, device.apiKey));
  const seen: { attempt: number; bytes: number }[] = [];
  /** What somebody waits who asks the keeper for next to nothing meanwhile. */
  const waitsMs: number[] = [];
  await until(
    async () => {
      const askedMs = performance.now();
      await hub.json("/api/settings");
      waitsMs.push(performance.now() - askedMs);
      const { cloud: status } = await hub.status();
      if (status.run?.step === "receiving") seen.push(status.run);
      return hub.lines.some(({ state }) => state === "done" || state === "stopped");
    },
    () => JSON.stringify(hub.lines.slice(-5)),
    60_000 + WANTED_MIB * 5_000,
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  assert.ok(hub.lines.some(({ state }) => state === "done"), JSON.stringify(hub.lines.slice(-3)));
  const attempts = hub.lines.filter(({ step }) => step === "receiving").map((line) => line.attempt);
  assert.deepEqual([...new Set(attempts)], [1, 2, 3, 4]);
  const last = seen.filter(({ attempt }) => attempt === 4).map(({ bytes }) => bytes);
  assert.deepEqual(last, last.toSorted((a, b) => a - b));
  assert.ok(new Set(last).size > 3, "the bytes of a slow answer are not shown");
  const { rows, cloud: status } = await hub.status();
  assert.equal(rows.events, events);
  assert.equal(status.lastRun?.tally.received.events, events);
  const phone = await hub.phone(nurse);
  assert.ok(await phone.heartbeat());
  await report({
    json_mib: Math.max(...last) / MIB,
    packed_mib: packedBytes / MIB,
    seconds,
    hub_peak_mib: await peakMiB(hub.process.pid),
    keeper_p50_ms: share(waitsMs, 0.5),
    keeper_p95_ms: share(waitsMs, 0.95),
    keeper_max_ms: share(waitsMs, 1),
  });
});

/** Fills the cloud with so much that a pull of it has about the wanted size; gives the events. */
function fill(cloud: SimulatedCloud, clinicId: string): number {
  const random = new SeededRandom(7);
  const patients = Math.ceil(WANTED_MIB * MIB / EVENT_BYTES / EVENTS_PER_PATIENT);
  const work = cloud.people.begin();
  for (let n = 0; n < patients; n++) {
    const patient_id = work.create("patients", {
      ...{ given_name: `Amina ${n}`, surname: "Haddad", date_of_birth: "1990-05-04" },
      ...{ sex: "female", primary_clinic_id: clinicId },
    });
    for (let m = 0; m < EVENTS_PER_PATIENT; m++) {
      const text = () => Array.from({ length: 14 }, () => random.pick(WORDS)).join(" ");
      const form_data = Array.from({ length: 8 }, (_, field) => ({
        ...{ fieldId: crypto.randomUUID(), inputType: "text", name: `field ${field}` },
        value: text(),
      }));
      work.create("events", { patient_id, event_type: "visit", form_data });
    }
  }
  work.commit();
  return patients * EVENTS_PER_PATIENT;
}

/** How many bytes a whole answer has on the line. */
async function answerBytes(cloud: SimulatedCloud, apiKey: string): Promise<number> {
  const before = cloud.network.answerBytes;
  const answer = await fetch(`${cloud.url}/api/v2/sync?lastPulledAt=0&peerType=sync_hub`, {
    headers: { "authorization": `Bearer ${apiKey}`, "accept-encoding": "gzip" },
  });
  for await (const _ of answer.body ?? []);
  return cloud.network.answerBytes - before;
}

/** The most memory the process has had, on Linux. */
async function peakMiB(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Figures, for whoever asked for a size. */
async function report(figures: Record<string, number>): Promise<void> {
  if (Deno.env.get("HUB_FIRST_PULL_MIB") === undefined) return;
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value.toFixed(1)}`);
  await Deno.stdout.write(new TextEncoder().encode(`${line.join(" ")}\n`));
}
