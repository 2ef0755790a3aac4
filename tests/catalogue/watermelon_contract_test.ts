/** Every statement of WatermelonDB's contract with a backend, with the departures of the hub. */

import assert from "node:assert/strict";
import { TABLES } from "../../server/database/tables.ts";
import { idsOf, patient, TestEngine } from "../support/open_engine.ts";
import { tablesOf } from "../support/phone/mod.ts";
import {
  aside,
  conflicts,
  created,
  edited,
  entries,
  row,
  stored,
  updated,
} from "../support/engine_rows.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { sealedQuery } from "./support/raw_calls.ts";

const SENT = TABLES.filter(({ audience, writable }) => audience === "every" && writable);

async function twoDevices(options: ConstructorParameters<typeof TestEngine>[0] = {}) {
  const hub = new TestEngine(options);
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

Deno.test("P1 a pull takes the arguments of `synchronize()` and answers changes and timestamp", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("may");
  const migration = { from: 8, tables: ["lab_results"], columns: [{ table: "x", columns: ["y"] }] };
  for (const lastPulledAt of [0, null]) {
    const args = { lastPulledAt, schemaVersion: 12, migration };
    const { opened, text } = await sealedQuery(phone, "sync_pull", args);
    assert.ok(opened !== null, text);
    assert.deepEqual(Object.keys(JSON.parse(opened)).sort(), ["changes", "timestamp"]);
  }
});

Deno.test("P2 every create, update and delete of every table since the cursor is sent, in pages too", async () => {
  for (const maxRows of [0, 3]) {
    using hub = await twoDevices({ limits: { maxRows, maxBytes: 0 } });
    await hub.push("a", created("patients", patient("p")));
    const all = (id: string, values = {}) =>
      Object.fromEntries(SENT.map(({ name }) => {
        const link = name === "patients" ? patient(id) : { patient_id: "p" };
        return [name, {
          created: [row(`${name}-${id}`, { ...link, id: `${name}-${id}`, ...values })],
        }];
      }));
    let cursor = 0;
    const drain = async () => {
      const seen: string[] = [];
      for (let page = 0; page < 60; page++) {
        const answer = await hub.pull("b", cursor);
        cursor = answer.timestamp;
        const rows = entries(answer);
        if (rows.length === 0) break;
        seen.push(...rows.map(([, , id]) => String(id)));
      }
      return seen.sort();
    };
    await drain();
    await hub.push("a", all("1"));
    await hub.push("a", all("2"));
    const both = SENT.flatMap(({ name }) => [`${name}-1`, `${name}-2`]).sort();
    assert.deepEqual(await drain(), both);
    const times = { updated_at: 9, metadata: '{"a":1}' };
    await hub.push("a", all("1", times));
    await hub.push("a", {
      ...Object.fromEntries(SENT.map(({ name }) => [name, { deleted: [`${name}-2`] }])),
    });
    const expected = SENT.flatMap(({ name }) =>
      name === "dispensing_records" || name === "clinic_inventory"
        ? [`${name}-1`]
        : [`${name}-1`, `${name}-2`]
    );
    const second = await drain();
    assert.deepEqual(expected.filter((id) => !second.includes(id)), []);
  }
});

Deno.test("P2d no id is in a table's lists twice, whatever was done to the row, at any cursor", async () => {
  for (const maxRows of [0, 2]) {
    using hub = await twoDevices({ limits: { maxRows, maxBytes: 0 } });
    const cursors = [0];
    for (let step = 0; step < 12; step++) {
      const id = `p${step % 4}`;
      await hub.push("a", created("patients", patient(id, { phone: `${step}` })));
      if (step % 5 === 4) await hub.push("a", { patients: { deleted: [id] } });
      const { timestamp } = await hub.pull("b", cursors.at(-1) ?? 0);
      cursors.push(timestamp);
      await hub.push("b", updated("patients", patient(id, { camp: `${step}` })));
    }
    for (const cursor of cursors.toReversed()) {
      const ids = entries(await hub.pull("b", cursor)).map(([, , id]) => id);
      assert.equal(new Set(ids).size, ids.length, `${ids}`);
    }
  }
});

Deno.test("P3 cursor 0, null or none gives every record the user may see", async () => {
  await using clinic = await MemoryClinic.open();
  for (const params of [{ lastPulledAt: 0 }, { lastPulledAt: null }, {}, null]) {
    const { phone } = await clinic.phone("may", { user: "admin" });
    const { opened, text } = await sealedQuery(phone, "sync_pull", params);
    assert.ok(opened !== null, text);
    const { changes } = JSON.parse(opened);
    for (const { name, audience } of TABLES) {
      if (audience !== "every") continue;
      const count = (changes[name]?.created.length ?? 0) + (changes[name]?.updated.length ?? 0);
      assert.equal(count, clinic.count(name), name);
    }
  }
});

