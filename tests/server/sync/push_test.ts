import assert from "node:assert/strict";
import { DatabaseError } from "../../../server/database/database_error.ts";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

function created(table: string, ...rows: unknown[]) {
  return { [table]: { created: rows, updated: [], deleted: [] } };
}

function count(hub: TestEngine, table: string): number {
  return hub.database.reader.prepare(`SELECT count(*) FROM ${table}`).value<[number]>()?.[0] ?? -1;
}

Deno.test("push() stores a row from created or updated, whole", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", { patients: { updated: [patient("p", { camp: "north" })] } });
  await hub.push("a", created("patients", patient("p", { camp: null, phone: "1" })));
  const row = hub.database.reader.prepare("SELECT camp, phone FROM patients").get();
  assert.deepEqual({ ...row }, { camp: null, phone: "1" });
});

Deno.test("push() fills in the server columns that phones lack (B1)", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push(
    "a",
    created("appointments", { id: "x", patient_id: "p", created_at: 5, updated_at: 6 }),
  );
  const row = hub.database.reader.prepare(
    "SELECT last_modified, server_created_at, is_deleted, created_at FROM appointments",
  ).get<Record<string, number>>();
  assert.ok(Number(row?.last_modified) > 1e12 && Number(row?.server_created_at) > 1e12);
  assert.equal(row?.is_deleted, 0);
  assert.equal(row?.created_at, 5);
});

Deno.test("push() does not take a column the hub has and phones lack", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", created("patients", patient("p")));
  hub.database.writer.exec("UPDATE patients SET image_timestamp = 77");
  await hub.push("a", created("patients", patient("p", { image_timestamp: 0 })));
  const row = hub.database.reader.prepare("SELECT image_timestamp, hub_extra FROM patients").get();
  assert.deepEqual({ ...row }, { image_timestamp: 77, hub_extra: null });
});

Deno.test("push() does not keep the column that a forced upload adds to the rows of every table", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  hub.device("b").newerApp = true;
  const made = { id: "r", created_at: 5, updated_at: 6, image_timestamp: 0 };
  await hub.push("a", { ...created("visits", made), ...created("labs", made) });
  const { changes } = await hub.pull("b", 0);
  const rows = Object.values(changes).flatMap(({ created }) => created);
  assert.deepEqual(rows.map((row) => "image_timestamp" in row), [false, false]);
  assert.equal(count(hub, "visits WHERE hub_extra IS NULL"), 1);
});

Deno.test("push() reads times as text with a zone, sends them back as numbers, and guesses no other", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const TIME_MS = 1_772_600_767_250;
  const visit = (id: string, time: unknown) =>
    created("visits", { id, created_at: 5, updated_at: 6, check_in_timestamp: time });
  const readable = ["2026-03-04T05:06:07.250Z", "2026-03-04T08:06:07.2509+03:00"];
  for (const [at, text] of readable.entries()) await hub.push("a", visit(`v${at}`, text));
  const rest = ["2026-03-04T05:06:07", "2026-03-04", "2026-02-30T05:06:07Z", "2026-03-04T25:00Z"];
  for (const [at, text] of rest.entries()) await hub.push("a", visit(`w${at}`, text));
  for (const name of ["a", "b"]) {
    const { visits } = (await hub.pull(name, 0)).changes;
    const rows = [...visits?.created ?? [], ...visits?.updated ?? []];
    assert.deepEqual(rows.map((row) => [row.id, row.check_in_timestamp]), [
      ["v0", TIME_MS],
      ["v1", TIME_MS],
    ]);
  }
  assert.equal(count(hub, "quarantine"), rest.length);
});

Deno.test("push() keeps unknown columns and gives them back", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created("patients", patient("p", { blood_group: "0+", tags: ["x"] })));
  await hub.push("b", created("patients", patient("p", { shoe_size: 43 })));
  const row = (await hub.pull("a", 0)).changes.patients?.updated[0];
  assert.equal(row?.blood_group, "0+");
  assert.deepEqual(row?.tags, ["x"]);
  assert.equal(row?.shoe_size, 43);
});

