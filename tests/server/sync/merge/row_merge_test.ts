/** Decisions 10 and 11: the conflict base, and merging column by column. */

import assert from "node:assert/strict";
import { type Answer, idsOf, patient, TestEngine } from "../../../support/open_engine.ts";
import {
  conflicts,
  created,
  edited,
  entries,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

/** Two devices that hold patient `p` and have shown that they do. */
async function twoHolders(values: Record<string, unknown> = {}) {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const whole = patient("p", values);
  await hub.push("a", created("patients", whole));
  for (const name of ["a", "b"]) {
    const { timestamp } = await hub.pull(name, 0);
    await hub.pull(name, timestamp);
  }
  return { hub, whole };
}

function values(hub: TestEngine, ...names: string[]): unknown[] {
  const row = stored(hub, "patients", "p");
  return names.map((name) => row?.[name]);
}

function sent(answer: Answer): Record<string, unknown> | undefined {
  return answer.changes.patients?.updated[0];
}

Deno.test("merge: a column in _changed wins; the value it replaces goes into a conflict record", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { phone: "a", camp: "a" })));
  await hub.push("b", updated("patients", edited(whole, { phone: "b" })));
  assert.deepEqual(values(hub, "phone", "camp"), ["b", "a"]);
  assert.deepEqual(conflicts(hub), [["p", "phone", "BOTH_CHANGED", "a", "b"]]);
});

Deno.test("merge: a column not in _changed is applied while no other writer changed it after the base", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  // An edit made while a push was in flight is marked synced and travels without a mark.
  await hub.push("a", updated("patients", { ...edited(whole, { camp: "x" }), phone: "silent" }));
  assert.deepEqual(values(hub, "phone", "camp"), ["silent", "x"]);
  await hub.push("b", updated("patients", edited(whole, { sex: "male" })));
  assert.deepEqual(values(hub, "phone", "camp", "sex"), ["silent", "x", "male"]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("merge: equal values of two writers are no conflict and nothing new", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { phone: "same" })));
  const { hub_stamp } = stored(hub, "patients", "p") ?? {};
  await hub.push("b", updated("patients", edited(whole, { phone: "same" })));
  assert.deepEqual(conflicts(hub), []);
  assert.equal(stored(hub, "patients", "p")?.hub_stamp, hub_stamp, "equal values were written");
});

Deno.test("merge: pushing what is stored writes no row and no conflict, marked as edited or not", async () => {
  const { hub, whole } = await twoHolders({ metadata: '{"a":1}', camp: null });
  using _ = hub;
  const before = stored(hub, "patients", "p");
  const forms = [
    whole,
    { ...whole, camp: "" },
    edited(whole, { phone: "" }),
    { ...whole, updated_at: 1, created_at: 1 },
    { ...whole, last_modified: 5, server_created_at: 5, image_timestamp: 0 },
  ];
  for (const form of forms) await hub.push("b", updated("patients", form));
  assert.equal(stored(hub, "patients", "p")?.hub_stamp, before?.hub_stamp);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("merge: times never conflict, the later is kept, even beside a real change", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const late = edited(whole, { phone: "a", updated_at: 2_000_000_000_000 });
  await hub.push("a", updated("patients", late));
  await hub.push(
    "b",
    updated("patients", edited(whole, { camp: "b", updated_at: 7, created_at: 7 })),
  );
  assert.deepEqual(values(hub, "updated_at", "created_at"), [2_000_000_000_000, whole.created_at]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("merge: the conflict base is the cursor sent with the push", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const { presented: old } = hub.device("b");
  await hub.push("a", updated("patients", edited(whole, { phone: "a" })));
  const answer = await hub.pull("b", old);
  assert.equal(sent(answer)?.phone, "a");
  // Apps send the cursor from before the pull: what the pull brought counts as not seen.
  await hub.push("b", updated("patients", edited(whole, { phone: "b" })), { cursor: old });
  assert.deepEqual(conflicts(hub), [["p", "phone", "BOTH_CHANGED", "a", "b"]]);
  // The next sync presents the new cursor: what came before it has been seen.
  await hub.pull("b", answer.timestamp);
  await hub.push("a", updated("patients", edited(whole, { camp: "a" })));
  const seen = await hub.pull("b", answer.timestamp);
  await hub.push("b", updated("patients", edited(whole, { camp: "b" })), {
    cursor: seen.timestamp,
  });
  const both = conflicts(hub).filter(([, , reason]) => reason === "BOTH_CHANGED");
  assert.equal(both.length, 1, "a conflict with what was seen");
});

Deno.test("merge: with a cursor never issued the base is the last one presented, never one that was only served", async () => {
  for (const cursor of [0.5, -1, 12, Date.now() + 10 ** 9, Number.MAX_SAFE_INTEGER]) {
    const { hub, whole } = await twoHolders();
    using _ = hub;
    await hub.push("a", updated("patients", edited(whole, { phone: "a" })));
    await hub.pull("b", hub.device("b").presented); // served, not presented
    const late = { ...edited(whole, { camp: "b" }), phone: "" };
    await hub.push("b", updated("patients", late), { cursor });
    assert.deepEqual(values(hub, "phone", "camp"), ["a", "b"], `${cursor}`);
  }
});

Deno.test("merge: a cursor issued to another device is none of this one's", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { phone: "a" })));
  const { timestamp } = await hub.pull("a", hub.device("a").presented);
  await hub.push("b", updated("patients", { ...edited(whole, { camp: "b" }), phone: "" }), {
    cursor: timestamp,
  });
  assert.equal(values(hub, "phone")[0], "a", "taken for seen");
});

