import assert from "node:assert/strict";
import { readNotTaken, sendAgain } from "../../server/relay/report/not_taken.ts";
import { afterRestore } from "../../server/relay/store/relay_store.ts";
import { gather } from "../../server/relay/store/gather.ts";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { SyncEngine } from "../../server/sync/sync_engine.ts";
import { conflicts, stored } from "../support/engine_rows.ts";
import { differences, unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { makeStock } from "./stock.ts";

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

Deno.test("gather() finds every row in bounded steps, and those that are written between two", async () => {
  await using world = await RelayClinic.open();
  const { hub } = world;
  const patients = Array.from({ length: 1_200 }, () => world.rowOf("patients"));
  await world.make("patients", ...patients);
  await world.make(
    "visits",
    ...patients.map(({ id: patient_id }) => world.rowOf("visits", { patient_id })),
  );
  const nowMs = Date.now();
  let found = 0;
  let steps = 0;
  for (let more = true; more; steps++) {
    const step = await hub.engine.write((statements) => gather(statements, nowMs, 300));
    // One stamp covers up to 500 rows, and a step the rows of both tables.
    assert.ok(step.found <= 1_000, `${step.found} rows in a step`);
    found += step.found;
    more = step.more;
    if (steps === 1) await world.make("patients");
  }
  assert.equal(found, 2_401);
  assert.ok(steps >= 4, String(steps));
  assert.deepEqual(
    await hub.engine.write((statements) => gather(statements, nowMs)),
    { found: 0, more: false, waiting: 2_401 },
  );
});

Deno.test("readWaiting() sends nothing again that a person has set back, or that only bookkeeping has touched", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("patients", { phone: "1" });
  await runs(world, 2);
  await world.edit("patients", made, { phone: "2" });
  await world.edit("patients", { ...made, phone: "2" }, { phone: "1" });
  const before = cloud.record.updated + cloud.record.dropped.length;
  await runs(world, 2);
  assert.equal(cloud.record.updated + cloud.record.dropped.length, before);
  assert.deepEqual([unsettled(hub), differences(hub, cloud)], [[], []]);
});

Deno.test("sendAgain() has a listed row sent in the next run", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const unknown = crypto.randomUUID();
  const visit = await world.make("visits", {
    ...{ patient_id: (await world.make("patients")).id, provider_id: unknown },
  });
  await runs(world, 2);
  const list = hub.engine.read((statements) => readNotTaken(statements, null, 10));
  const [line] = list.rows;
  assert.deepEqual([list.total, line?.id, line?.kind], [1, visit.id, "refused"]);
  await cloud.people.user({ id: unknown, clinic_id: clinic.clinicId });
  await runs(world, 1);
  assert.equal(cloud.row("visits", visit.id), undefined);
  await hub.engine.write((statements) => sendAgain(statements, line?.key ?? ""));
  await runs(world, 2);
  assert.equal(cloud.row("visits", visit.id)?.provider_id, unknown);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("two hubs that update the same prescription item unseen lose neither's value", async () => {
  await using world = await RelayClinic.open();
  await using second = await world.secondHub();
  const { cloud, clinic } = world;
  const { drugId } = makeStock(cloud, clinic.clinicId, 100);
  const of = { patient_id: (await world.make("patients")).id };
  const visit = await world.make("visits", of);
  const prescription = await world.make("prescriptions", { ...of, visit_id: visit.id });
  const item = await world.make("prescription_items", {
    ...{ ...of, prescription_id: prescription.id, drug_id: drugId },
  });
  for (const hub of [world, world, second]) await hub.relay();
  await world.edit("prescription_items", item, { dosage_instructions: "2 a day" });
  await world.relay();
  await second.edit("prescription_items", item, { notes: "second" });
  await second.relay();
  for (let round = 0; round < 4; round++) {
    for (const hub of [world, second]) await hub.relay();
  }
  const row = cloud.row("prescription_items", item.id);
  assert.deepEqual([row?.dosage_instructions, row?.notes], ["2 a day", "second"]);
  for (const { hub } of [world, second]) {
    const held = stored(hub, "prescription_items", item.id);
    assert.deepEqual([held?.dosage_instructions, held?.notes], ["2 a day", "second"]);
    assert.deepEqual([conflicts(hub), unsettled(hub)], [[], []]);
  }
});

Deno.test("an item that is edited here and in the cloud keeps both edits, of one column in a record", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const { drugId } = makeStock(cloud, clinic.clinicId, 100);
  const of = { patient_id: (await world.make("patients")).id };
  const visit = await world.make("visits", of);
  const prescription = await world.make("prescriptions", { ...of, visit_id: visit.id });
  const item = await world.make("prescription_items", {
    ...{ ...of, prescription_id: prescription.id, drug_id: drugId },
  });
  await runs(world, 2);
  // After the pull of a run, before its push: what the cloud drops then is compared next time.
  cloud.onStep = (step) => {
    if (step.kind !== "push" || step.table !== "prescription_items") return;
    cloud.people.edit("prescription_items", item.id, { dosage_instructions: "cloud", notes: "c" });
    cloud.onStep = null;
  };
  await world.edit("prescription_items", item, { dosage_instructions: "hub", refills_used: 1 });
  await runs(world, 4);
  const row = cloud.row("prescription_items", item.id);
  const held = stored(hub, "prescription_items", item.id);
  for (const at of [row, held]) {
    assert.deepEqual([at?.dosage_instructions, at?.notes, at?.refills_used], ["hub", "c", 1]);
  }
  assert.deepEqual(conflicts(hub), [
    [item.id, "dosage_instructions", "CLOUD_CHANGED", "cloud", "hub"],
  ]);
});