Deno.test("push() puts a row of a server-owned table aside and sends the stored one back", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get(
      `INSERT INTO users (id, name, role, hub_first_stamp, hub_first_writer, hub_stamp, hub_writer,
        hub_send_back) VALUES ('u', 'Nurse', 'provider', ?, 2, ?, 2, 0)`,
    ).run(stamp, stamp);
  });
  const start = await hub.pull("a", 0);
  const row = { id: "u", name: "Nurse", role: "super_admin", _status: "updated", _changed: "role" };
  const changes = {
    ...created("users", row),
    ...created("peers", { id: "x" }),
    ...created("patient_allergies", { id: "y" }),
    ...created("patients", patient("p")),
  };
  const outcome = await hub.push("a", changes);
  assert.equal(outcome.putAside, 3);
  await hub.push("a", changes);
  const aside = hub.database.reader.prepare(
    "SELECT table_name, row_id, reason, data, times FROM quarantine ORDER BY table_name",
  ).all<Record<string, unknown>>();
  assert.deepEqual(aside.map((entry) => [entry.table_name, entry.times]), [
    ["patient_allergies", 2],
    ["peers", 2],
    ["users", 2],
  ]);
  assert.deepEqual(JSON.parse(String(aside[2]?.data)), row);
  const answer = await hub.pull("a", start.timestamp);
  assert.equal(answer.changes.users?.updated[0]?.role, "provider");
  assert.equal(count(hub, "patients"), 1);
});

for (
  const [what, [reason, changes]] of Object.entries<[string, Record<string, unknown>]>({
    "no id": ["BAD_ID", created("patients", { ...patient("p"), id: undefined })],
    "an id with a quote": ["BAD_ID", created("patients", patient("p'; --"))],
    "an id that is a number": ["BAD_ID", created("patients", { ...patient("p"), id: 7 })],
    "a number for text": ["BAD_VALUE", created("patients", patient("p", { given_name: 5 }))],
    "text for a time": ["BAD_VALUE", created("patients", patient("p", { created_at: "late" }))],
    "an object for text": ["BAD_VALUE", created("patients", patient("p", { surname: {} }))],
    "a fraction for a count": [
      "BAD_VALUE",
      created("clinic_inventory", { id: "i", quantity_available: 1.5 }),
    ],
    "a row that is a list": ["NOT_AN_OBJECT", created("patients", [])],
    "a row that is null": ["NOT_AN_OBJECT", created("patients", null)],
    "a bad unknown column": [
      "BAD_COLUMN_NAME",
      created("patients", patient("p", { "drop table": 1 })),
    ],
    "a bad unknown table": ["BAD_TABLE", created("Users", { id: "u" })],
    "a prototype": ["BAD_TABLE", JSON.parse('{"__proto__":{"created":[{"id":"x"}]}}')],
    "a deletion without id": ["BAD_ID", { patients: { deleted: [{}] } }],
  })
) {
  Deno.test(`push() with ${what} puts that row aside as ${reason} and stores the rest`, async () => {
    using hub = new TestEngine();
    await hub.admit("a");
    const outcome = await hub.push("a", {
      ...created("visits", { id: "v", created_at: 1, updated_at: 1 }),
      ...changes,
    });
    assert.equal(outcome.putAside, 1);
    assert.equal(count(hub, "visits"), 1);
    assert.equal(count(hub, "patients"), 0);
    assert.equal(count(hub, "clinic_inventory"), 0);
    const [table = "", lists] = Object.entries(changes)[0] ?? [];
    const { created: rows = [], deleted = [] } = lists as Record<string, unknown[]>;
    const aside = hub.database.reader.prepare("SELECT table_name, reason, data FROM quarantine")
      .values<[string, string, string]>();
    assert.deepEqual(aside.map(([name, why]) => [name, why]), [[table, reason]]);
    // Whole: with everything the phone sent.
    assert.equal(aside[0]?.[2], JSON.stringify([...rows, ...deleted][0]));
    await hub.push("a", created("patients", patient("p")));
    assert.equal(count(hub, "patients"), 1);
  });
}

Deno.test("push() on a full disk fails with STORAGE, keeps the old rows and works again later", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.push("a", created("patients", patient("kept")));
  const pages = hub.database.writer.prepare("PRAGMA page_count").value<[number]>()?.[0] ?? 0;
  hub.database.writer.exec(`PRAGMA max_page_count = ${pages + 20}`);
  const rows = Array.from({ length: 3_000 }, (_, i) => patient(`p${i}`));
  await assert.rejects(
    hub.push("a", created("patients", ...rows)),
    (error) => error instanceof DatabaseError && error.code === "STORAGE",
  );
  assert.equal(count(hub, "patients"), 1);
  hub.database.writer.exec("PRAGMA max_page_count = 1000000");
  await hub.push("a", created("patients", ...rows));
  assert.equal(count(hub, "patients"), 3_001);
  hub.database.checkIntegrity();
});

Deno.test("push() marks deleted rows deleted, from ids or objects, and ignores unknown ones", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created("patients", patient("p"), patient("q")));
  const start = await hub.pull("b", 0);
  await hub.push("a", { patients: { deleted: ["p", { id: "q", given_name: "x" }, "unknown"] } });
  const answer = await hub.pull("b", start.timestamp);
  assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p", "q"] });
  assert.equal(answer.changes.patients?.updated[0]?.is_deleted, 1);
  assert.deepEqual(answer.changes.patients?.deleted, []);
});

