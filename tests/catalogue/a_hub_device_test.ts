/** Failure catalogue A1–A11: rows that are lost, reverted or doubled between hub and phones. */

import assert from "node:assert/strict";
import { BATCH, DRUG, patientRow, START_MS } from "../fleet/hub/fleet_clinic.ts";
import { patient, TestEngine } from "../support/open_engine.ts";
import {
  calls,
  doublesRequests,
  GENERATIONS,
  losesAnswers,
  once,
  PhoneCrash,
  repeatsRequests,
  type SimulatedPhone,
  uuidV7,
  whileInFlight,
} from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";

const HOUR_MS = 3_600_000;
const ISO = "2026-03-04T05:06:07.000Z";
const PATIENT_A = "patient-of-clinic-a";

for (const generation of GENERATIONS) {
  Deno.test(`A1 W-R12 a ${generation} phone is sent what the cloud wrote before its last pull and the hub merged after it`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation);
    await synced(phone);
    const before = Date.now() - 10 * 60_000;
    const times = { updated_at: before, last_modified: before };
    await clinic.fromCloud("patients", { ...patientRow("clinic-a", "-new"), ...times });
    await clinic.fromCloud("patients", { id: PATIENT_A, phone: "0999", ...times });
    await synced(phone);
    assert.ok(await phone.row("patients", `${PATIENT_A}-new`) !== null, "the new row is missing");
    assert.equal((await phone.row("patients", PATIENT_A))?.phone, "0999");
  });

  Deno.test(`A2 edits of different columns on two phones both stay when a ${generation} phone is the late one`, async () => {
    await using clinic = await MemoryClinic.open();
    const early = await clinic.phone("may");
    const late = await clinic.phone(generation);
    for (const { phone } of [early, late]) await synced(phone);
    await late.phone.update("patients", PATIENT_A, { camp: "B7" });
    await early.phone.update("patients", PATIENT_A, { phone: "0777" });
    // The other's push comes between the pull and the push of its sync.
    const { phone } = late;
    const between = () => synced(early.phone).then(() => {});
    phone.fetch = whileInFlight(phone.fetch, between, once(calls("sync_pull")));
    await synced(phone);
    assert.equal(clinic.row("patients", PATIENT_A)?.phone, "0777");
    assert.equal(clinic.row("patients", PATIENT_A)?.camp, "B7");
    for (const { phone } of [late, early, late]) await synced(phone);
    for (const { phone } of [early, late]) {
      const row = await phone.row("patients", PATIENT_A);
      assert.deepEqual([row?.camp, row?.phone], ["B7", "0777"]);
    }
    assert.deepEqual(clinic.conflicts(), []);
  });

  Deno.test(`A5 an edit made on a ${generation} phone while its push was under way stays, and travels later`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    await synced(phone);
    const id = await phone.create("patients", rows.patient({ phone: "1", camp: "A1" }));
    phone.fetch = whileInFlight(
      phone.fetch,
      () => phone.update("patients", id, { phone: "2" }),
      once(calls("sync_push")),
    );
    await synced(phone);
    assert.equal((await phone.row("patients", id))?._status, "synced", "the app marked it synced");
    for (let round = 0; round < 3; round++) await synced(phone);
    assert.equal((await phone.row("patients", id))?.phone, "2", "the echo erased the edit");
    await phone.update("patients", id, { camp: "C3" });
    for (const one of [phone, other.phone]) await synced(one);
    const row = await other.phone.row("patients", id);
    assert.deepEqual([row?.phone, row?.camp], ["2", "C3"]);
  });

  Deno.test(`A6 a deletion on a ${generation} phone, and one by the cloud, hide the record everywhere`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const others = await Promise.all(GENERATIONS.map((name) => clinic.phone(name)));
    const mine = await phone.create("patients", rows.patient());
    await synced(phone);
    for (const other of others) await synced(other.phone);
    await phone.softDelete("patients", mine);
    await synced(phone);
    assert.equal(clinic.row("patients", mine)?.is_deleted, 1);
    await clinic.fromCloud("patients", { id: PATIENT_A, is_deleted: 1, deleted_at: START_MS });
    for (const other of [...others, { phone }]) {
      const { pulled } = await synced(other.phone);
      assert.ok(Object.values(pulled).every(({ deleted }) => deleted === 0), "`deleted` is used");
      const listed = (await other.phone.listed("patients")).map(({ id }) => id);
      assert.ok(!listed.includes(mine), `${other.phone.generation} still lists the patient`);
      assert.ok(!listed.includes(PATIENT_A), `${other.phone.generation} lists the cloud's`);
    }
  });

  Deno.test(`A7 rows a ${generation} phone lacks come as created after a cut pull and after a cursor of its own`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    let batches = 0;
    phone.beforeStep = (step) => {
      if (step === "batch-applied" && ++batches === 3) throw new PhoneCrash();
    };
    assert.equal((await phone.sync()).error?.code, "KILLED");
    phone.beforeStep = null;
    await clinic.fromCloud("patients", { id: PATIENT_A, phone: "0999" });
    await synced(phone);
    assert.equal((await phone.row("patients", PATIENT_A))?.phone, "0999");
    await clinic.fromCloud("patients", patientRow("clinic-a", "-late"));
    await clinic.fromCloud("patients", { id: `${PATIENT_A}-late`, phone: "0444" });
    if (generation !== "august") {
      await phone.create("patients", rows.patient());
      assert.equal((await phone.forceUpload(Date.now() - HOUR_MS)).ok, true);
    }
    await synced(phone);
    assert.equal((await phone.row("patients", `${PATIENT_A}-late`))?.phone, "0444");
  });
}