Deno.test("P4 the timestamp is a positive whole number, and presenting it yields every later change", async () => {
  using hub = await twoDevices();
  let cursor = 0;
  for (let step = 0; step < 20; step++) {
    const answer = await hub.pull("b", cursor);
    assert.ok(Number.isSafeInteger(answer.timestamp) && answer.timestamp > cursor);
    cursor = answer.timestamp;
    await hub.push("a", created("patients", patient(`p${step}`)));
    assert.deepEqual(idsOf(await hub.pull("b", cursor), "patients").created, [`p${step}`]);
    cursor = (await hub.pull("b", cursor)).timestamp;
  }
});

Deno.test("P5 all tables of an answer are of one moment, and its timestamp is of that moment", async () => {
  using hub = await twoDevices();
  let cursor = (await hub.pull("b", 0)).timestamp;
  const seen: unknown[] = [];
  const pushes = Array.from({ length: 25 }, (_, at) =>
    hub.push("a", {
      ...created("patients", patient(`p${at}`)),
      ...created("visits", row(`v${at}`, { patient_id: `p${at}` })),
    }));
  for (let pull = 0; pull < 40; pull++) {
    const answer = await hub.pull("b", cursor);
    const patients = idsOf(answer, "patients").created.map((id) => String(id).slice(1));
    const visits = idsOf(answer, "visits").created.map((id) => String(id).slice(1));
    assert.deepEqual(patients, visits);
    seen.push(...patients);
    cursor = answer.timestamp;
  }
  await Promise.all(pushes);
  seen.push(...idsOf(await hub.pull("b", cursor), "patients").created);
  assert.equal(seen.length, 25);
});

Deno.test("P6 without schema versions on this path, rows of an added table come once the phone shows that it has it", async () => {
  using hub = await twoDevices();
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("new_table", row("n1", { patient_id: "p" })),
  });
  const before = await hub.pull("b", 0);
  assert.deepEqual(Object.keys(before.changes), ["patients"]);
  await hub.push("b", created("new_table", row("n2", { patient_id: "p" })));
  assert.deepEqual(idsOf(await hub.pull("b", before.timestamp), "new_table").created, ["n1"]);
});

Deno.test("P7 rows have raw names and the types the phones' schema wants", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("august", { user: "admin" });
  const id = "patient-of-clinic-a";
  const visit = "visit-at-clinic-a";
  await synced(phone);
  await phone.create("events", rows.event(id, visit));
  await phone.create("patient_vitals", rows.vitals(id, visit));
  await phone.create("patient_problems", rows.problem(id, visit));
  await phone.create("appointments", rows.appointment(id, visit));
  await phone.create("patient_additional_attributes", rows.attribute(id));
  await synced(phone);
  const { opened } = await sealedQuery(phone, "sync_pull", { lastPulledAt: 0 });
  const { changes } = JSON.parse(opened ?? "{}");
  const tables = new Map(tablesOf("august").map((table) => [table.name, table]));
  for (const [name, lists] of Object.entries<Record<string, Record<string, unknown>[]>>(changes)) {
    const types = new Map(tables.get(name)?.columns.map((column) => [column.name, column.type]));
    for (const pulled of [...lists.created ?? [], ...lists.updated ?? []]) {
      for (const [column, value] of Object.entries(pulled)) {
        const type = column === "id" ? "string" : types.get(column);
        const isBoolean = value === true || value === false || value === 0 || value === 1;
        const is: string = typeof value;
        const fits = type === "boolean" ? isBoolean : is === type;
        assert.ok(fits, `${name}.${column}`);
      }
    }
  }
});

Deno.test("P8 `_status` and `_changed` are never in a row, though phones push them, even nested as unknown columns", async () => {
  using hub = await twoDevices();
  const whole = patient("p", { _status: "created", _changed: "phone" });
  await hub.push("a", { ...created("patients", whole), ...created("new_table", row("n", whole)) });
  await hub.push("b", created("new_table", row("m", { _status: "created", _changed: "" })));
  const text = JSON.stringify(await hub.pull("b", 0));
  assert.ok(!text.includes("_status") && !text.includes("_changed"), text);
});

