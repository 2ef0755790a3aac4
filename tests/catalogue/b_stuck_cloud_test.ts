/** Failure catalogue B20–B24: a relay that gets stuck. */

import assert from "node:assert/strict";
import { differences, unsettled } from "../relay/agreement.ts";
import { RelayClinic } from "../relay/relay_clinic.ts";
import { RequestPace } from "../../server/relay/pace.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { CLOUD_GENERATIONS, isPull, isPush, type NetworkFault } from "../support/cloud/mod.ts";
import { stored } from "../support/engine_rows.ts";

const uuid = () => crypto.randomUUID();

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

/** Rows that the existing hub sends as they are, and that its cloud fails for. */
const MENDED: Record<string, [table: string, values: Record<string, unknown>]> = {
  "an empty id of a user": ["events", { recorded_by_user_id: "" }],
  "a fraction of a blood pressure": ["patient_vitals", { systolic_bp: 120.5 }],
  "a number beyond the column": ["patient_vitals", { weight_kg: 70_000, height_cm: 171.256 }],
  "an appointment without a duration": ["appointments", { duration: null }],
  "a text too long": ["patient_problems", { problem_label: "x".repeat(300) }],
  "a character the database cannot hold": ["events", { event_type: "a\0b" }],
  "lists inside one another, too many to walk through": ["events", {
    form_data: "[".repeat(20_000) + "]".repeat(20_000),
  }],
};

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`B20 rows with values the ${generation} cloud refuses are brought into its limits and get there`, async () => {
    for (const [what, [table, values]] of Object.entries(MENDED)) {
      await using world = await RelayClinic.open({ generation });
      const made = await world.make("patients");
      const visit = await world.make("visits", { patient_id: made.id });
      const row = await world.make(table, {
        ...{ patient_id: made.id, visit_id: visit.id, current_visit_id: visit.id, ...values },
      });
      await runs(world, 3);
      assert.ok(world.cloud.row(table, row.id) !== undefined, what);
      assert.deepEqual(unsettled(world.hub), [], what);
      // What the hub knows better than the cloud can hold stays.
      for (const [column, value] of Object.entries(values)) {
        if (typeof value !== "number") continue;
        assert.equal(stored(world.hub, table, row.id)?.[column], value, what);
      }
    }
  });
}

Deno.test("B20 poison is parked with its reason, what hangs on it waits, everything else goes up", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const patients = Array.from({ length: 40 }, () => world.rowOf("patients"));
  await world.make("patients", ...patients);
  const visits = patients.map(({ id: patient_id }) => world.rowOf("visits", { patient_id }));
  const [first, second] = [visits[7], visits[31]];
  for (const visit of [first, second]) if (visit !== undefined) visit.provider_id = uuid();
  await world.make("visits", ...visits);
  const events = visits.map(({ id: visit_id, patient_id }) =>
    world.rowOf("events", { visit_id, patient_id })
  );
  await world.make("events", ...events);
  await runs(world, 4);
  assert.deepEqual(unsettled(hub), [
    ["visits", first?.id, "refused", "REFUSED_BY_CLOUD"],
    ["visits", second?.id, "refused", "REFUSED_BY_CLOUD"],
    ["events", events[7]?.id, "refused", "PARENT_NOT_TAKEN:visit_id"],
    ["events", events[31]?.id, "refused", "PARENT_NOT_TAKEN:visit_id"],
  ]);
  assert.equal(cloud.count("visits"), 38);
  assert.equal(cloud.count("events"), 38);
  assert.deepEqual(cloud.record.fabricatedVisits, []);
  // Nobody asks again before the week is over; an edit mends it.
  const before = cloud.record.dropped.length;
  await runs(world, 2);
  assert.equal(cloud.record.dropped.length, before);
  await world.edit("visits", first ?? {}, { provider_id: world.clinic.nurse.id });
  await runs(world, 3);
  assert.deepEqual(unsettled(hub).map(([, id]) => id), [second?.id, events[31]?.id]);
});

Deno.test("B20 a child whose parent nobody here holds is listed and sent once the parent has come", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  await world.relay();
  const patient_id = uuid();
  const visit = await world.make("visits", { patient_id });
  await runs(world, 2);
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "refused", "PARENT_MISSING:patient_id"]]);
  cloud.people.patient({ id: patient_id, primary_clinic_id: clinic.clinicId });
  await runs(world, 2);
  assert.equal(cloud.row("visits", visit.id)?.patient_id, patient_id);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("B21 a row of the cloud that the hub cannot store is listed, the others are stored", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const good = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const bad = cloud.people.patient({ primary_clinic_id: clinic.clinicId, phone: "odd" });
  const after = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const taken = hub.database.writer;
  taken.exec(
    `CREATE TRIGGER odd BEFORE INSERT ON patients WHEN new.phone = 'odd'
     BEGIN SELECT raise(ABORT, 'the local schema cannot take it'); END`,
  );
  await runs(world, 2);
  for (const id of [good, after]) assert.ok(stored(hub, "patients", id) !== undefined);
  const unread = () =>
    hub.database.reader.prepare("SELECT table_name, row_id, reason FROM cloud_unread").values();
  assert.deepEqual(unread(), [["patients", bad, "NOT_STORABLE"]]);
  cloud.people.edit("patients", bad, { phone: "even" });
  await world.relay();
  assert.equal(stored(hub, "patients", bad)?.phone, "even");
  assert.deepEqual(unread(), []);
});

