import assert from "node:assert/strict";
import { type Answer, idsOf, patient, TestEngine } from "../../support/open_engine.ts";

const NO_LIMIT = { maxRows: 0, maxBytes: 0 };

function created(...rows: Record<string, unknown>[]) {
  return { patients: { created: rows, updated: [], deleted: [] } };
}

function given(answer: Answer, id: string): unknown {
  const lists = answer.changes.patients;
  return [...lists?.created ?? [], ...lists?.updated ?? []].find((row) => row.id === id)
    ?.given_name;
}

Deno.test("pull() sends null columns not at all, JSON as text, booleans as 0 or 1", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created(patient("p", { metadata: '{"a":[1]}', is_deleted: false })));
  const row = (await hub.pull("b", 0)).changes.patients?.created[0];
  assert.equal(row?.metadata, '{"a":[1]}');
  assert.equal(row?.is_deleted, 0);
  assert.ok(row !== undefined && !("camp" in row));
  for (const name of ["_status", "_changed", "hub_row", "hub_stamp", "image_timestamp"]) {
    assert.ok(!(name in row), name);
  }
});

Deno.test("pull() gives every text and number back exactly", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const texts = ['quote " and \\', "a\u0000b", "line\nbreak", "آمنة", "🙂", "\u2028", "</script>"];
  const numbers = [0.1 + 0.2, 1e-300, -0.0000001, 123456789.123456, 5e-324, 1.7976931348623157e308];
  const rows = texts.map((text, i) => patient(`t${i}`, { given_name: text }));
  const vitals = numbers.map((number, i) => ({
    id: `v${i}`,
    patient_id: "t0",
    timestamp: 1_700_000_000_123,
    weight_kg: number,
    metadata: "{}",
    is_deleted: false,
    created_at: 1,
    updated_at: 9_007_199_254_740_991,
  }));
  await hub.push("a", {
    patients: { created: rows, updated: [], deleted: [] },
    patient_vitals: { created: vitals, updated: [], deleted: [] },
  });
  const answer = await hub.pull("b", 0);
  for (const [i, text] of texts.entries()) assert.equal(given(answer, `t${i}`), text);
  const back = answer.changes.patient_vitals?.created ?? [];
  for (const [i, number] of numbers.entries()) {
    assert.equal(back.find((row) => row.id === `v${i}`)?.weight_kg, number);
  }
  assert.equal(back[0]?.updated_at, 9_007_199_254_740_991);
  assert.equal(back[0]?.timestamp, 1_700_000_000_123);
});

Deno.test("pull() with nothing new has changes {} and a fresh timestamp each time", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const first = await hub.pull("a", 0);
  const second = await hub.pull("a", first.timestamp);
  assert.deepEqual(first.changes, {});
  assert.ok(second.timestamp > first.timestamp);
  assert.ok(Math.abs(second.timestamp - Date.now()) < 120_000);
});

Deno.test("pull() does not echo what the device pushed (A5), and never as created (B3)", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("a", 0);
  await hub.push("a", created(patient("p")));
  assert.deepEqual((await hub.pull("a", start.timestamp)).changes, {});
  await hub.push("b", created(patient("p", { given_name: "by b" })));
  const answer = await hub.pull("a", start.timestamp);
  assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p"] });
});

Deno.test("pull() sends a repaired row back to the device that sent it", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const repaired = [{ created_at: undefined }, { updated_at: 12.7 }, { metadata: { a: 1 } }];
  const rows = repaired.map((values, i) => patient(`p${i}`, values));
  await hub.push("a", created(...rows, patient("exact")));
  const answer = await hub.pull("a", 0);
  assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p0", "p1", "p2"] });
  const [first, second, third] = answer.changes.patients?.updated ?? [];
  assert.ok(Number(first?.created_at) > 1_600_000_000_000);
  assert.equal(second?.updated_at, 12);
  assert.equal(third?.metadata, '{"a":1}');
});

Deno.test("pull() sends updated for a row the device sent before its cursor covered it", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("a", 0);
  await hub.push("b", created(patient("p")));
  await hub.pull("a", start.timestamp); // brings p; the app dies before it keeps the cursor,
  await hub.push("a", created(patient("p", { given_name: "by a" }))); // after it has pushed p
  await hub.push("b", created(patient("p", { given_name: "by b" })));
  for (const restart of [false, true]) {
    if (restart) hub.restart();
    const answer = await hub.pull("a", start.timestamp);
    assert.deepEqual(idsOf(answer, "patients"), { created: [], updated: ["p"] });
  }
});

