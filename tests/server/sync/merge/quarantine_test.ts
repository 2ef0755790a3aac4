/** Decisions 14 and 15: rows that are put aside, server-owned tables, unknown tables and columns. */

import assert from "node:assert/strict";
import { patient, TestEngine } from "../../../support/open_engine.ts";
import {
  aside,
  conflicts,
  created,
  edited,
  entries,
  row,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

function data(hub: TestEngine): unknown[] {
  return hub.database.reader.prepare("SELECT data FROM quarantine ORDER BY rowid")
    .values<[string]>().map(([text]) => JSON.parse(text));
}

function times(hub: TestEngine): unknown[] {
  return hub.database.reader.prepare("SELECT times FROM quarantine ORDER BY rowid")
    .values<[number]>().map(([count]) => count);
}

Deno.test("quarantine: the same row sent again is counted, another version is kept beside it", async () => {
  using hub = await twoDevices();
  const first = patient("p", { phone: 1 });
  const second = patient("p", { phone: 2 });
  for (let sent = 0; sent < 3; sent++) await hub.push("a", created("patients", first));
  await hub.push("a", created("patients", second));
  await hub.push("b", created("patients", first));
  assert.deepEqual(data(hub), [first, second, first]);
  assert.deepEqual(times(hub), [3, 1, 1]);
});

Deno.test("quarantine: once a version is applied, what the earlier ones said and it does not is on record", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { phone: 1, camp: "early", sex: "male" })));
  await hub.push("a", created("patients", patient("p", { camp: "late" })));
  assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", "superseded"]]);
  const lost = JSON.stringify(conflicts(hub).filter(([id]) => id === "p"));
  for (const value of ["early", "male"]) assert.ok(lost.includes(value), `${value} is gone`);
});

Deno.test("quarantine: a deletion nobody may ask for stays put aside when others edit the row, and goes once it is deleted", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { phone: "1" })));
  await hub.push(
    "b",
    updated("patients", { ...edited(patient("p"), { phone: "1" }), surname: 5, is_deleted: true }),
  );
  assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", null]]);
  await hub.push("a", updated("patients", edited(patient("p"), { phone: "2" })));
  assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", null]]);
  assert.deepEqual(conflicts(hub), []);
  const deletion = edited(patient("p", { phone: "2" }), { is_deleted: true, deleted_at: 5 });
  await hub.push("a", updated("patients", deletion));
  assert.equal(stored(hub, "patients", "p")?.is_deleted, 1);
  assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", "superseded"]]);
});

Deno.test("quarantine: a row that was applied and is bad now keeps its stored values, and the phone is sent them", async () => {
  using hub = await twoDevices();
  const { timestamp } = await hub.pull("a", 0);
  await hub.push("a", created("patients", patient("p", { phone: "good" })));
  await hub.push("a", updated("patients", { ...edited(patient("p"), { phone: "x" }), surname: 5 }));
  assert.equal(stored(hub, "patients", "p")?.phone, "good");
  const answer = await hub.pull("a", timestamp);
  assert.deepEqual(answer.changes.patients?.updated.map((row) => row.phone), ["good"]);
});

Deno.test("quarantine: a bad row takes no other of the same push with it, parents and children included", async () => {
  using hub = await twoDevices();
  await hub.push("a", {
    ...created("patients", patient("p"), patient("bad", { surname: 1 }), patient("q")),
    ...created("visits", row("v", { patient_id: "bad" }), row("w", { check_in_timestamp: "x" })),
    ...created("events", row("e", { patient_id: "bad", visit_id: "w" })),
  });
  const there = [["patients", "p"], ["patients", "q"], ["visits", "v"], ["events", "e"]] as const;
  for (const [table, id] of there) {
    assert.ok(stored(hub, table, id) !== undefined, `${table} ${id}`);
  }
  assert.equal(aside(hub).length, 2);
});

Deno.test("quarantine: values the database itself refuses are put aside, the rest is stored", async () => {
  using hub = await twoDevices();
  const { writer } = hub.database;
  writer.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON visits WHEN new.id = 'v'
     BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("visits", row("v"), row("w")),
    ...created("events", row("e", { visit_id: "v" })),
  });
  assert.deepEqual(aside(hub), [["visits", "v", "NOT_STORABLE", null]]);
  assert.ok(
    stored(hub, "patients", "p") && stored(hub, "visits", "w") && stored(hub, "events", "e"),
  );
});

