/** Decisions 8, 10, 12, 13: cursors that are unknown, old, ahead, of another hub or another copy. */

import assert from "node:assert/strict";
import { MemoryClinic, synced } from "../../catalogue/support/memory_clinic.ts";
import { created, edited, entries, stored, updated } from "../../support/engine_rows.ts";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";
import { GENERATIONS } from "../../support/phone/mod.ts";

const PATIENT_A = "patient-of-clinic-a";

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

for (const generation of GENERATIONS) {
  Deno.test(`a ${generation} phone that is ahead of a restored hub gives back what the hub lost and gets the rest`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    for (const one of [phone, other.phone]) await synced(one);
    const before = await phone.create("patients", rows.patient());
    for (const one of [phone, other.phone, phone]) await synced(one);
    const backup = clinic.backup();
    const lost = await phone.create("patients", rows.patient());
    const edit = await phone.create("patients", rows.patient());
    for (const one of [phone, other.phone, phone, other.phone]) await synced(one);
    await clinic.restore(backup);
    assert.equal(clinic.row("patients", lost), undefined);
    const ahead = await phone.cursor;
    await clinic.fromCloud("patients", { id: PATIENT_A, phone: "after the restore" });
    // What the phones still hold comes back when it is saved again, whole.
    await phone.update("patients", edit, { camp: "Z9" });
    for (let round = 0; round < 2; round++) {
      for (const one of [phone, other.phone]) await synced(one);
    }
    assert.equal((await phone.row("patients", PATIENT_A))?.phone, "after the restore");
    const back = clinic.row("patients", edit);
    assert.equal(back?.camp, "Z9");
    assert.equal(back?.surname, (await phone.row("patients", edit))?.surname, "not stored whole");
    assert.ok(Number(await phone.cursor) > Number(ahead), "the clock went back");
    assert.ok(clinic.row("patients", before) !== undefined);
    const status = await clinic.keeper.status();
    const seen = status.devices.find(({ deviceId }) => deviceId === phone.clientId);
    assert.ok(seen !== undefined);
  });
}

Deno.test("a device that presents a cursor of the lost time is noted as ahead, since when, until it has one of this hub", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("march");
  await synced(phone);
  const backup = clinic.backup();
  await phone.create("patients", rows.patient());
  for (let round = 0; round < 3; round++) await synced(phone);
  await clinic.restore(backup);
  const device = () => {
    const found = clinic.engine.devices.get(phone.clientId);
    assert.ok(found !== undefined);
    return found;
  };
  assert.equal(device().aheadSinceMs, null);
  const cursor = await phone.cursor;
  await synced(phone);
  assert.equal(device().aheadCursor, cursor);
  assert.ok(Math.abs(Number(device().aheadSinceMs) - Date.now()) < 60_000);
  await clinic.kill();
  await clinic.start();
  await synced(phone);
  assert.equal(device().aheadSinceMs, null, "still called ahead");
});

Deno.test("a hub whose database was cleared is served like a new one: the phone gets everything as created", async () => {
  await using clinic = await MemoryClinic.open();
  const empty = clinic.backup();
  const { phone, rows } = await clinic.phone("march");
  const mine = await phone.create("patients", rows.patient());
  for (let round = 0; round < 2; round++) await synced(phone);
  await clinic.restore(empty);
  // The token is of the same vault, the device is unknown: the person scans again.
  await clinic.login(phone, "nurse-a");
  await clinic.fromCloud("patients", { id: PATIENT_A, phone: "new" });
  await phone.update("patients", mine, { phone: "saved again" });
  for (let round = 0; round < 2; round++) await synced(phone);
  assert.equal((await phone.row("patients", PATIENT_A))?.phone, "new");
  assert.equal(clinic.row("patients", mine)?.phone, "saved again");
});

Deno.test("a twin with the same identity takes nothing of the other's for known: rows repeat, none is lost", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("may");
  await synced(phone);
  const here = clinic.backup();
  await clinic.fromCloud("patients", { id: PATIENT_A, phone: "twin one" });
  for (let round = 0; round < 2; round++) await synced(phone);
  const one = clinic.backup();
  await clinic.restore(here);
  await clinic.fromCloud("patients", { id: PATIENT_A, camp: "twin two" });
  for (let round = 0; round < 2; round++) await synced(phone);
  assert.equal((await phone.row("patients", PATIENT_A))?.camp, "twin two");
  await clinic.restore(one);
  await clinic.fromCloud("patients", { id: PATIENT_A, sex: "male" });
  await synced(phone);
  const row = await phone.row("patients", PATIENT_A);
  assert.deepEqual([row?.phone, row?.sex], ["twin one", "male"]);
});