Deno.test("pull() forgets what was sent after the sync that is taken back", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const first = await hub.pull("a", 0);
  const second = await hub.pull("a", first.timestamp);
  await hub.push("a", created(patient("kept"))); // in the sync that stores `second`
  const third = await hub.pull("a", second.timestamp);
  await hub.push("a", created(patient("lost"))); // in the sync that stores `third`
  await hub.push("b", created(patient("other")));
  await hub.push("a", created(patient("other", { given_name: "by a" })));
  await hub.push("b", created(patient("other")));
  await hub.pull("a", third.timestamp);
  for (const restart of [false, true]) {
    if (restart) {
      await hub.engine.write(() => {});
      hub.restart();
    }
    const answer = await hub.pull("a", second.timestamp);
    assert.deepEqual(idsOf(answer, "patients"), { created: ["lost", "other"], updated: [] });
  }
  await hub.push("b", created(patient("kept", { given_name: "by b" })));
  const answer = await hub.pull("a", second.timestamp);
  assert.deepEqual(idsOf(answer, "patients"), {
    created: ["lost", "other"].sort(),
    updated: ["kept"],
  });
});

Deno.test("pull() from 0 after another cursor sends everything as created, own rows too", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const start = await hub.pull("a", 0);
  await hub.push("a", created(patient("p")));
  await hub.pull("a", start.timestamp);
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients"), { created: ["p"], updated: [] });
});

Deno.test("pull() takes a cursor it never issued for the last one presented (A8)", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("a", 0);
  const next = await hub.pull("a", start.timestamp);
  await hub.push("b", created(patient("p")));
  for (const cursor of [next.timestamp + 500, Date.now() + 10 ** 9, 12.5, -3]) {
    assert.deepEqual(idsOf(await hub.pull("a", cursor), "patients").created, ["p"], `${cursor}`);
  }
  // A cursor of another device is not one of this device's.
  const other = await hub.pull("b", 0);
  assert.deepEqual(idsOf(await hub.pull("a", other.timestamp), "patients").created, ["p"]);
});

Deno.test("pull() repeated by a replay moves nothing", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  const start = await hub.pull("a", 0);
  await hub.push("a", created(patient("p")));
  const next = await hub.pull("a", start.timestamp);
  await hub.pull("a", next.timestamp);
  await hub.pull("a", 0, true);
  await hub.pull("a", start.timestamp, true);
  assert.deepEqual((await hub.pull("a", next.timestamp)).changes, {});
});

Deno.test("pull() loses no row when a crash loses the record of its cursor", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const start = await hub.pull("a", 0);
  await hub.push("b", created(patient("p")));
  const second = await hub.pull("a", start.timestamp);
  hub.restart();
  await hub.push("b", created(patient("q")));
  const answer = await hub.pull("a", second.timestamp);
  const { created: rows } = idsOf(answer, "patients");
  assert.ok(rows.includes("q"));
  assert.ok(answer.timestamp > second.timestamp);
});

Deno.test("pull() in pages: parents first, no row twice, every row once, places survive a restart", async () => {
  using hub = new TestEngine({ limits: { maxRows: 7, maxBytes: 0 } });
  await hub.admit("a");
  await hub.admit("b");
  const rows = Array.from({ length: 30 }, (_, i) => patient(`p${i}`));
  const visits = rows.map(({ id }) => ({
    id: `visit-${id}`,
    patient_id: id,
    created_at: 1,
    updated_at: 1,
  }));
  await hub.push("a", {
    visits: { created: visits, updated: [], deleted: [] },
    patients: { created: rows, updated: [], deleted: [] },
  });
  const seen: string[] = [];
  let cursor = 0;
  for (let page = 0; page < 9; page++) {
    const answer = await hub.pull("b", cursor);
    for (const table of ["patients", "visits"]) {
      for (const id of idsOf(answer, table).created) {
        seen.push(String(id));
        if (table === "visits") assert.ok(seen.includes(String(id).slice(6)));
      }
    }
    cursor = answer.timestamp;
    if (page < 8) hub.restart();
  }
  assert.equal(seen.length, 60);
  assert.equal(new Set(seen).size, 60);
  assert.deepEqual((await hub.pull("b", cursor)).changes, {});
});

Deno.test("pull() in pages sends a row that changes meanwhile once per answer", async () => {
  using hub = new TestEngine({ limits: { maxRows: 3, maxBytes: 0 } });
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("a", created(...["p1", "p2", "p3", "p4"].map((id) => patient(id))));
  const first = await hub.pull("b", 0);
  assert.deepEqual(idsOf(first, "patients").created, ["p1", "p2", "p3"]);
  // p4 changes before it is delivered, p1 after.
  await hub.push(
    "a",
    created(patient("p4", { given_name: "late" }), patient("p1", { given_name: "new" })),
  );
  const second = await hub.pull("b", first.timestamp);
  assert.deepEqual(idsOf(second, "patients"), { created: ["p4"], updated: ["p1"] });
  assert.equal(given(second, "p4"), "late");
  assert.deepEqual((await hub.pull("b", second.timestamp)).changes, {});
});