Deno.test("quarantine: seconds are not guessed, numbers and booleans of no kind are not either", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { created_at: 1_700_000_000 })));
  assert.equal(stored(hub, "patients", "p")?.created_at, 1_700_000_000);
  const bad = [{ is_deleted: "maybe" }, { created_at: true }, { updated_at: 1e300 }, {
    is_deleted: 2,
  }];
  await hub.push("a", created("patients", ...bad.map((more, at) => patient(`b${at}`, more))));
  assert.equal(aside(hub).length, bad.length);
});

Deno.test("server tables: an unchanged row of a forced upload is not put aside and not sent back", async () => {
  using hub = await twoDevices();
  await hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get(
      `INSERT INTO clinics (id, name, is_deleted, is_archived, created_at, updated_at,
         hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, hub_send_back)
       VALUES ('c', 'North', 0, 0, 5, 6, ?, 2, ?, 2, 0)`,
    ).run(stamp, stamp);
  });
  const { timestamp } = await hub.pull("a", 0);
  const same = { id: "c", name: "North", is_deleted: false, is_archived: false };
  const sent = { ...same, created_at: 5, updated_at: 77, deleted_at: null, _status: "synced" };
  await hub.push("a", updated("clinics", { ...sent, image_timestamp: 0 }));
  await hub.push("a", updated("clinics", { ...sent, _changed: "" }));
  assert.deepEqual(aside(hub), []);
  assert.deepEqual(entries(await hub.pull("a", timestamp)), []);
  await hub.push("a", updated("clinics", { ...sent, name: "South" }));
  assert.deepEqual(aside(hub), [["clinics", "c", "SERVER_OWNED", null]]);
  const answer = await hub.pull("a", timestamp);
  assert.equal(answer.changes.clinics?.updated[0]?.name, "North");
});

Deno.test("server tables: the attempt is in the audit log", async () => {
  using hub = await twoDevices();
  const count = () =>
    hub.database.reader.prepare("SELECT count(*) FROM audit_entry").value<[number]>()?.[0] ?? 0;
  const before = count();
  await hub.push("a", updated("users", row("user", { role: "super_admin" })));
  assert.ok(count() > before);
});

Deno.test("unknown tables and columns are kept, merged and given back, whatever JSON they hold", async () => {
  using hub = await twoDevices();
  const odd = { note: null, deep: { a: [1, { b: "ü" }] }, big: 12345678901234, no: false };
  await hub.push("b", created("labs", { id: "own" }));
  await hub.push("a", {
    ...created("labs", { id: "l", ...odd }),
    ...created("patients", patient("p", odd)),
  });
  const { changes } = await hub.pull("b", 0);
  const lab = changes.labs?.created.find(({ id }) => id === "l");
  assert.deepEqual(lab, { id: "l", ...odd });
  const back = changes.patients?.created[0];
  assert.deepEqual([back?.deep, back?.big, back?.no], [odd.deep, odd.big, odd.no]);
});

Deno.test("unknown tables: names that only look like ours are tables of their own", async () => {
  using hub = await twoDevices();
  await hub.push("a", { ...created("patient", { id: "x" }), ...created("patients2", { id: "y" }) });
  assert.equal(stored(hub, "patients", "x"), undefined);
  const names = hub.database.reader.prepare("SELECT name FROM other_table ORDER BY name").values<
    [string]
  >();
  assert.deepEqual(names, [["patient"], ["patients2"]]);
});

Deno.test("quarantine: a push of nothing but bad rows is still stored durably", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", null, 5, "text", [], { id: {} }));
  hub.restart();
  assert.equal(aside(hub).length, 5);
});

Deno.test("quarantine: a bad entry of deleted is kept, the good ones are done", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.push("a", { patients: { deleted: [{}, 5, null, "p"] } });
  assert.equal(stored(hub, "patients", "p")?.is_deleted, 1);
  assert.equal(aside(hub).length, 3);
});

Deno.test("quarantine: an id in deleted that nobody may delete stays put aside when others edit the row", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.push("a", { patients: { deleted: ["p"] } }, { userId: "nobody" });
  assert.deepEqual(aside(hub), [["patients", "p", "NOT_PERMITTED", null]]);
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "2" })));
  assert.deepEqual(aside(hub), [["patients", "p", "NOT_PERMITTED", null]]);
});
