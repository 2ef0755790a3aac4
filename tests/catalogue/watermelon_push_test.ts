/** Statements U6–U12 and C1–C6 of WatermelonDB's contract, with the departures of the hub. */

import assert from "node:assert/strict";
import { DatabaseError } from "../../server/database/database_error.ts";
import { patientRow, permissionRow } from "../fleet/hub/fleet_clinic.ts";
import { idsOf, patient, TestEngine } from "../support/open_engine.ts";
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

async function twoDevices(options: ConstructorParameters<typeof TestEngine>[0] = {}) {
  const hub = new TestEngine(options);
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

Deno.test("U6 success means that every row is stored durably: applied, or in quarantine", async () => {
  using hub = await twoDevices();
  const rows: Record<string, unknown[]> = {
    patients: [patient("p"), patient("bad", { phone: 5 }), patient("no'id")],
    visits: [row("v", { patient_id: "p" }), row("w", { check_in_timestamp: "x" })],
    users: [row("user", { name: "x" })],
    lab_results: [row("l")],
    "Bad Table": [row("b")],
  };
  await hub.push(
    "a",
    Object.fromEntries(Object.entries(rows).map(([t, r]) => [t, { created: r }])),
  );
  hub.restart();
  const applied = ["patients p", "visits v"].filter((name) => {
    const [table = "", id = ""] = name.split(" ");
    return stored(hub, table, id) !== undefined;
  });
  assert.equal(applied.length, 2);
  assert.equal(
    hub.database.reader.prepare("SELECT count(*) FROM other_row").value<[number]>()?.[0],
    1,
  );
  assert.deepEqual(aside(hub).map(([table, id, reason]) => `${table} ${id} ${reason}`).sort(), [
    "Bad Table b BAD_TABLE",
    "patients bad BAD_VALUE",
    "patients no'id BAD_ID",
    "users user SERVER_OWNED",
    "visits w BAD_VALUE",
  ]);
});

Deno.test("U7 a push that fails anywhere leaves nothing: no row, no stamp, no conflict, nothing put aside", async () => {
  using hub = await twoDevices();
  await hub.push("b", created("patients", patient("p", { phone: "1" })));
  const before = fingerprint(hub);
  const [pages = 0] = hub.database.writer.prepare("PRAGMA page_count").value<[number]>() ?? [];
  hub.database.writer.exec(`PRAGMA max_page_count = ${pages + 30}`);
  const many = Array.from({ length: 2_500 }, (_, at) => patient(`m${at}`));
  const changes = {
    ...created(
      "patients",
      edited(patient("p"), { phone: "2" }),
      patient("bad", { phone: 1 }),
      ...many,
    ),
    ...created("lab_results", row("l")),
  };
  await assert.rejects(hub.push("a", changes), (error) => error instanceof DatabaseError);
  assert.deepEqual(fingerprint(hub), before);
  assert.equal(hub.device("a").opened.size, 0, "the table counts as opened");
  hub.database.writer.exec("PRAGMA max_page_count = 1000000");
  await hub.push("a", changes);
  assert.equal(stored(hub, "patients", "p")?.phone, "2");
});

Deno.test("U8 `_status` and `_changed` decide the merge and are not stored", async () => {
  using hub = await twoDevices();
  const start = (await hub.pull("a", 0)).timestamp;
  await hub.push("a", created("patients", patient("p", { phone: "1", camp: "A" })));
  await hub.pull("b", (await hub.pull("b", 0)).timestamp);
  await hub.push(
    "a",
    updated("patients", edited(patient("p", { phone: "2", camp: "A" }), { phone: "2" })),
    {
      cursor: start,
    },
  );
  // Both columns differ from what is stored, only one was changed there.
  const sent = { ...patient("p", { phone: "1", camp: "B" }), _status: "updated", _changed: "camp" };
  await hub.push("b", updated("patients", sent));
  const kept = stored(hub, "patients", "p");
  assert.deepEqual([kept?.phone, kept?.camp], ["2", "B"]);
  assert.equal(kept?.hub_extra, null);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("U9 tables, columns, ids and permissions are checked against lists", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone, rows } = await clinic.phone("may", { user: "viewer-a" });
  await synced(phone);
  const id = await phone.create("patients", rows.patient({ last_modified_by: "viewer-a" }));
  await synced(phone);
  assert.equal(clinic.row("patients", id), undefined);
  assert.deepEqual(clinic.aside().map(({ reason }) => reason), ["NOT_PERMITTED"]);
});

Deno.test("U10 slightly bad content is repaired rather than refused for ever", async () => {
  using hub = await twoDevices();
  const bad = [
    patient("1", { created_at: 1.9 }),
    patient("2", { is_deleted: "false" }),
    patient("3", { metadata: { a: 1 } }),
    patient("4", { created_at: null, updated_at: undefined }),
    patient("5", { given_name: "half \ud83d" }),
    patient("6", { created_at: "1700000000000" }),
  ];
  const { putAside } = await hub.push("a", created("patients", ...bad));
  assert.equal(putAside, 0);
  assert.deepEqual(bad.map(({ id }) => stored(hub, "patients", String(id))?.is_deleted), [
    ...[0, 0, 0, 0, 0, 0],
  ]);
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients").updated, [
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
  ]);
});

