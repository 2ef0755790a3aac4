/** Known pitfalls of WatermelonDB backends, from its issues. Each name has the number. */

import assert from "node:assert/strict";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { idsOf, patient, TestEngine } from "../support/open_engine.ts";
import { GENERATIONS } from "../support/phone/mod.ts";
import { created, edited, entries, row, stored, updated } from "../support/engine_rows.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";

const PATIENT_A = "patient-of-clinic-a";
const VISIT_A = "visit-at-clinic-a";

async function twoDevices(options: ConstructorParameters<typeof TestEngine>[0] = {}) {
  const hub = new TestEngine(options);
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

Deno.test("#649 #1219 #1226 #1893 a device is never told to create what it created, whoever changed it since", async () => {
  using hub = await twoDevices();
  const start = (await hub.pull("a", 0)).timestamp;
  await hub.push("a", created("patients", patient("p"), patient("repaired", { created_at: 1.5 })));
  await hub.push("b", updated("patients", patient("p", { phone: "by b" })));
  await hub.push("a", { patients: { deleted: ["p"] } });
  for (const cursor of [start, (await hub.pull("a", start)).timestamp]) {
    assert.deepEqual(idsOf(await hub.pull("a", cursor), "patients").created, []);
  }
});

for (const generation of GENERATIONS) {
  Deno.test(`#649 #1666 the answer to a deletion does not bring the record back on a ${generation} phone`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone, rows } = await clinic.phone(generation);
    await synced(phone);
    const id = await phone.create("events", rows.event(PATIENT_A, VISIT_A));
    await synced(phone);
    await phone.softDelete("events", id);
    for (let round = 0; round < 3; round++) {
      await synced(phone);
      assert.ok(!(await phone.listed("events")).some((event) => event.id === id));
    }
  });

  Deno.test(`#1533 a deletion elsewhere does not destroy an edit a ${generation} phone has not sent yet`, async () => {
    await using clinic = await MemoryClinic.open();
    const { phone } = await clinic.phone(generation);
    const other = await clinic.phone("may");
    for (const one of [phone, other.phone]) await synced(one);
    await phone.update("patients", PATIENT_A, { phone: "not sent yet" });
    await other.phone.softDelete("patients", PATIENT_A);
    await synced(other.phone);
    await synced(phone);
    const row = clinic.row("patients", PATIENT_A);
    assert.deepEqual([row?.is_deleted, row?.phone], [1, "not sent yet"]);
    assert.equal(clinic.conflicts()[0]?.reason, "ROW_DELETED");
  });
}

Deno.test("#854 a row that is new and changed and backfilled comes once", async () => {
  for (const maxRows of [0, 1, 2]) {
    using hub = await twoDevices({ limits: { maxRows, maxBytes: 0 } });
    await hub.push("a", created("patients", patient("p"), patient("q")));
    await hub.push("a", updated("patients", edited(patient("p"), { phone: "1" })));
    let cursor = 0;
    const seen: unknown[] = [];
    for (let page = 0; page < 6; page++) {
      const answer = await hub.pull("b", cursor);
      seen.push(...entries(answer).map(([, , id]) => id));
      cursor = answer.timestamp;
    }
    assert.deepEqual(seen.sort(), ["p", "q"], `pages of ${maxRows}`);
  }
});

Deno.test("#1462 a new device is told of a record made and deleted before in one list only", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.push("a", { patients: { deleted: ["p"] } });
  assert.deepEqual(entries(await hub.pull("b", 0)), [["patients", "updated", "p"]]);
});

Deno.test("#1141 a record sent as created again, edited while it was pushed, is taken as an edit", async () => {
  using hub = await twoDevices();
  const { timestamp } = await hub.pull("a", 0);
  await hub.push("a", created("patients", patient("p", { phone: "1" })));
  await hub.push("a", created("patients", patient("p", { phone: "2", _changed: "phone" })), {
    cursor: timestamp,
  });
  assert.equal(stored(hub, "patients", "p")?.phone, "2");
  assert.deepEqual(entries(await hub.pull("a", timestamp)), []);
});

