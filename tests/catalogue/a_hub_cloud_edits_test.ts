/** Failure catalogue A1, A20–A24: edits that are lost or reverted between hub and cloud. */

import assert from "node:assert/strict";
import { differences, unsettled } from "../relay/agreement.ts";
import { RelayClinic } from "../relay/relay_clinic.ts";
import { CLOUD_GENERATIONS, isPull, isPush } from "../support/cloud/mod.ts";
import { conflicts, entries, stored } from "../support/engine_rows.ts";
import { idsOf } from "../support/open_engine.ts";

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`A1 what is made, edited and deleted in the ${generation} cloud reaches a phone that pulled before`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const make = () => cloud.people.patient({ primary_clinic_id: world.clinic.clinicId });
    const [edited, deleted] = [make(), make()];
    await world.relay();
    const first = await hub.pull("phone", 0);
    assert.deepEqual(idsOf(first, "patients").created, [edited, deleted]);
    const before = await hub.pull("phone", first.timestamp);
    cloud.people.edit("patients", edited, { phone: "070" });
    cloud.people.remove("patients", deleted);
    const made = make();
    await world.relay();
    const next = await hub.pull("phone", before.timestamp);
    assert.deepEqual(idsOf(next, "patients").created, [made]);
    const updated = new Map(next.changes.patients?.updated.map((row) => [row.id, row]));
    assert.equal(updated.get(edited)?.phone, "070");
    assert.equal(updated.get(deleted)?.is_deleted, 1);
    const after = await hub.pull("phone", next.timestamp);
    // A restamp alone is nothing a phone is told of.
    cloud.people.edit("patients", edited, {});
    await world.relay();
    assert.deepEqual(entries(await hub.pull("phone", after.timestamp)), []);
  });

  Deno.test(`A20 a second edit before the echo of the first is not lost in the ${generation} cloud`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    await world.relay();
    const v1 = await world.make("patients", { phone: "AAA" });
    const visit = await world.make("visits", { patient_id: v1.id, metadata: '{"a":1}' });
    cloud.network.fail({ kind: "refuse" }, isPull, 20);
    await assert.rejects(world.relay());
    assert.equal(cloud.row("patients", v1.id)?.phone, "AAA");
    await world.edit("patients", v1, { phone: "BBB" });
    await world.edit("visits", visit, { metadata: '{"a":2}' });
    await assert.rejects(world.relay());
    cloud.network.heal();
    await world.relay();
    assert.equal(stored(hub, "patients", v1.id)?.phone, "BBB");
    assert.equal(cloud.row("patients", v1.id)?.phone, "BBB");
    await world.relay();
    assert.deepEqual([differences(hub, cloud), unsettled(hub), conflicts(hub)], [[], [], []]);
  });

  Deno.test(`A21 edits of different columns in hub and ${generation} cloud are both kept, of the same in a record`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const made = await world.make("patients");
    await world.relay();
    await world.relay();
    await world.edit("patients", made, { phone: "hub", hometown: "hub" });
    cloud.people.edit("patients", made.id, { camp: "cloud", hometown: "cloud" });
    await world.relay();
    await world.relay();
    for (const held of [stored(hub, "patients", made.id), cloud.row("patients", made.id)]) {
      assert.deepEqual([held?.phone, held?.camp, held?.hometown], ["hub", "cloud", "hub"]);
    }
    assert.deepEqual(conflicts(hub), [[made.id, "hometown", "CLOUD_CHANGED", "cloud", "hub"]]);
    assert.deepEqual(unsettled(hub), []);
  });
}