Deno.test("U11 a deletion takes the descendants with it, and everyone is told of each", async () => {
  using hub = await twoDevices();
  await hub.push("a", {
    ...created("patients", patient("p")),
    ...created("visits", row("v", { patient_id: "p" })),
    ...created("events", row("e", { patient_id: "p", visit_id: "v" })),
    ...created("prescriptions", row("x", { patient_id: "p", visit_id: "v" })),
    ...created("prescription_items", row("i", { patient_id: "p", prescription_id: "x" })),
    ...created("dispensing_records", row("d", { patient_id: "p", quantity_dispensed: 1 })),
  });
  const { timestamp } = await hub.pull("b", 0);
  await hub.push(
    "a",
    updated("patients", edited(patient("p"), { is_deleted: true, deleted_at: 9 })),
  );
  const told = entries(await hub.pull("b", timestamp)).map(([table, list, id]) =>
    `${table} ${list} ${id}`
  );
  assert.deepEqual(told.sort(), [
    "events updated e",
    "patients updated p",
    "prescription_items updated i",
    "prescriptions updated x",
    "visits updated v",
  ]);
  assert.equal(stored(hub, "dispensing_records", "d")?.is_deleted, 0);
});

Deno.test("U12 a client's times are kept as data and never decide who is sent what", async () => {
  using hub = await twoDevices();
  const { timestamp } = await hub.pull("b", 0);
  const times = [1, 9_007_199_254_740_991];
  const old = { created_at: times[0], updated_at: times[0] };
  const future = { created_at: times[1], updated_at: times[1] };
  await hub.push("a", created("patients", patient("old", old), patient("future", future)));
  const answer = await hub.pull("b", timestamp);
  assert.deepEqual(idsOf(answer, "patients").created, ["old", "future"]);
  assert.deepEqual(answer.changes.patients?.created.map((row) => row.updated_at), times);
  await hub.push("a", updated("patients", edited(patient("future", old), { phone: "1" })));
  assert.equal(stored(hub, "patients", "future")?.updated_at, times[1], "the later is kept");
  const next = await hub.pull("b", answer.timestamp);
  assert.deepEqual(idsOf(next, "patients").updated, ["future"]);
  assert.ok(next.timestamp < Date.now() + 86_400_000, "a client's time moved the clock");
});

Deno.test("C1 a change in the very millisecond of a cursor is not skipped", async () => {
  const still = { wallMs: () => 1_790_000_000_000, steadyMs: () => 0 };
  using hub = await twoDevices({ time: still });
  let cursor = (await hub.pull("b", 0)).timestamp;
  for (let step = 0; step < 30; step++) {
    await hub.push("a", created("patients", patient(`p${step}`)));
    const answer = await hub.pull("b", cursor);
    assert.deepEqual(idsOf(answer, "patients").created, [`p${step}`]);
    cursor = answer.timestamp;
  }
});