Deno.test("what the cloud does not show is listed and tried again after a clock far ahead was put right", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  world.skewMs = 300 * 86_400_000;
  hub.engine.wallClock.confirm();
  await runs(world, 1);
  const visit = await world.make("visits", {
    ...{ patient_id: (await world.make("patients")).id, provider_id: crypto.randomUUID() },
  });
  await runs(world, 2);
  world.skewMs = 0;
  hub.engine.wallClock.confirm();
  await runs(world, 3);
  assert.deepEqual(unsettled(hub), [["visits", visit.id, "sent", "UNCONFIRMED"]]);
  const tries = () => cloud.record.dropped.filter(({ id }) => id === visit.id).length;
  const before = tries();
  assert.ok(before >= 2, String(before));
  // The time of the last try is a true one by now: a week is waited again.
  world.passDays(2);
  await runs(world, 3);
  assert.equal(tries(), before);
  world.passDays(6);
  await runs(world, 2);
  assert.equal(tries(), before + 1);
});

Deno.test("a row that was refused while the clock was far ahead is tried again once it is right", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const unknown = crypto.randomUUID();
  await runs(world, 1);
  const visit = await world.make("visits", {
    ...{ patient_id: (await world.make("patients")).id, provider_id: unknown },
  });
  world.skewMs = 300 * 86_400_000;
  hub.engine.wallClock.confirm();
  await runs(world, 2);
  world.skewMs = 0;
  hub.engine.wallClock.confirm();
  await cloud.people.user({ id: unknown, clinic_id: clinic.clinicId });
  await runs(world, 3);
  assert.equal(cloud.row("visits", visit.id)?.provider_id, unknown);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("a row whose id is in upper case stays here with its reason, and what hangs on it too", async () => {
  for (const generation of ["older", "newer"] as const) {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const id = crypto.randomUUID().toUpperCase();
    await world.make("patients", { id });
    const visit = await world.make("visits", { patient_id: id });
    await runs(world, 3);
    assert.deepEqual(unsettled(hub), [
      ["patients", id, "refused", "BAD_ID:id"],
      ["visits", visit.id, "refused", "PARENT_NOT_TAKEN:patient_id"],
    ]);
    assert.deepEqual([cloud.count("patients"), cloud.count("visits")], [0, 0]);
    assert.equal(stored(hub, "patients", id.toLowerCase()), undefined);
  }
});

Deno.test("an edit that somebody undoes in the cloud before it was shown leaves a record", async () => {
  for (const generation of ["older", "newer"] as const) {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud } = world;
    const made = await world.make("patients", { phone: "1" });
    await runs(world, 3);
    world.passDays(0.2);
    await world.edit("patients", made, { phone: "2" });
    await runs(world, 1);
    assert.equal(cloud.row("patients", made.id)?.phone, "2");
    cloud.people.edit("patients", made.id, { phone: "1" });
    await runs(world, 4);
    assert.deepEqual(conflicts(hub), [[made.id, "phone", "CLOUD_CHANGED", "1", "2"]]);
    assert.deepEqual([unsettled(hub), differences(hub, cloud)], [[], []]);
  }
});