for (const generation of ["march", "may"] as const) {
  Deno.test(`A8 a force upload with a fast clock on a ${generation} phone skips no change of others`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation, { clock: () => Date.now() + HOUR_MS });
    const other = await clinic.phone("august");
    for (const one of [phone, other.phone]) await synced(one);
    const [first, second] = other.rows.many(2, (maker) => maker.patient());
    assert.ok(first !== undefined && second !== undefined);
    await other.phone.create("patients", first);
    await other.phone.update("patients", PATIENT_A, { phone: "0123" });
    await synced(other.phone);
    await phone.create("patients", rows.patient());
    assert.equal((await phone.forceUpload(Date.now() - HOUR_MS)).ok, true);
    assert.ok(Number(await phone.cursor) > Date.now(), "the cursor is the phone's own clock");
    await synced(phone);
    assert.ok(await phone.row("patients", first.id) !== null);
    assert.equal((await phone.row("patients", PATIENT_A))?.phone, "0123");
    await other.phone.create("patients", second);
    await synced(other.phone);
    await synced(phone);
    assert.ok(await phone.row("patients", second.id) !== null, "later changes are suppressed");
  });
}

Deno.test("A3 W-R13 rows of a push that was under way during a pull reach the phone that pulled", async () => {
  await using clinic = await MemoryClinic.open();
  const writer = await clinic.phone("may");
  const reader = await clinic.phone("may");
  for (const { phone } of [writer, reader]) await synced(phone);
  await writer.phone.createMany("patients", writer.rows.many(4_000, (maker) => maker.patient()));
  const before = clinic.count("patients");
  let isStored = false;
  const push = writer.phone.sync().then(() => isStored = true);
  let during = 0;
  while (!isStored) {
    const { pulled } = await synced(reader.phone);
    if (!isStored && pulled.patients === undefined) during += 1;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await push;
  assert.ok(during > 0, "no pull happened during the push");
  await synced(reader.phone);
  assert.equal(clinic.count("patients"), before + 4_000);
  assert.ok((await reader.phone.rows("patients")).length >= 4_000);
});

Deno.test("A4 changes made after the wall clock stepped back are sent, with and without a restart", async () => {
  let wallMs = 1_790_000_000_000;
  const steadyMs = () => 5_000;
  using hub = new TestEngine({ time: { wallMs: () => wallMs, steadyMs } });
  for (const name of ["a", "b"]) await hub.admit(name);
  let cursor = (await hub.pull("b", 0)).timestamp;
  for (const [step, restart] of [[HOUR_MS, false], [90 * 24 * HOUR_MS, true]] as const) {
    wallMs -= step;
    if (restart) {
      await hub.engine.write(() => {});
      hub.restart();
    }
    const id = `p-${step}`;
    await hub.push("a", { patients: { created: [patient(id)] } });
    const answer = await hub.pull("b", cursor);
    assert.deepEqual(answer.changes.patients?.created.map((row) => row.id), [id]);
    assert.ok(answer.timestamp > cursor, "the cursor went back with the clock");
    cursor = answer.timestamp;
  }
});

Deno.test("A6 a change to a deleted record is kept hidden, with a record for the operator", async () => {
  await using clinic = await MemoryClinic.open();
  const deleter = await clinic.phone("march");
  const editor = await clinic.phone("may");
  for (const { phone } of [deleter, editor]) await synced(phone);
  await editor.phone.update("patients", PATIENT_A, { phone: "0555" });
  await deleter.phone.softDelete("patients", PATIENT_A);
  await synced(deleter.phone);
  await synced(editor.phone);
  const row = clinic.row("patients", PATIENT_A);
  assert.deepEqual([row?.is_deleted, row?.phone], [1, "0555"]);
  const [conflict] = clinic.conflicts().filter(({ row_id }) => row_id === PATIENT_A);
  assert.equal(conflict?.reason, "ROW_DELETED");
  await synced(editor.phone);
  assert.ok(!(await editor.phone.listed("patients")).some(({ id }) => id === PATIENT_A));
});

Deno.test("A9 W-R3 answers of patients registered online stay apart, though phones send field ids for row ids", async () => {
  await using clinic = await MemoryClinic.open();
  const online = await clinic.phone("march");
  const syncing = await clinic.phone("may");
  await synced(syncing.phone);
  const ids = [uuidV7(Date.now()), uuidV7(Date.now())];
  for (const [at, id] of ids.entries()) {
    await register(online.phone, id, {}, [{ string_value: `answer ${at}` }]);
  }
  await register(online.phone, ids[0] ?? "", {}, [{ string_value: "changed" }]);
  await synced(syncing.phone);
  const held = await syncing.phone.rows("patient_additional_attributes");
  assert.deepEqual(
    ids.map((id) => held.filter((row) => row.patient_id === id).map((row) => row.string_value)),
    [["changed"], ["answer 1"]],
  );
  assert.ok(held.every((row) => row.patient_id !== "" && row.id !== row.attribute_id));
});

Deno.test("A10 W-R6 an online edit leaves the patient's clinic, so nobody else comes to see the patient", async () => {
  await using clinic = await MemoryClinic.open();
  const online = await clinic.phone("march");
  const id = uuidV7(Date.now());
  await register(online.phone, id, { primary_clinic_id: "clinic-a" });
  await register(online.phone, id, { surname: "Changed" });
  const row = clinic.row("patients", id);
  assert.deepEqual([row?.surname, row?.primary_clinic_id], ["Changed", "clinic-a"]);
  const stranger = await clinic.phone("may", { user: "nurse-b" });
  await synced(stranger.phone);
  assert.equal(await stranger.phone.row("patients", id), null);
});

const RETRIES = {
  "a lost answer and the same bytes again": repeatsRequests,
  "the same bytes twice at once": doublesRequests,
} as const;
for (const [what, breaks] of Object.entries(RETRIES)) {
  Deno.test(`A11 W-S7 an online dispensing with ${what} moves stock and item once`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone("march");
    phone.fetch = breaks(phone.fetch, calls("prescription_items.dispense"));
    const done = await phone.rpc("command", "prescription_items.dispense", {
      id: "item-at-clinic-a",
      provider_id: "nurse-a",
      batch_quantities: { [BATCH]: 5 },
    });
    assert.ok(done.ok, JSON.stringify(done));
    assert.deepEqual(quantities(clinic), [995, 5]);
    assert.equal(clinic.count("dispensing_records"), 1);
  });
}