Deno.test("a forced upload with any clock, again and again, loses no change of others and doubles nothing", async () => {
  for (const wrongMs of [-10_000_000_000, -1, 0, 1, 3_600_000, 10_000_000_000]) {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone("march", { clock: () => Date.now() + wrongMs });
    const other = await clinic.phone("may");
    for (const one of [phone, other.phone]) await synced(one);
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      ids.push(await other.phone.create("patients", other.rows.patient()));
      await synced(other.phone);
      ids.push(await phone.create("patients", rows.patient()));
      assert.ok((await phone.forceUpload(0)).ok);
      if (round === 1) await synced(phone);
    }
    for (const one of [phone, other.phone, phone]) await synced(one);
    for (const { phone: one } of [{ phone }, other]) {
      const held = (await one.rows("patients")).map(({ id }) => id);
      assert.deepEqual(ids.filter((id) => !held.includes(id)), [], `${wrongMs}`);
    }
    assert.equal(clinic.count("patients"), ids.length + 3);
  }
});

Deno.test("a forced download of anything repeats rows and loses none", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march");
  const other = await clinic.phone("may");
  for (const one of [phone, other.phone]) await synced(one);
  const ids: string[] = [];
  for (const since of [0, Date.now() - 1_000, Date.now() + 10 ** 9]) {
    ids.push(await other.phone.create("patients", other.rows.patient()));
    await synced(other.phone);
    assert.ok((await phone.forceDownload(since)).ok);
    const held = (await phone.rows("patients")).map(({ id }) => id);
    assert.deepEqual(ids.filter((id) => !held.includes(id)), []);
  }
});

Deno.test("own rows go out as created after a reinstall with the same id, with or without a cursor before", async () => {
  for (const syncs of [1, 2]) {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone("march");
    const id = await phone.create("patients", rows.patient());
    for (let round = 0; round < syncs; round++) await synced(phone);
    await phone.reinstall({ keepClientId: true });
    await clinic.login(phone, "nurse-a");
    await synced(phone);
    assert.ok(await phone.row("patients", id) !== null, `after ${syncs} syncs`);
  }
});

Deno.test("a presented value never moves the clock", async () => {
  using hub = await twoDevices();
  for (const cursor of [Date.now() + 10 ** 12, Number.MAX_SAFE_INTEGER]) {
    const { timestamp } = await hub.pull("a", cursor);
    assert.ok(timestamp < Date.now() + 120_000);
    await hub.push("a", created("patients", patient("p")), { cursor });
    assert.ok(Number(stored(hub, "patients", "p")?.hub_stamp) < Date.now() + 120_000);
  }
});

Deno.test("a wall clock a day ahead is not followed until the operator confirms", async () => {
  let wallMs = 1_790_000_000_000;
  using hub = new TestEngine({ time: { wallMs: () => wallMs, steadyMs: () => 0 } });
  await hub.admit("a");
  const start = wallMs;
  wallMs += 90_000_000_000;
  const { timestamp } = await hub.pull("a", 0);
  assert.ok(timestamp < start + 86_400_000);
  hub.engine.wallClock.confirm();
  assert.ok((await hub.pull("a", timestamp)).timestamp >= wallMs);
});

Deno.test("no timestamp reaches the first value a write that is open has taken", async () => {
  using hub = await twoDevices();
  const { timestamp } = await hub.pull("b", 0);
  const rows = Array.from({ length: 5_000 }, (_, at) => patient(`p${at}`));
  let isDone = false;
  const push = hub.push("a", created("patients", ...rows)).then(() => isDone = true);
  const during: number[] = [];
  while (!isDone) {
    const answer = await hub.pull("b", timestamp);
    if (entries(answer).length === 0) during.push(answer.timestamp);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await push;
  const [first = 0] = hub.database.reader.prepare("SELECT min(hub_first_stamp) FROM patients")
    .value<[number]>() ?? [];
  assert.ok(during.length > 0 && Math.max(...during) < first, `${during.at(-1)} ${first}`);
});

Deno.test("what the device wrote after the cursor that is presented again is sent back to it only as far as it differs", async () => {
  using hub = await twoDevices();
  const start = (await hub.pull("a", 0)).timestamp;
  await hub.push("a", created("patients", patient("p"), patient("q", { created_at: 5.5 })));
  for (let retry = 0; retry < 3; retry++) {
    const answer = await hub.pull("a", start);
    assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["q"] });
  }
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "b" })));
  const answer = await hub.pull("a", start);
  assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p", "q"] });
});

for (const cursor of [12.5, -0.5, 1e300, -7, Number.MAX_SAFE_INTEGER + 2]) {
  Deno.test(`a phone that presents ${cursor} for a cursor stops nobody: every later push is stored`, async () => {
    using hub = await twoDevices();
    await hub.pull("a", cursor);
    await hub.push("b", created("patients", patient("of-b")));
    await hub.push("a", created("patients", patient("of-a")), { cursor });
    hub.restart();
    assert.deepEqual(idsOf(await hub.pull("a", cursor), "patients").created, ["of-b"]);
    await hub.push("b", created("patients", patient("later")));
  });
}
