import assert from "node:assert/strict";
import { isPull, isPush } from "../support/cloud/mod.ts";
import { idsOf, patient } from "../support/open_engine.ts";
import { conflicts, created, edited, row, stored } from "../support/engine_rows.ts";
import { RelayClinic } from "./relay_clinic.ts";

const uuid = () => crypto.randomUUID();

Deno.test("A1 what is made and edited in the cloud reaches a phone that pulled before", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const id = cloud.people.patient({ primary_clinic_id: world.clinic.clinicId });
  await world.relay();
  const first = await hub.pull("phone", 0);
  assert.deepEqual(idsOf(first, "patients").created, [id]);
  const before = await hub.pull("phone", first.timestamp);
  cloud.people.edit("patients", id, { phone: "070" });
  await world.relay();
  const next = await hub.pull("phone", before.timestamp);
  assert.deepEqual(next.changes.patients?.updated.map(({ phone }) => phone), ["070"]);
});

Deno.test("A20 a second edit before the echo of the first is not lost", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const id = uuid();
  const v1 = patient(id, { primary_clinic_id: world.clinic.clinicId, phone: "AAA" });
  await hub.push("phone", created("patients", v1));
  cloud.network.fail({ kind: "refuse" }, isPull, 20);
  await assert.rejects(world.relay());
  assert.equal(cloud.row("patients", id)?.phone, "AAA");
  cloud.network.heal();
  await hub.push("phone", {
    patients: { created: [], updated: [edited(v1, { phone: "BBB" })], deleted: [] },
  });
  await world.relay();
  await world.relay();
  assert.equal(stored(hub, "patients", id)?.phone, "BBB");
  assert.equal(cloud.row("patients", id)?.phone, "BBB");
});

Deno.test("A21 edits of different columns in cloud and hub are both kept; of the same, in a conflict", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const id = uuid();
  const v1 = patient(id, { primary_clinic_id: world.clinic.clinicId });
  await hub.push("phone", created("patients", v1));
  await world.relay();
  const edit = edited(v1, { phone: "hub", hometown: "hub" });
  await hub.push("phone", { patients: { created: [], updated: [edit], deleted: [] } });
  cloud.people.edit("patients", id, { camp: "cloud", hometown: "cloud" });
  await world.relay();
  await world.relay();
  for (const held of [stored(hub, "patients", id), cloud.row("patients", id)]) {
    assert.deepEqual([held?.phone, held?.camp, held?.hometown], ["hub", "cloud", "hub"]);
  }
  assert.deepEqual(conflicts(hub), [[id, "hometown", "CLOUD_CHANGED", "cloud", "hub"]]);
});

Deno.test("A22 what phones wrote before the first run goes up, whatever the clocks say", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  cloud.clocks.skewMs = 3_600_000;
  const id = uuid();
  await hub.push(
    "phone",
    created("patients", patient(id, { primary_clinic_id: world.clinic.clinicId })),
  );
  await world.relay();
  assert.equal(cloud.row("patients", id)?.given_name, "Amina");
});

Deno.test("A25 [object Object] with status 200 is no success", async () => {
  await using world = await RelayClinic.open();
  const id = uuid();
  await world.hub.push(
    "phone",
    created("patients", patient(id, { primary_clinic_id: world.clinic.clinicId })),
  );
  world.cloud.network.fail({ kind: "replace", status: 200, body: "[object Object]" }, isPush, 20);
  await world.relay().catch(() => {});
  assert.equal(world.cloud.row("patients", id), undefined);
});

Deno.test("A27 a lossy round trip does not erase the hub's values", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const id = uuid();
  const attribute = uuid();
  await hub.push("phone", created("patients", patient(id, { primary_clinic_id: clinic.clinicId })));
  await hub.push(
    "phone",
    created(
      "patient_additional_attributes",
      row(attribute, {
        ...{ patient_id: id, attribute_id: uuid(), attribute: "smoker", boolean_value: false },
        ...{ number_value: 0, string_value: "" },
      }),
    ),
  );
  await world.relay();
  await world.relay();
  assert.equal(cloud.row("patient_additional_attributes", attribute)?.number_value, null);
  const held = stored(hub, "patient_additional_attributes", attribute);
  assert.deepEqual([held?.number_value, held?.boolean_value], [0, 0]);
});

Deno.test("B22 a first pull that breaks is asked for again and nothing of it is stored before", async () => {
  await using world = await RelayClinic.open();
  const { cloud, clinic, hub } = world;
  for (let i = 0; i < 300; i++) cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  cloud.network.fail({ kind: "cut", direction: "answer", afterBytes: 4_000 }, isPull, 3);
  await assert.rejects(world.relay());
  const count = () =>
    hub.database.reader.prepare("SELECT count(*) FROM patients").value<[number]>();
  assert.deepEqual(count(), [0]);
  await world.relay();
  assert.deepEqual(count(), [300]);
});

Deno.test("C20 a suspended hub does not relay, and no other hub's key hash is stored", async () => {
  await using world = await RelayClinic.open();
  await world.relay();
  const staged = world.hub.database.reader.prepare("SELECT count(*) FROM cloud_staged")
    .value<[number]>();
  assert.deepEqual(staged, [0]);
  world.cloud.people.setStatus(world.clinic.deviceId, "suspended");
  assert.deepEqual(await world.relay(), { relayed: false, reason: "NOT_ACTIVE" });
});

Deno.test("B20 one poison row is parked with its reason and the rest goes up", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const [good, after, bad] = [uuid(), uuid(), uuid()];
  const at = { primary_clinic_id: clinic.clinicId };
  await hub.push("phone", created("patients", patient(good, at), patient(after, at)));
  const visit = { patient_id: good, clinic_id: clinic.clinicId, provider_id: uuid() };
  await hub.push("phone", created("visits", row(bad, visit)));
  await world.relay();
  assert.deepEqual([good, after].map((id) => cloud.row("patients", id)?.id), [good, after]);
  const parked = hub.database.reader.prepare(
    "SELECT id, state, reason FROM cloud_row JOIN visits USING (hub_row) WHERE state = 'refused'",
  ).values();
  assert.deepEqual(parked, [[bad, "refused", "REFUSED_BY_CLOUD"]]);
});