for (const generation of GENERATIONS) {
  Deno.test(`A11 what a ${generation} phone dispensed offline is counted once, however often it is pushed`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    for (const one of [phone, other.phone]) await synced(one);
    await phone.dispense("item-at-clinic-a", rows.place.userId, { [BATCH]: 7 });
    await other.phone.dispense("item-at-clinic-a", rows.place.userId, { [BATCH]: 4 });
    phone.fetch = losesAnswers(phone.fetch, once(calls("sync_push")));
    assert.equal((await phone.sync()).ok, false);
    assert.deepEqual(quantities(clinic), [993, 7]);
    await synced(other.phone);
    assert.deepEqual(quantities(clinic), [989, 11]);
    await synced(phone);
    for (const one of [phone, other.phone, phone]) await synced(one);
    assert.deepEqual(quantities(clinic), [989, 11]);
    for (const one of [phone, other.phone]) {
      assert.equal(
        (await one.row("clinic_inventory", "stock-at-clinic-a"))?.quantity_available,
        989,
      );
      assert.equal(
        (await one.row("prescription_items", "item-at-clinic-a"))?.quantity_dispensed,
        11,
      );
    }
    assert.equal(clinic.count("dispensing_records", `drug_id = '${DRUG}'`), 2);
  });
}

/** Quantity in stock and quantity dispensed of the one item. */
function quantities(clinic: MemoryClinic): unknown[] {
  return [
    clinic.row("clinic_inventory", "stock-at-clinic-a")?.quantity_available,
    clinic.row("prescription_items", "item-at-clinic-a")?.quantity_dispensed,
  ];
}

/** What the registration screen of online mode sends. */
async function register(
  phone: SimulatedPhone,
  id: string,
  values: Record<string, unknown>,
  answers: readonly Record<string, unknown>[] = [],
): Promise<void> {
  const times = { created_at: ISO, updated_at: ISO };
  const patient = {
    ...{ id, given_name: "Nadia", surname: "Fares", date_of_birth: "1990-05-03", sex: "female" },
    ...{ citizenship: "", hometown: "", phone: "", camp: "", photo_url: "" },
    ...{ government_id: "", external_patient_id: "", additional_data: {}, metadata: {} },
    ...times,
    ...values,
  };
  const additional_attributes = answers.map((answer) => ({
    ...{ id: "field-1", patient_id: "", attribute_id: "field-1", attribute: "language" },
    ...{ metadata: {}, is_deleted: false, ...times, last_modified: ISO, server_created_at: ISO },
    ...answer,
  }));
  const done = await phone.rpc("command", "register_patient", { patient, additional_attributes });
  assert.ok(done.ok, JSON.stringify(done));
}