Deno.test("C2 C3 one counter for all tables goes up with every commit, whatever the clock does and after a crash", async () => {
  let wallMs = 1_790_000_000_000;
  using hub = await twoDevices({ time: { wallMs: () => wallMs, steadyMs: () => 0 } });
  let newest = 0;
  for (let step = 0; step < 40; step++) {
    wallMs += step % 3 === 0 ? -3_600_000 : 1;
    const table = ["patients", "visits", "events", "clinic_inventory", "lab"][step % 5] ?? "";
    await hub.push("a", created(table, row(`r${step}`)));
    if (step % 7 === 6) hub.restart();
    const [stamp = 0] = hub.database.reader.prepare(
      `SELECT max(stamp) FROM (${
        ["patients", "visits", "events", "clinic_inventory", "other_row"]
          .map((name) => `SELECT max(hub_stamp) AS stamp FROM ${name}`).join(" UNION ALL ")
      })`,
    ).value<[number]>() ?? [];
    assert.ok(stamp > newest, `commit ${step} did not move the counter`);
    newest = stamp;
  }
});

Deno.test("C4 created or updated is decided by what the device holds, not by anybody's created_at", async () => {
  using hub = await twoDevices();
  const { timestamp } = await hub.pull("b", 0);
  await hub.push("a", created("patients", patient("p", { created_at: 5 })));
  await hub.push("a", updated("patients", edited(patient("p", { created_at: 5 }), { phone: "1" })));
  const first = await hub.pull("b", timestamp);
  assert.deepEqual(idsOf(first, "patients"), { created: ["p"], updated: [] });
  await hub.push("a", updated("patients", patient("p", { phone: "2", created_at: 9e15 })));
  const second = await hub.pull("b", first.timestamp);
  assert.deepEqual(idsOf(second, "patients"), { created: [], updated: ["p"] });
});

Deno.test("C5 deletions are kept and told, at cursor 0 as well", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p")));
  await hub.push("a", { patients: { deleted: ["p"] } });
  for (const restart of [false, true]) {
    if (restart) hub.restart();
    const answer = await hub.pull("b", 0);
    assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p"] });
    const [told] = answer.changes.patients?.updated ?? [];
    assert.equal(told?.is_deleted, 1);
    assert.ok(Number(told?.deleted_at) > 0);
    assert.equal(told?.given_name, "Amina", "the row is not whole");
  }
});

Deno.test("C6 a permission that is granted brings the rows as created; one that is taken away recalls nothing", async () => {
  await using clinic = await MemoryClinic.open();
  const { phone } = await clinic.phone("march", { user: "nurse-a" });
  await synced(phone);
  assert.equal(await phone.row("patients", "patient-of-clinic-b"), null);
  const grant = permissionRow("nurse-a", "clinic-b", "all");
  await clinic.fromCloud("user_clinic_permissions", grant);
  await synced(phone);
  for (
    const [table, id] of [
      ["patients", "patient-of-clinic-b"],
      ["visits", "visit-at-clinic-b"],
      ["prescription_items", "item-at-clinic-b"],
      ["clinic_inventory", "stock-at-clinic-b"],
    ] as const
  ) assert.ok(await phone.row(table, id) !== null, `${table} did not come`);
  const none = permissionRow("nurse-a", "clinic-b", "none");
  await clinic.fromCloud("user_clinic_permissions", none);
  await clinic.fromCloud("patients", { id: "patient-of-clinic-b", phone: "secret" });
  await clinic.fromCloud("patients", patientRow("clinic-b", "-later"));
  const { pulled } = await synced(phone);
  assert.ok(Object.values(pulled).every(({ deleted }) => deleted === 0));
  const held = await phone.row("patients", "patient-of-clinic-b");
  assert.ok(held !== null && held.phone === "", "recalled, or still sent");
  assert.equal(await phone.row("patients", "patient-of-clinic-b-later"), null);
});

/** Everything a push may have written. */
function fingerprint(hub: TestEngine): unknown[] {
  const tables = ["patients", "conflict", "quarantine", "column_write", "other_row", "device_sent"];
  const counts = tables.map((table) =>
    hub.database.reader.prepare(`SELECT count(*) FROM ${table}`).value<[number]>()?.[0]
  );
  return [...counts, stored(hub, "patients", "p")];
}