Deno.test("push() lets pulls read while it is stored; they see all of it or nothing", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("b", 0);
  const rows = Array.from({ length: 8_000 }, (_, i) => patient(`p${i}`));
  let done = false;
  const push = hub.push("a", created("patients", ...rows)).then(() => done = true);
  let during = 0;
  let newest = start.timestamp;
  while (!done) {
    const answer = await hub.pull("b", start.timestamp);
    if (!done) {
      during += 1;
      assert.deepEqual(answer.changes, {});
    }
    assert.ok(answer.timestamp > newest);
    newest = answer.timestamp;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await push;
  assert.ok(during > 0, "no pull was answered during the push");
  // A cursor given meanwhile does not skip the rows (A3).
  assert.equal(idsOf(await hub.pull("b", newest), "patients").created.length, 8_000);
});

Deno.test("push() gives at most 500 rows one stamp, and parents lower ones than children", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const rows = Array.from({ length: 1_200 }, (_, i) => patient(`p${i}`));
  await hub.push("a", {
    ...created("visits", { id: "v", patient_id: "p1", created_at: 1, updated_at: 1 }),
    ...created("patients", ...rows),
  });
  const stamps = hub.database.reader.prepare(
    "SELECT hub_stamp, count(*) FROM patients GROUP BY hub_stamp ORDER BY hub_stamp",
  ).values<[number, number]>();
  assert.deepEqual(stamps.map(([, rows]) => rows), [500, 500, 200]);
  assert.equal((stamps[1]?.[0] ?? 0) - (stamps[0]?.[0] ?? 0), 1);
  const visit = hub.database.reader.prepare("SELECT hub_stamp FROM visits").value<[number]>()?.[0];
  assert.ok(Number(visit) >= Number(stamps[2]?.[0]));
});

Deno.test("push() twice with the same rows doubles nothing", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const changes = created("patients", patient("p"), patient("q"));
  await hub.push("a", changes);
  await hub.push("a", changes);
  assert.equal(count(hub, "patients"), 2);
});

Deno.test("push() of a device that reinstalls meanwhile: the new database is sent all of it", async () => {
  using hub = new TestEngine({ limits: { maxRows: 0, maxBytes: 0 } });
  await hub.admit("a");
  const start = await hub.pull("a", 0);
  await hub.pull("a", start.timestamp);
  const rows = Array.from({ length: 3_000 }, (_, i) => patient(`p${i}`));
  const push = hub.push("a", created("patients", ...rows));
  await new Promise((resolve) => setTimeout(resolve, 0));
  await hub.pull("a", 0);
  await push;
  const answer = await hub.pull("a", 0);
  assert.equal(idsOf(answer, "patients").created.length, 3_000);
});

Deno.test("push() marks a row of an unknown table deleted", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("b", created("lab_results", { id: "mine" }));
  await hub.push("a", created("lab_results", { id: "l", value: 5 }));
  const first = await hub.pull("b", 0);
  await hub.push("a", { lab_results: { deleted: ["l", "unknown"] } });
  const [row] = (await hub.pull("b", first.timestamp)).changes.lab_results?.updated ?? [];
  assert.deepEqual([row?.id, row?.value, row?.is_deleted], ["l", 5, true]);
});

Deno.test("push() of many unknown deletions does not wait once for each", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const deleted = Array.from({ length: 5_000 }, (_, i) => `unknown-${i}`);
  let turns = 0;
  const ticking = setInterval(() => turns++, 0);
  await hub.push("a", { patients: { deleted } });
  clearInterval(ticking);
  assert.ok(turns < 500, `${turns} turns of the event loop`);
});

Deno.test("push() keeps a hundred unknown tables and puts the rows of more aside", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const tables = Array.from({ length: 101 }, (_, at) => created(`table_${at}`, { id: "r" }));
  await hub.push("a", Object.assign({}, ...tables));
  assert.deepEqual([count(hub, "other_row"), count(hub, "other_table")], [100, 100]);
  assert.equal(count(hub, "quarantine WHERE reason = 'BAD_TABLE'"), 1);
});

Deno.test("push() counts the bytes of unknown tables and columns as they grow and shrink", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  for (const note of ["x".repeat(1_000), "x".repeat(5_000), "x"]) {
    const row = { id: "r", created_at: 5, updated_at: 6, note };
    await hub.push("a", { ...created("labs", row), ...created("visits", row) });
    const sums = hub.database.reader.prepare(
      `SELECT bytes, (SELECT octet_length(data) FROM other_row)
         + (SELECT octet_length(hub_extra) FROM visits) FROM unknown_share`,
    ).value<[number, number]>();
    assert.equal(sums?.[0], sums?.[1]);
  }
});