Deno.test("afterRestore() lets what waited in a copy give in to the hub's own later version", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const made = await world.make("patients", { phone: "1" });
  await runs(world, 2);
  const second = await world.edit("patients", made, { phone: "2" });
  hub.database.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const copy = `${hub.directory}/copy.db`;
  Deno.copyFileSync(hub.path, copy);
  await world.edit("patients", second, { phone: "3" });
  await runs(world, 2);
  assert.equal(cloud.row("patients", made.id)?.phone, "3");
  hub.database[Symbol.dispose]();
  for (const end of ["-wal", "-shm"]) {
    try {
      Deno.removeSync(`${hub.path}${end}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  Deno.copyFileSync(copy, hub.path);
  hub.database = HubDatabase.open(hub.path, hub.key);
  hub.engine = new SyncEngine(hub.database);
  await hub.engine.write((statements) => afterRestore(statements, Date.now()));
  await runs(world, 3);
  assert.equal(cloud.row("patients", made.id)?.phone, "3");
  assert.equal(stored(hub, "patients", made.id)?.phone, "3");
  assert.deepEqual(conflicts(hub), [[made.id, "phone", "CLOUD_CHANGED", "2", "3"]]);
});

Deno.test("readNotTaken() lists a row that went with less than it says, until it is mended", async () => {
  await using world = await RelayClinic.open();
  const { hub } = world;
  const made = await world.make("patients", { camp: "x".repeat(60) });
  await runs(world, 2);
  const list = () => hub.engine.read((statements) => readNotTaken(statements, null, 10)).rows;
  assert.deepEqual(list().map(({ id, kind, reason, column }) => [id, kind, reason, column]), [
    [made.id, "narrowed", "TOO_LONG", "camp"],
  ]);
  assert.deepEqual(unsettled(hub), []);
  await world.edit("patients", made, { camp: "short" });
  await runs(world, 2);
  assert.deepEqual(list(), []);
});

Deno.test("a patient without a clinic, whom the cloud shows to nobody, is sent and never overwrites an edit there", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  await world.relay();
  const made = await world.make("patients", { primary_clinic_id: null, phone: "1" });
  const visit = await world.make("visits", { patient_id: made.id });
  await runs(world, 2);
  assert.equal(cloud.row("visits", visit.id)?.patient_id, made.id);
  const second = await world.edit("patients", made, { phone: "2" });
  await runs(world, 1);
  assert.equal(cloud.row("patients", made.id)?.phone, "2");
  cloud.people.edit("patients", made.id, { camp: "cloud" });
  await world.edit("patients", second, { phone: "3" });
  await runs(world, 2);
  assert.equal(cloud.row("patients", made.id)?.camp, "cloud");
  assert.deepEqual(unsettled(hub), []);
  // Once the cloud shows the patient, both edits come together.
  cloud.people.edit("patients", made.id, { primary_clinic_id: world.clinic.clinicId });
  await runs(world, 3);
  for (const row of [cloud.row("patients", made.id), stored(hub, "patients", made.id)]) {
    assert.deepEqual([row?.camp, row?.phone], ["cloud", "3"]);
  }
  assert.deepEqual(unsettled(hub), []);
});