Deno.test("A21 two hubs that edit the same column come to rest on one value, the other is in a record", async () => {
  await using world = await RelayClinic.open();
  await using second = await world.secondHub();
  const made = await world.make("patients");
  for (const hub of [world, world, second]) await hub.relay();
  await world.edit("patients", made, { phone: "first", camp: "first" });
  const there = await second.hub.pull("phone", 0);
  const seen = there.changes.patients?.created.find(({ id }) => id === made.id) ?? {};
  await second.edit("patients", { ...made, ...seen }, { phone: "second", sex: "male" });
  let requests = 0;
  for (let round = 0; round < 8; round++) {
    requests = world.cloud.requests.length;
    for (const hub of [world, second]) await hub.relay();
  }
  const final = world.cloud.row("patients", made.id);
  assert.deepEqual([final?.camp, final?.sex], ["first", "male"]);
  for (const { hub } of [world, second]) {
    assert.equal(stored(hub, "patients", made.id)?.phone, final?.phone);
    assert.deepEqual([differences(hub, world.cloud), unsettled(hub)], [[], []]);
  }
  const lost = [world, second].flatMap(({ hub }) => conflicts(hub).map(([, , , value]) => value));
  assert.ok(lost.includes(final?.phone === "first" ? "second" : "first"), JSON.stringify(lost));
  // A key check and a pull each: nobody sends anything any more.
  assert.equal(world.cloud.requests.length - requests, 4);
});

Deno.test("A21 two hubs whose runs overlap do not answer each other for ever", async () => {
  await using world = await RelayClinic.open();
  await using second = await world.secondHub();
  const { cloud } = world;
  const made = await world.make("patients");
  for (const hub of [world, world, second]) await hub.relay();
  await world.edit("patients", made, { phone: "first" });
  await second.edit("patients", made, { phone: "second" });
  const pushes = () => cloud.record.updated + cloud.record.dropped.length;
  let before = 0;
  for (let round = 0; round < 6; round++) {
    before = pushes();
    // The other one runs between the push of this one and its pull.
    cloud.onStep = async ({ kind }) => {
      if (kind !== "pull") return;
      cloud.onStep = null;
      await second.relay();
    };
    await world.relay();
  }
  assert.equal(pushes(), before, "they still send");
  const final = cloud.row("patients", made.id)?.phone;
  const other = final === "first" ? "second" : "first";
  for (const { hub } of [world, second]) {
    assert.equal(stored(hub, "patients", made.id)?.phone, final);
    assert.deepEqual(unsettled(hub), []);
  }
  const lost = [world, second].flatMap(({ hub }) => conflicts(hub).map(([, , , value]) => value));
  assert.ok(lost.includes(other), JSON.stringify(lost));
});

Deno.test("A22 what phones wrote before the first run goes up, whatever the clocks say", async () => {
  for (const skewMs of [-86_400_000, 3_600_000, 40 * 86_400_000]) {
    await using world = await RelayClinic.open();
    const { hub, cloud } = world;
    cloud.clocks.skewMs = skewMs;
    cloud.people.patient({ primary_clinic_id: world.clinic.clinicId });
    const made = await world.make("patients");
    const visit = await world.make("visits", { patient_id: made.id });
    await world.make("events", { patient_id: made.id, visit_id: visit.id });
    for (let run = 0; run < 3; run++) await world.relay();
    assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []], String(skewMs));
    await world.edit("patients", made, { phone: "edited" });
    await world.relay();
    assert.equal(cloud.row("patients", made.id)?.phone, "edited", String(skewMs));
  }
});

Deno.test("A23 what phones write at any moment of a run goes up with that run or the next", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("patients");
  await world.relay();
  let latest: Record<string, unknown> = made;
  let edits = 0;
  cloud.onStep = async () => {
    latest = await world.edit("patients", latest, { phone: `edit ${++edits}` });
    await world.make("patients", { phone: `made ${edits}` });
  };
  await world.relay();
  cloud.onStep = null;
  assert.ok(edits > 20, String(edits));
  for (let run = 0; run < 3; run++) await world.relay();
  assert.equal(cloud.row("patients", made.id)?.phone, `edit ${edits}`);
  assert.equal(cloud.count("patients"), edits + 1);
  assert.deepEqual([differences(hub, cloud), unsettled(hub), conflicts(hub)], [[], [], []]);
});