Deno.test("#1881 ids are the phone's, on the hub and on every phone: nothing is stored twice", async () => {
  await using clinic = await MemoryClinic.open();
  const phones = await Promise.all(GENERATIONS.map((generation) => clinic.phone(generation)));
  const ids: string[] = [];
  for (const { phone, rows } of phones) ids.push(await phone.create("patients", rows.patient()));
  for (let round = 0; round < 2; round++) for (const { phone } of phones) await synced(phone);
  for (const { phone } of phones) {
    const held = (await phone.rows("patients")).map(({ id }) => id);
    assert.deepEqual(ids.filter((id) => held.filter((one) => one === id).length !== 1), []);
    assert.equal(held.length, ids.length + 2);
  }
});

Deno.test("#1192 a cursor is a number of the hub's clock: no time zone and no phone's clock is in it", async () => {
  await using clinic = await MemoryClinic.open();
  const wrong = await clinic.phone("march", { clock: () => Date.now() - 14 * 3_600_000 });
  const right = await clinic.phone("may");
  for (const { phone } of [wrong, right]) await synced(phone);
  assert.ok(Math.abs(Number(await wrong.phone.cursor) - Date.now()) < 120_000);
  const id = await wrong.phone.create("patients", wrong.rows.patient());
  await synced(wrong.phone);
  await synced(right.phone);
  assert.ok(await right.phone.row("patients", id) !== null);
  await right.phone.update("patients", id, { phone: "1" });
  await synced(right.phone);
  await synced(wrong.phone);
  assert.equal((await wrong.phone.row("patients", id))?.phone, "1");
});

Deno.test("#1374 phones that push at the same time do not abort each other's sync", async () => {
  await using clinic = await MemoryClinic.open();
  const phones = await Promise.all(
    Array.from({ length: 5 }, (_, at) => clinic.phone(GENERATIONS[at % 3])),
  );
  for (const { phone } of phones) await synced(phone);
  for (let round = 0; round < 4; round++) {
    await Promise.all(phones.map(async ({ phone, rows }, at) => {
      await phone.update("patients", PATIENT_A, { phone: `${round} ${at}` });
      await phone.create("patients", rows.patient());
      await synced(phone);
    }));
  }
  for (const { phone } of phones) await synced(phone);
  const held = await Promise.all(phones.map(({ phone }) => phone.row("patients", PATIENT_A)));
  const stands = clinic.row("patients", PATIENT_A)?.phone;
  assert.deepEqual(held.map((row) => row?.phone), phones.map(() => stands));
});

Deno.test("#752 a push cut off by the end of the process is stored whole or not at all", async () => {
  using hub = await twoDevices();
  const rows = Array.from({ length: 3_000 }, (_, at) => patient(`p${at}`));
  const push = hub.push("a", {
    ...created("patients", ...rows),
    ...created("visits", row("v", { patient_id: "p0" })),
  }).then(() => true, () => false);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const copy = `${hub.directory}/copy.db`;
  for (const suffix of ["", "-wal"]) {
    try {
      Deno.copyFileSync(`${hub.path}${suffix}`, `${copy}${suffix}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  await push;

  using database = HubDatabase.open(copy, hub.key);
  const count = (table: string) =>
    database.reader.prepare(`SELECT count(*) FROM ${table}`).value<[number]>()?.[0];
  const both = [count("patients"), count("visits")];
  assert.ok(both.join() === "0,0" || both.join() === "3000,1", both.join());
});

Deno.test("#308 #948 #1572 #1785 a very large table is given in pages no phone chokes on, a very large row alone", async () => {
  using hub = await twoDevices();
  const large = (id: string, bytes: number) =>
    patient(id, { additional_data: JSON.stringify("x".repeat(bytes)) });
  await hub.push("a", created("patients", large("huge", 12_000_000), patient("p1")));
  const many = Array.from({ length: 40 }, (_, at) => large(`m${at}`, 1_000_000));
  await hub.push("a", created("patients", ...many));
  const seen = new Set<unknown>();
  let cursor = 0;
  for (let page = 0; page < 12; page++) {
    const { text, rows } = await hub.engine.pull(hub.device("b"), cursor, false, "user");
    assert.ok(text.length <= 8 * 1024 * 1024 || rows === 1, `${text.length} bytes, ${rows} rows`);
    const { changes, timestamp } = JSON.parse(new TextDecoder().decode(text));
    for (const { id } of changes.patients?.created ?? []) seen.add(id);
    cursor = timestamp;
  }
  assert.equal(seen.size, 42);
});