Deno.test("B21 a row of the cloud larger than the hub reads is listed, the others are stored", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const wide = (mebibytes: number) => JSON.stringify("x".repeat(mebibytes * 2 ** 20));
  const good = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const large = cloud.people.patient({
    ...{ primary_clinic_id: clinic.clinicId, additional_data: wide(33) },
  });
  const after = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await runs(world, 1);
  for (const id of [good, after]) assert.ok(stored(hub, "patients", id) !== undefined);
  assert.equal(stored(hub, "patients", large), undefined);
  const unread = () =>
    hub.database.reader.prepare("SELECT row_id, reason, data FROM cloud_unread").values();
  assert.deepEqual(unread(), [[large, "TOO_LARGE", JSON.stringify({ id: large })]]);
  cloud.people.edit("patients", large, { additional_data: wide(1) });
  await world.relay();
  assert.ok(stored(hub, "patients", large) !== undefined);
  assert.deepEqual(unread(), []);
});

Deno.test("B22 a first pull over a line that breaks and stalls comes to its end, and nothing half is stored", async () => {
  await using world = await RelayClinic.open();
  const { cloud, clinic, hub } = world;
  for (let i = 0; i < 300; i++) cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const count = () =>
    hub.database.reader.prepare("SELECT count(*) FROM patients").value<[number]>()?.[0];
  const faults: readonly NetworkFault[] = [
    { kind: "cut", direction: "answer", afterBytes: 4_000 },
    { kind: "truncate", bodyBytes: 3_000 },
    { kind: "stall", direction: "answer", afterBytes: 2_000, forMs: Infinity },
  ];
  let broken = 0;
  cloud.network.weather = (request) =>
    isPull(request) ? faults[broken++ % faults.length] ?? null : null;
  const attempts: number[] = [];
  let bytes = 0;
  const options = {
    stallMs: 500,
    onProgress: (progress: { step: string; attempt: number; bytes: number }) => {
      if (progress.step !== "receiving") return;
      attempts.push(progress.attempt);
      bytes = Math.max(bytes, progress.bytes);
    },
  };
  for (let run = 0; run < 2; run++) {
    await assert.rejects(world.relay(options));
    assert.equal(count(), 0);
  }
  cloud.network.heal();
  await world.relay({
    ...options,
    stallMs: 60_000,
    desk: dyingWhileStoring(new RelayStore(hub.engine)),
  }).catch(() => {});
  const asked = cloud.requestsOf("GET", "/api/v2/sync").length;
  // What had arrived whole is not asked for again: the rest of it is stored first.
  hub.restart();
  await world.relay();
  assert.equal(count(), 300);
  const pulls = cloud.requestsOf("GET", "/api/v2/sync");
  assert.equal(pulls.length, asked + 1);
  assert.notEqual(pulls.at(-1)?.since, "0");
  assert.ok(Math.max(...attempts) >= 3, String(attempts));
  assert.ok(bytes > 100_000, `${bytes} bytes were shown`);
  assert.deepEqual(differences(hub, cloud), []);
});

/** Stores some of an answer and dies. */
function dyingWhileStoring(store: RelayStore): RelayStore {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      if (name !== "apply") return method.bind(target);
      return async (run: number) => {
        await target.apply(run, 40);
        throw new Error("killed");
      };
    },
  });
}

Deno.test("B23 one run at a time: who asks twice shares it, and an older run can do nothing any more", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  await world.make("patients");
  const desk = new RelayStore(hub.engine);
  const [first, second] = await Promise.all([world.relay({ desk }), world.relay({ desk })]);
  assert.equal(first, second);
  assert.equal(cloud.requestsOf("POST", "/api/hub/verify-key").length, 1);
  // Two workers by mistake: the older one ends at its next step.
  const results = await Promise.allSettled([world.relay(), world.relay()]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled"]);
  const [older] = results;
  assert.equal(older.status === "rejected" ? older.reason.code : null, "SUPERSEDED");
  await world.relay();
  assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []]);
});

Deno.test("B24 hubs behind one address keep to half the cloud's limit, and obey Retry-After over runs", async () => {
  let nowMs = 1_800_000_000_000;
  await using world = await RelayClinic.open({ requestsPerMinute: 60, now: () => nowMs });
  await using second = await world.secondHub();
  const { cloud } = world;
  const waits: number[] = [];
  const options = {
    nowMs: () => nowMs,
    pause: (ms: number) => {
      waits.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
  };
  const paces = [new RequestPace(), new RequestPace()];
  const hubs = [world, second];
  for (let round = 0; round < 15; round++) {
    for (const [at, hub] of hubs.entries()) {
      await hub.make("patients");
      await hub.relay({ ...options, pace: paces[at] as RequestPace });
    }
  }
  assert.ok(cloud.requests.every(({ status }) => status !== 429), "the limit was met");
  assert.ok(waits.length > 0);
  // Somebody else behind the same address uses all of it up.
  const address = `${cloud.url}/api/v2/sync?lastPulledAt=0&peerType=sync_hub`;
  for (let request = 0; request < 70; request++) await (await fetch(address)).body?.cancel();
  const before = nowMs;
  await world.make("patients");
  await world.relay({ ...options, pace: paces[0] as RequestPace });
  assert.ok(nowMs - before >= 1_000, "it did not wait");
  const refused = cloud.requests.filter(({ status, method, since }) =>
    status === 429 && (method === "POST" || since !== "0")
  );
  assert.ok(refused.length <= 2, `${refused.length} requests were refused`);
  await world.relay({ ...options, pace: paces[0] as RequestPace });
  assert.deepEqual(unsettled(world.hub), []);
  // An answer that is no refusal of rows parks none: without rows it is the same, before and after
  // the pull.
  cloud.network.fail({ kind: "replace", status: 502, body: "Bad Gateway" }, isPush, 4);
  const made = await world.make("patients");
  await assert.rejects(world.relay({ ...options, pace: paces[0] as RequestPace }));
  assert.deepEqual(unsettled(world.hub), [["patients", made.id, "dirty", null]]);
});