Deno.test("P9 a column only newer phones know is kept and given to everyone", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { blood_group: "0+" })));
  assert.equal((await hub.pull("b", 0)).changes.patients?.created[0]?.blood_group, "0+");
});

for (const name of ["__proto__", "constructor", "hub_row; --", "Given_Name", "a".repeat(64)]) {
  Deno.test(`P10 P13 ${name.slice(0, 12)} is neither a column nor a table that anyone is sent`, async () => {
    using hub = await twoDevices();
    const named = JSON.parse(`{"id":"p","created_at":1,"updated_at":1,${JSON.stringify(name)}:5}`);
    await hub.push("a", created("patients", named));
    await hub.push("a", JSON.parse(`{${JSON.stringify(name)}:{"created":[{"id":"x"}]}}`));
    assert.equal(aside(hub).length, 2);
    hub.device("b").newerApp = true;
    assert.deepEqual((await hub.pull("b", 0)).changes, {});
  });
}

for (const id of ["a'b", 'a"b', "a\\b", "a/b", "a$b", "", "ä", "a b", "a\u0000", "x".repeat(129)]) {
  Deno.test(`P11 a row with the id ${JSON.stringify(id.slice(0, 6))} is put aside and never sent`, async () => {
    using hub = await twoDevices();
    await hub.push("a", { ...created("patients", patient(id)), ...created("new_table", row(id)) });
    assert.equal(aside(hub).length, 2);
    hub.device("b").newerApp = true;
    assert.deepEqual((await hub.pull("b", 0)).changes, {});
  });
}

Deno.test("P12 a table a phone may not know is held back from it", async () => {
  using hub = await twoDevices();
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("patient_risk_profiles", row("r", { patient_id: "p" })),
    ...created("new_table", row("n", { patient_id: "p" })),
  });
  assert.deepEqual(Object.keys((await hub.pull("b", 0)).changes), ["patients"]);
  hub.device("b").newerApp = true;
  const known = Object.keys((await hub.pull("b", 0)).changes).sort();
  assert.deepEqual(known, ["new_table", "patient_risk_profiles", "patients"]);
});

Deno.test("U1 a push applies creates, updates and deletes", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p"), patient("q"), patient("r")));
  await hub.push("a", {
    patients: {
      created: [patient("s")],
      updated: [edited(patient("p"), { phone: "1" })],
      deleted: ["q", { id: "r" }],
    },
  });
  const states = ["p", "q", "r", "s"].map((id) => stored(hub, "patients", id)?.is_deleted);
  assert.deepEqual(states, [0, 1, 1, 0]);
  assert.equal(stored(hub, "patients", "p")?.phone, "1");
});

Deno.test("U2 a create of an id that is there updates it", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.push("a", created("patients", patient("p", { phone: "2" })));
  assert.equal(stored(hub, "patients", "p")?.phone, "2");
  assert.deepEqual(aside(hub), []);
});

Deno.test("U3a an update of a deleted record is no error: it is stored deleted, with a conflict record", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.pull("b", (await hub.pull("b", 0)).timestamp);
  await hub.push("a", { patients: { deleted: ["p"] } });
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "3" })));
  const row = stored(hub, "patients", "p");
  assert.deepEqual([row?.is_deleted, row?.phone], [1, "3"]);
  assert.deepEqual(conflicts(hub).map(([id, , reason]) => [id, reason]), [["p", "ROW_DELETED"]]);
});

Deno.test("U3b an update of a record nobody knows creates it", async () => {
  using hub = await twoDevices();
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "4" })));
  assert.deepEqual(idsOf(await hub.pull("b", 0), "patients").created, ["p"]);
  assert.equal(stored(hub, "patients", "p")?.given_name, "Amina", "not stored whole");
});

Deno.test("U4 a deletion of an id nobody knows is ignored", async () => {
  using hub = await twoDevices();
  const outcome = await hub.push("a", {
    patients: { deleted: ["x", { id: "y" }] },
    lab: { deleted: ["z"] },
  });
  assert.equal(outcome.putAside, 0);
  assert.deepEqual((await hub.pull("b", 0)).changes, {});
});

Deno.test("U5 a record changed since the base does not abort the push: columns are merged, what lost is on record", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  const { timestamp } = await hub.pull("b", 0);
  await hub.pull("b", timestamp);
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "a", camp: "A" })));
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "b", sex: "male" })));
  const row = stored(hub, "patients", "p");
  assert.deepEqual([row?.phone, row?.camp, row?.sex], ["b", "A", "male"]);
  assert.deepEqual(conflicts(hub), [["p", "phone", "BOTH_CHANGED", "a", "b"]]);
});