Deno.test("merge: a device that presented nothing has base 0: it has seen nothing of others", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  await hub.push("a", created("patients", patient("p", { phone: "a" })));
  await hub.pull("b", 0);
  await hub.push("b", created("patients", patient("p", { phone: "b", camp: "b" })));
  assert.deepEqual(values(hub, "phone", "camp"), ["a", "b"], "camp was empty: nobody's");
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "c" })));
  assert.equal(values(hub, "phone")[0], "c");
  const about = conflicts(hub).filter(([, column]) => column === "phone");
  assert.deepEqual(about.at(-1)?.slice(2), ["BOTH_CHANGED", "a", "c"]);
});

Deno.test("merge: a command of the same device other than sync_push is another writer", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const { commandWriter } = hub.device("a");
  await hub.engine.write((statements, stamps) => {
    const stamp = stamps.take();
    statements.get("UPDATE patients SET phone = 'online', hub_stamp = ?, hub_writer = ?")
      .run(stamp, commandWriter);
    statements.get(
      `INSERT INTO column_write (table_no, hub_row, column_name, stamp, writer)
       SELECT 11, hub_row, 'phone', ?, ? FROM patients`,
    ).run(stamp, commandWriter);
  });
  // Its own database was never written to by online mode.
  assert.equal(sent(await hub.pull("a", hub.device("a").presented))?.phone, "online");
  await hub.push("a", updated("patients", edited(whole, { camp: "x" })));
  assert.deepEqual(values(hub, "phone", "camp"), ["online", "x"]);
});

Deno.test("merge: a device whose database went back is another writer than it was", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const copied = hub.device("a").presented;
  const second = await hub.pull("a", copied);
  await hub.push("a", updated("patients", edited(whole, { phone: "before" })), { cursor: copied });
  await hub.pull("a", second.timestamp);
  const answer = await hub.pull("a", copied); // the copy is put back
  assert.equal(sent(answer)?.phone, "before", "its own edit is not sent back to it");
  await hub.push("a", updated("patients", edited(whole, { camp: "x" })), { cursor: copied });
  assert.deepEqual(values(hub, "phone", "camp"), ["before", "x"], "the old copy won");
});

Deno.test("merge: what was not applied as sent gives the row a new stamp, and the phone the truth", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { phone: "a" })));
  const first = await hub.pull("b", hub.device("b").presented);
  await hub.push("b", updated("patients", edited(whole, { camp: "b" })), {
    cursor: hub.device("b").presented,
  });
  const back = sent(await hub.pull("b", first.timestamp));
  assert.deepEqual([back?.phone, back?.camp], ["a", "b"]);
});

Deno.test("merge: a push that was applied as it was sent is not echoed", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { phone: "a" })));
  assert.deepEqual(entries(await hub.pull("a", hub.device("a").presented)), []);
});

Deno.test("merge: a change that had to be repaired is sent back as it is stored", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const { presented } = hub.device("a");
  await hub.push("a", updated("patients", edited(whole, { phone: "x", metadata: { a: 1 } })));
  assert.equal(sent(await hub.pull("a", presented))?.metadata, '{"a":1}');
});

Deno.test("merge: the same push again, with another device's edit between, changes nothing", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const cursor = hub.device("a").presented;
  const push = updated("patients", edited(whole, { phone: "a", camp: "a" }));
  await hub.push("a", push, { cursor });
  await hub.push("b", updated("patients", edited(whole, { phone: "b" })));
  for (const restart of [false, true]) {
    if (restart) hub.restart();
    await hub.push("a", push, { cursor });
    assert.deepEqual(values(hub, "phone", "camp"), ["b", "a"]);
  }
  const back = sent(await hub.pull("a", cursor));
  assert.equal(back?.phone, "b", "the phone keeps its old value");
});

Deno.test("merge: a push repeated after many edits of others still changes nothing", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.admit("c");
  const cursor = hub.device("a").presented;
  const push = updated("patients", edited(whole, { phone: "a" }));
  await hub.push("a", push, { cursor });
  for (let edit = 0; edit < 24; edit++) {
    const name = edit % 2 === 0 ? "b" : "c";
    const { timestamp } = await hub.pull(name, hub.device(name).presented);
    await hub.pull(name, timestamp);
    await hub.push(name, updated("patients", edited(whole, { phone: `${name}${edit}` })));
  }
  await hub.push("a", push, { cursor });
  assert.equal(values(hub, "phone")[0], "c23");
});