Deno.test("pull() cuts by bytes, and sends a row larger than a page alone", async () => {
  using hub = new TestEngine({ limits: { maxRows: 0, maxBytes: 2_000 } });
  await hub.admit("a");
  await hub.admit("b");
  const large = patient("p1", { additional_data: JSON.stringify("x".repeat(5_000)) });
  await hub.push("a", created(patient("p0"), large, patient("p2")));
  const pages: unknown[][] = [];
  let cursor = 0;
  for (let page = 0; page < 3; page++) {
    const answer = await hub.pull("b", cursor);
    pages.push(idsOf(answer, "patients").created);
    cursor = answer.timestamp;
  }
  assert.deepEqual(pages, [["p0"], ["p1"], ["p2"]]);
});

Deno.test("pull() holds tables beyond the common ones back from devices that never pushed them", async () => {
  using hub = new TestEngine({ limits: NO_LIMIT });
  for (const name of ["a", "b"]) await hub.admit(name);
  const profile = {
    id: "r1",
    patient_id: "p",
    kind: "k",
    source: "s",
    created_at: 1,
    updated_at: 1,
  };
  await hub.push("a", {
    ...created(patient("p")),
    patient_risk_profiles: { created: [profile], updated: [], deleted: [] },
    lab_results: { created: [{ id: "l1", value: 5, note: null, nested: { deep: [1] } }] },
  });
  const first = await hub.pull("b", 0);
  assert.deepEqual(Object.keys(first.changes), ["patients"]);
  const second = await hub.pull("b", first.timestamp);
  await hub.push("b", {
    patient_risk_profiles: { created: [{ ...profile, id: "r2" }], updated: [], deleted: [] },
    lab_results: { created: [{ id: "l2" }] },
  });
  // What was held back so far comes now, although its stamps are old.
  for (const restart of [false, true]) {
    if (restart) hub.restart();
    const answer = await hub.pull("b", second.timestamp);
    assert.deepEqual(idsOf(answer, "patient_risk_profiles").created, ["r1"]);
    assert.deepEqual(answer.changes.lab_results?.created, [
      { id: "l1", value: 5, note: null, nested: { deep: [1] } },
    ]);
    const after = await hub.pull("b", answer.timestamp);
    assert.deepEqual(after.changes, {});
    await hub.pull("b", second.timestamp); // and back, for the second round
    await hub.engine.write(() => {});
  }
});

Deno.test("pull() never sends hub-only tables or columns", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get(
      `INSERT INTO users (id, name, role, email, hashed_password, instance_url, hub_first_stamp,
        hub_first_writer, hub_stamp, hub_writer, hub_send_back) VALUES (?, ?, ?, ?, ?, ?, ?, 2, ?, 2, 0)`,
    ).run("u1", "n", "provider", "e@example.org", "HASH", "https://x", stamp, stamp);
    statements.get(
      `INSERT INTO drug_batches (id, drug_id, hub_first_stamp, hub_first_writer, hub_stamp,
        hub_writer, hub_send_back) VALUES ('d', 'x', ?, 2, ?, 2, 0)`,
    ).run(stamp, stamp);
  });
  const answer = await hub.pull("a", 0);
  assert.deepEqual(Object.keys(answer.changes), ["users"]);
  const user = answer.changes.users?.created[0] ?? {};
  assert.ok(!("hashed_password" in user) && !("instance_url" in user));
});

Deno.test("pull() writes nothing when there is nothing to remember", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  let answer = await hub.pull("a", 0);
  answer = await hub.pull("a", answer.timestamp);
  await hub.engine.write(() => {});
  const version = () => hub.database.reader.prepare("PRAGMA data_version").value()?.[0];
  const before = version();
  for (let i = 0; i < 5; i++) answer = await hub.pull("a", answer.timestamp);
  assert.equal(version(), before);
});

Deno.test("pull() knows an own row of a table that was held back so far", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.admit("b");
  const profile = { id: "r", patient_id: "p", kind: "k", created_at: 1, updated_at: 1 };
  const profiles = (kind: string) => ({
    patient_risk_profiles: { created: [{ ...profile, kind }], updated: [], deleted: [] },
  });
  await hub.push("b", { ...created(patient("p")), ...profiles("by b") });
  const first = await hub.pull("a", 0);
  const second = await hub.pull("a", first.timestamp);
  await hub.push("a", profiles("by a")); // it has the row from elsewhere; the table is open now
  await hub.push("b", profiles("again by b"));
  for (const restart of [false, true]) {
    if (restart) hub.restart();
    const answer = await hub.pull("a", second.timestamp);
    assert.deepEqual(idsOf(answer, "patient_risk_profiles"), { created: [], updated: ["r"] });
  }
});
