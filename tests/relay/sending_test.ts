/** Rows on their way while clocks leap and phones go on working. */

import assert from "node:assert/strict";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { FIRST_PLACE } from "../../server/relay/store/waiting_row.ts";
import { isPull, isPush } from "../support/cloud/mod.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test("a new row gets no time that is to come for the cloud, though the hub's clock has leapt and no pull gets through", async () => {
  await using world = await RelayClinic.open();
  const { cloud, hub } = world;
  await world.relay();
  world.skewMs = 5 * DAY_MS;
  hub.engine.wallClock.confirm();
  const ahead = Date.now() + 5 * DAY_MS;
  const made = await world.make("patients", { created_at: ahead, updated_at: ahead });
  cloud.network.fail({ kind: "refuse" }, isPull, 20);
  await assert.rejects(world.relay());
  const there = Date.parse(String(cloud.row("patients", made.id)?.updated_at));
  assert.ok(there <= Date.now() + HOUR_MS, `${there - Date.now()} ms ahead`);
});

Deno.test("a row that is edited while the cloud refuses it is sent again, not put aside", async () => {
  await using world = await RelayClinic.open();
  const { clinic, hub } = world;
  await world.relay();
  const made = await world.make("patients", { phone: "1" });
  const store = new RelayStore(hub.engine);
  const { run } = await store.begin();
  while ((await store.gather()).more);
  const query = { place: FIRST_PLACE, limit: 10, run, clinicIds: [clinic.clinicId] };
  const { rows } = await store.waiting({ ...query, afterPull: true });
  assert.deepEqual(rows.map(({ id }) => id), [made.id]);
  await world.edit("patients", made, { phone: "2" });
  await store.noteSent(run, { sent: [], parked: rows });
  assert.deepEqual(unsettled(hub), [["patients", made.id, "dirty", null]]);
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.equal(world.cloud.row("patients", made.id)?.phone, "2");
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("an edit of a problem, which the cloud would take over any other, goes once the cloud's has been seen", async () => {
  await using world = await RelayClinic.open();
  const { cloud, hub } = world;
  const patient = await world.make("patients");
  const made = await world.make("patient_problems", { patient_id: patient.id });
  for (let runs = 0; runs < 3; runs++) await world.relay();
  cloud.people.edit("patient_problems", made.id, { severity_score: 4 });
  await world.edit("patient_problems", made, { problem_label: "Cholera, mild" });
  for (let runs = 0; runs < 2; runs++) await world.relay();
  const { severity_score, problem_label } = cloud.row("patient_problems", made.id) ?? {};
  assert.deepEqual([severity_score, problem_label], [4, "Cholera, mild"]);
  assert.equal(stored(hub, "patient_problems", made.id)?.severity_score, 4);
  assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
});

Deno.test("a row whose push was stored and not answered goes again as it was, and the cloud drops it", async () => {
  await using world = await RelayClinic.open();
  const { cloud, hub } = world;
  await world.relay();
  const made = await world.make("patients");
  cloud.network.fail({ kind: "cut", direction: "answer", afterBytes: 0 }, isPush);
  // Nothing is heard of the pull either, so that nobody knows what is there.
  cloud.network.fail({ kind: "refuse" }, isPull, 3);
  await assert.rejects(world.relay());
  const first = cloud.row("patients", made.id)?.updated_at;
  assert.notEqual(first, undefined);
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.equal(cloud.row("patients", made.id)?.updated_at, first);
  assert.deepEqual(cloud.record.dropped.map(({ id, reason }) => [id, reason]), [
    [made.id, "stale"],
  ]);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("what needs a row that the cloud has just refused is not sent in a later request of the run either", async () => {
  await using world = await RelayClinic.open();
  const { cloud, hub } = world;
  await world.relay();
  // Too large for one request together.
  const large = JSON.stringify({ text: "x".repeat(900_000) });
  const poison = { last_modified_by: crypto.randomUUID(), additional_data: large };
  const patient = await world.make("patients", poison);
  const visit = await world.make("visits", { patient_id: patient.id, metadata: large });
  await world.relay();
  const tables = new Set(cloud.record.dropped.map(({ table }) => table));
  assert.deepEqual([...tables], ["patients"]);
  assert.deepEqual(unsettled(hub), [
    ["patients", patient.id, "refused", "REFUSED_BY_CLOUD"],
    ["visits", visit.id, "refused", "PARENT_NOT_TAKEN:patient_id"],
  ]);
});

Deno.test("a deletion in a cloud whose clock was set back is not undone by an edit here", async () => {
  await using world = await RelayClinic.open();
  const { cloud, hub } = world;
  const made = await world.make("patients");
  for (let runs = 0; runs < 2; runs++) await world.relay();
  cloud.people.edit("patients", made.id, { camp: "B" });
  await world.relay();
  cloud.clocks.skewMs = -100_000;
  await world.relay();
  cloud.people.remove("patients", made.id);
  await world.edit("patients", made, { phone: "2" });
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.equal(cloud.row("patients", made.id)?.is_deleted, true);
  assert.equal(stored(hub, "patients", made.id)?.is_deleted, 1);
  assert.deepEqual(conflicts(hub).map(([id, , reason]) => [id, reason]), [
    [made.id, "DELETED_WITH_CHANGES"],
  ]);
});

Deno.test("rows that were refused and are tried again hold up no edit of another", async () => {
  await using world = await RelayClinic.open();
  const { cloud, clinic, hub } = world;
  const unknown = crypto.randomUUID();
  const { id: patient_id } = await world.make("patients");
  await world.relay();
  const refused = Array.from(
    { length: 12 },
    () => world.rowOf("visits", { patient_id, provider_id: unknown }),
  );
  await world.make("visits", ...refused);
  // A run has no more requests than to find one or two of them.
  for (let runs = 0; runs < 12; runs++) await world.relay();
  assert.equal(unsettled(hub).filter(([, , state]) => state === "refused").length, 12);
  const made = await world.make("visits", { patient_id });
  for (let runs = 0; runs < 2; runs++) await world.relay();
  world.passDays(8);
  await world.edit("visits", made, { provider_name: "B" });
  await world.relay();
  assert.equal(cloud.row("visits", made.id)?.provider_name, "B");
  // Nor the next one, though there was no time to find out about each of them.
  await world.edit("visits", { ...made, provider_name: "B" }, { provider_name: "C" });
  await world.relay();
  assert.equal(cloud.row("visits", made.id)?.provider_name, "C");
  const others = unsettled(hub).filter(([, id]) => id !== made.id);
  assert.deepEqual(new Set(others.map(([, , state]) => state)), new Set(["refused"]));
  // What was wrong is put right: all of them get there.
  await cloud.people.user({ id: unknown, clinic_id: clinic.clinicId });
  for (let runs = 0; runs < 2; runs++) await world.relay();
  world.passDays(8);
  for (let runs = 0; runs < 2; runs++) await world.relay();
  assert.equal(cloud.count("visits"), 13);
  assert.deepEqual(unsettled(hub), []);
});