Deno.test("merge: a value set again on purpose, after another's edit was seen, wins", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  const cursor = hub.device("a").presented;
  await hub.push("a", updated("patients", edited(whole, { phone: "1" })), { cursor });
  await hub.push("b", updated("patients", edited(whole, { phone: "2" })));
  const seen = await hub.pull("a", cursor);
  assert.equal(sent(seen)?.phone, "2");
  await hub.pull("a", seen.timestamp);
  await hub.push("a", updated("patients", edited({ ...whole, phone: "2" }, { phone: "1" })), {
    cursor: seen.timestamp,
  });
  assert.equal(values(hub, "phone")[0], "1");
});

Deno.test("merge: of three writers every value that lost is on record", async () => {
  const { hub, whole } = await twoHolders();
  using _ = hub;
  await hub.admit("c");
  for (const name of ["a", "b", "c"]) {
    await hub.push(name, updated("patients", edited(whole, { phone: name })));
  }
  assert.equal(values(hub, "phone")[0], "c");
  const lost = conflicts(hub).map(([, , , lost]) => lost);
  assert.ok(lost.includes("a") && lost.includes("b"), `${lost}`);
});

Deno.test("merge: unknown columns merge like the others", async () => {
  const { hub, whole } = await twoHolders({ blood: "0+" });
  using _ = hub;
  await hub.push("a", updated("patients", edited(whole, { blood: "A", tags: ["x"] })));
  await hub.push("b", updated("patients", edited(whole, { shoe: 43 })));
  const extra = () => JSON.parse(String(stored(hub, "patients", "p")?.hub_extra));
  assert.deepEqual(extra(), { blood: "A", tags: ["x"], shoe: 43 });
  await hub.push("b", updated("patients", edited(whole, { blood: "B" })));
  assert.equal(extra().blood, "B");
  assert.deepEqual(conflicts(hub), [["p", "blood", "BOTH_CHANGED", "A", "B"]]);
});

Deno.test("merge: rows of unknown tables merge like the others", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const lab = { id: "l", value: 1, unit: "g", created_at: 1, updated_at: 1 };
  await hub.push("a", created("lab_results", lab));
  await hub.push("b", created("lab_results", { id: "mine" }));
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  await hub.push("a", updated("lab_results", edited(lab, { value: 2 })));
  await hub.push("b", updated("lab_results", edited(lab, { unit: "kg" })));
  const answer = await hub.pull("a", 0);
  const row = answer.changes.lab_results?.created.find(({ id }) => id === "l");
  assert.deepEqual([row?.value, row?.unit], [2, "kg"]);
  assert.deepEqual(idsOf(await hub.pull("b", 0), "lab_results").updated, []);
});

Deno.test("merge: half pages: what was delivered counts as seen, what was not does not", async () => {
  using hub = new TestEngine({ limits: { maxRows: 2, maxBytes: 0 } });
  for (const name of ["a", "b"]) await hub.admit(name);
  const rows = ["p", "q", "r", "s"].map((id) => patient(id));
  await hub.push("a", created("patients", ...rows));
  for (const row of rows) await hub.push("a", updated("patients", edited(row, { phone: "a" })));
  const first = await hub.pull("b", 0); // p and q
  assert.deepEqual(idsOf(first, "patients").created, ["p", "q"]);
  await hub.pull("b", first.timestamp);
  for (const row of rows) {
    const late = updated("patients", edited(row, { phone: "b" }));
    await hub.push("b", late, { cursor: first.timestamp });
  }
  assert.deepEqual(conflicts(hub).map(([id]) => id), ["r", "s"]);
});

Deno.test("merge: a row that moves to another patient keeps who wrote its other columns", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const event = { id: "e", patient_id: "p", event_type: "old", form_data: "[]", created_at: 1 };
  await hub.push("a", {
    ...created("patients", patient("p"), patient("q")),
    ...created("events", { ...event, updated_at: 1, is_deleted: false }),
  });
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  const type = () => stored(hub, "events", "e")?.event_type;
  await hub.push("b", updated("events", edited(event, { event_type: "by b" })));
  await hub.push("a", updated("events", edited(event, { patient_id: "q" })));
  assert.equal(type(), "by b");
  // A forced upload, without a pull between: nothing is marked, the type is still the old one.
  const whole = { ...event, patient_id: "q", form_data: "[1]", _status: "synced", _changed: "" };
  await hub.push("a", updated("events", whole), { cursor: hub.device("a").presented });
  assert.equal(type(), "by b", "the edit of another was reverted");
});

Deno.test("merge: an edit of a column nobody else touched is no conflict because the row has moved", async () => {
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const event = { id: "e", patient_id: "p", event_type: "old", form_data: "[]", created_at: 1 };
  await hub.push("a", {
    ...created("patients", patient("p"), patient("q")),
    ...created("events", { ...event, updated_at: 1, is_deleted: false }),
  });
  for (const name of ["a", "b"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  await hub.push("a", updated("events", edited(event, { patient_id: "q" })));
  const silent = { ...edited(event, { event_type: "by b" }), form_data: "[2]" };
  await hub.push("b", updated("events", silent));
  const held = stored(hub, "events", "e");
  assert.deepEqual(
    [held?.patient_id, held?.event_type, held?.form_data],
    ["q", "by b", "[2]"],
  );
  assert.deepEqual(conflicts(hub), []);
});