Deno.test("A24 a row of a clinic that is not the hub's is listed and not sent, nor what hangs on it", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const foreign = cloud.people.clinic();
  const made = await world.make("patients");
  const visit = await world.make("visits", { patient_id: made.id, clinic_id: foreign });
  const event = await world.make("events", { patient_id: made.id, visit_id: visit.id });
  await world.relay();
  await world.relay();
  assert.deepEqual(unsettled(hub), [
    ["visits", visit.id, "refused", "FOREIGN_CLINIC"],
    ["events", event.id, "refused", "PARENT_NOT_TAKEN:visit_id"],
  ]);
  assert.deepEqual([cloud.record.fabricatedVisits, cloud.record.dropped], [[], []]);
  // Once the hub is given the clinic, they go by themselves.
  cloud.people.setClinics(world.clinic.deviceId, [world.clinic.clinicId, foreign]);
  for (let run = 0; run < 3; run++) await world.relay();
  assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []]);
});

Deno.test("A24 what the cloud drops without a word is listed after three runs and a day, and tried weekly or when edited", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  await world.relay();
  const good = await world.make("patients");
  const visit = await world.make("visits", {
    ...{ patient_id: good.id, provider_id: crypto.randomUUID() },
  });
  const refusals = () => cloud.record.dropped.filter(({ id }) => id === visit.id).length;
  for (let run = 0; run < 4; run++) await world.relay();
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "sent", null]]);
  assert.equal(refusals(), 1);
  world.passDays(1.1);
  await world.relay();
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "sent", "UNCONFIRMED"]]);
  assert.equal(refusals(), 1);
  world.passDays(6);
  await world.relay();
  await world.relay();
  assert.equal(refusals(), 2);
  await world.edit("visits", visit, { provider_id: world.clinic.nurse.id });
  await world.relay();
  await world.relay();
  assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []]);
});

Deno.test("A24 a row that keeps coming back old is given up after some pushes, with its reason", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("visits", {
    patient_id: (await world.make("patients")).id,
    metadata: '{"a":1}',
  });
  for (let run = 0; run < 2; run++) await world.relay();
  await world.edit("visits", made, { metadata: '{"a":2}' });
  let pushes = 0;
  const swallow = { kind: "replace", status: 200, body: `{"success":true}` } as const;
  cloud.network.weather = (request) => {
    if (!isPush(request)) return null;
    pushes++;
    return swallow;
  };
  for (let run = 0; run < 12; run++) {
    // Every pull shows the row as it was, as one does within the overlap.
    await world.relay();
    world.passDays(0.25);
    cloud.people.edit("clinics", world.clinic.clinicId, {});
    hub.database.writer.exec("UPDATE relay_state SET cloud_cursor = cloud_cursor - 86400000");
  }
  assert.ok(pushes <= 4, `${pushes} pushes`);
  assert.deepEqual(unsettled(hub), [["visits", made.id, "sent", "UNCONFIRMED"]]);
  assert.equal(stored(hub, "visits", made.id)?.metadata, '{"a":2}');
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("A24 a hub whose clock is years behind or ahead gets its edits into the cloud all the same", async () => {
  for (const years of [-6, 1]) {
    await using world = await RelayClinic.open();
    const { hub, cloud } = world;
    const id = cloud.people.patient({ primary_clinic_id: world.clinic.clinicId });
    await world.relay();
    world.skewMs = years * 365 * 86_400_000;
    const seen = (await hub.pull("phone", 0)).changes.patients?.created[0] ?? {};
    const at = Date.now() + world.skewMs;
    await world.edit("patients", seen, { phone: "070", updated_at: at });
    const made = await world.make("patients", { created_at: at, updated_at: at });
    for (let run = 0; run < 2; run++) await world.relay();
    assert.equal(cloud.row("patients", id)?.phone, "070", `${years} years`);
    // Nobody's later edit there is overwritten by a time that is still to come.
    cloud.people.edit("patients", made.id, { camp: "cloud" });
    await world.edit("patients", made, { phone: "071", updated_at: at + 1 });
    for (let run = 0; run < 2; run++) await world.relay();
    const row = cloud.row("patients", made.id);
    assert.deepEqual([row?.camp, row?.phone], ["cloud", "071"], `${years} years`);
    assert.deepEqual([differences(hub, cloud), unsettled(hub)], [[], []]);
  }
});
