/** Rule 7 of the phones: an answer that a March or May phone can never apply. */

import assert from "node:assert/strict";
import { MemoryClinic, synced } from "../../../catalogue/support/memory_clinic.ts";
import { row } from "../../../support/engine_rows.ts";
import { type Answer, idsOf, patient, TestEngine } from "../../../support/open_engine.ts";
import { PhoneCrash, type SimulatedPhone } from "../../../support/phone/mod.ts";

const PATIENT_A = "patient-of-clinic-a";
const VISIT_A = "visit-at-clinic-a";

/** Pulls everything and is killed right before it keeps the cursor. */
async function pullsAndDies(phone: SimulatedPhone): Promise<void> {
  phone.beforeStep = (step) => {
    if (step === "cursor-stored") throw new PhoneCrash();
  };
  assert.equal((await phone.sync()).error?.code, "KILLED");
  phone.beforeStep = null;
}

/** Syncs until one goes through; how many did not. */
async function syncsUntilGood(phone: SimulatedPhone, atMost: number): Promise<number> {
  for (let failed = 0; failed <= atMost; failed++) {
    if ((await phone.sync()).ok) return failed;
  }
  throw new Error(`the phone is stuck: ${atMost} syncs failed`);
}

for (
  const [what, count, destroyed] of [["1 of 1", 1, 1], ["1 of 16", 16, 1], [
    "3 of 16",
    16,
    3,
  ]] as const
) {
  for (const restart of [false, true]) {
    const how = restart ? ", the hub restarting between syncs" : "";
    Deno.test(`rule 7: a March phone that deleted ${what} events it cannot show to hold gets all the others${how}`, async () => {
      await using clinic = await MemoryClinic.open();
      const writer = await clinic.phone("may");
      const { phone } = await clinic.phone("march");
      for (const one of [writer.phone, phone]) await synced(one);
      const ids = await writer.phone.createMany(
        "events",
        writer.rows.many(count, (maker) => maker.event(PATIENT_A, VISIT_A)),
      );
      await synced(writer.phone);
      await pullsAndDies(phone);
      for (const id of ids.slice(0, destroyed)) await phone.destroy("events", id);
      let failures = 0;
      const held = async () => (await phone.rows("events")).map(({ id }) => id);
      const late = await writer.phone.create("patients", writer.rows.patient());
      await synced(writer.phone);
      for (let sync = 0; sync < 40; sync++) {
        if (!(await phone.sync()).ok) failures += 1;
        if (restart && sync % 2 === 1) {
          await clinic.kill();
          await clinic.start();
        }
      }
      assert.ok(failures <= 6 * destroyed + 5 + (restart ? 6 : 0), `${failures} syncs failed`);
      const last = await phone.syncTwice();
      assert.ok(last.every((outcome) => outcome?.ok), "it still fails");
      assert.ok(await phone.row("patients", late) !== null, "other rows did not come");
      const missing = ids.slice(destroyed);
      const there = await held();
      assert.deepEqual(missing.filter((id) => !there.includes(id)), []);
      // Its next change is tried as created again, and must not stop the phone for good.
      await writer.phone.update("events", ids[0] ?? "", { event_type: "changed" });
      await writer.phone.update("events", ids.at(-1) ?? "", { event_type: "changed" });
      await synced(writer.phone);
      await syncsUntilGood(phone, 6);
      for (let sync = 0; sync < 8; sync++) await phone.sync();
      assert.ok((await phone.sync()).ok);
      if (destroyed < count) {
        assert.equal((await phone.row("events", ids.at(-1) ?? ""))?.event_type, "changed");
      }
    });
  }
}

Deno.test("rule 7: items of a prescription are found in the same way", async () => {
  await using clinic = await MemoryClinic.open();
  const writer = await clinic.phone("may");
  const { phone } = await clinic.phone("march");
  for (const one of [writer.phone, phone]) await synced(one);
  const items = writer.rows.many(
    5,
    (maker) => maker.prescriptionItem("prescription-at-clinic-a", PATIENT_A, "drug-1"),
  );
  const ids = await writer.phone.createMany("prescription_items", items);
  await synced(writer.phone);
  await pullsAndDies(phone);
  await phone.destroy("prescription_items", ids[2] ?? "");
  await syncsUntilGood(phone, 8);
  for (let sync = 0; sync < 12; sync++) await phone.sync();
  assert.ok((await phone.sync()).ok);
  const held = (await phone.rows("prescription_items")).map(({ id }) => id);
  assert.deepEqual(ids.filter((id) => !held.includes(id)), [ids[2]]);
});

Deno.test("rule 7: an August phone, which can take such rows in, ends up with all of them", async () => {
  await using clinic = await MemoryClinic.open();
  const writer = await clinic.phone("may");
  const { phone } = await clinic.phone("august");
  for (const one of [writer.phone, phone]) await synced(one);
  const ids = await writer.phone.createMany(
    "events",
    writer.rows.many(9, (maker) => maker.event(PATIENT_A, VISIT_A)),
  );
  await synced(writer.phone);
  for (let time = 0; time < 3; time++) await pullsAndDies(phone);
  for (let sync = 0; sync < 12; sync++) await synced(phone);
  const held = (await phone.rows("events")).map(({ id }) => id);
  assert.deepEqual(ids.filter((id) => !held.includes(id)), []);
});

/** An engine with events `e0…` of patient `p` that device `d` has not been sent. */
async function engineWith(events: number, values: Record<string, unknown> = {}) {
  const hub = new TestEngine({ limits: { maxRows: 0, maxBytes: 8 * 1024 * 1024 } });
  for (const name of ["w", "d"]) await hub.admit(name);
  await hub.push("w", { patients: { created: [patient("p")] } });
  const { timestamp: cursor } = await hub.pull("d", 0);
  const rows = Array.from(
    { length: events },
    (_, at) => row(`e${at}`, { patient_id: "p", ...values }),
  );
  await hub.push("w", { events: { created: rows } });
  return { hub, cursor, rows };
}

/** A pull whose answer was handed to the network whole. */
async function pullWritten(hub: TestEngine, cursor: number): Promise<Answer> {
  const answer = await hub.pull("d", cursor);
  hub.engine.answerWritten(hub.device("d"));
  return answer;
}

function eventsOf(answer: Answer): { created: unknown[]; updated: unknown[] } {
  const lists = answer.changes.events;
  return {
    created: (lists?.created ?? []).map(({ id }) => id),
    updated: (lists?.updated ?? []).map(({ id }) => id),
  };
}

Deno.test("rule 7: an answer that never left, or that a push followed, makes nothing suspect", async () => {
  for (const how of ["not written", "followed", "repeated"]) {
    const { hub, cursor } = await engineWith(4);
    using _ = hub;
    if (how === "not written") await hub.pull("d", cursor);
    else await pullWritten(hub, cursor);
    if (how === "followed") await hub.push("d", { patients: { created: [patient("own")] } });
    if (how === "repeated") {
      const { text } = await hub.engine.pull(hub.device("d"), cursor, true, "user");
      assert.ok(text.length > 0);
      await hub.pull("d", (await hub.pull("d", cursor)).timestamp);
      continue;
    }
    assert.equal(eventsOf(await hub.pull("d", cursor)).created.length, 4, how);
  }
});

for (const isLate of [true, false]) {
  const when = isLate ? "after" : "before";
  Deno.test(`rule 7: a query that arrived twice, the phone taking the copy answered ${when} the first: every row comes once`, async () => {
    const { hub, cursor } = await engineWith(4);
    using _ = hub;
    await pullWritten(hub, cursor);
    await pullWritten(hub, cursor);
    let copy: Answer | null = null;
    if (!isLate) copy = await hub.pull("d", cursor, true);
    await pullWritten(hub, cursor);
    copy ??= await hub.pull("d", cursor, true);
    const came = eventsOf(copy).created;
    let at = copy.timestamp;
    for (let pull = 0; pull < 8; pull++) {
      const answer = await pullWritten(hub, at);
      came.push(...eventsOf(answer).created);
      at = answer.timestamp;
    }
    assert.deepEqual(came.toSorted(), ["e0", "e1", "e2", "e3"]);
  });
}

Deno.test("rule 7: rows of other tables are never held back", async () => {
  const { hub, cursor } = await engineWith(2);
  using _ = hub;
  await hub.push("w", { visits: { created: [row("v", { patient_id: "p" })] } });
  for (let pull = 0; pull < 6; pull++) {
    const answer = await pullWritten(hub, cursor);
    assert.deepEqual(answer.changes.visits?.created.map(({ id }) => id), ["v"]);
  }
});

Deno.test("rule 7: given in halves, every row comes once the phone takes answers in", async () => {
  for (const failures of [1, 2, 3, 5]) {
    const { hub, cursor } = await engineWith(13);
    using _ = hub;
    for (let pull = 0; pull < failures; pull++) await pullWritten(hub, cursor);
    const seen = new Set<unknown>();
    let at = cursor;
    for (let pull = 0; pull < 20; pull++) {
      const answer = await pullWritten(hub, at);
      for (const id of eventsOf(answer).created) seen.add(id);
      at = answer.timestamp;
    }
    assert.equal(seen.size, 13, `after ${failures} failures`);
    assert.equal(hub.device("d").hasMore, false);
  }
});

Deno.test("rule 7: a single row that fails three times goes into updated, and its next change into created", async () => {
  const { hub, cursor, rows } = await engineWith(1);
  using _ = hub;
  const lists: string[] = [];
  let last = await pullWritten(hub, cursor);
  for (let pull = 0; pull < 6; pull++) {
    const { created, updated } = eventsOf(last);
    lists.push(created.length > 0 ? "created" : updated.length > 0 ? "updated" : "none");
    last = await pullWritten(hub, cursor);
  }
  assert.ok(lists.includes("updated"), `${lists}`);
  assert.ok(lists.filter((list) => list === "created").length >= 3, `${lists}`);
  assert.equal(lists.at(-1), "updated");
  const taken = await pullWritten(hub, last.timestamp);
  await hub.push("w", { events: { updated: [{ ...rows[0], event_type: "new" }] } });
  const after: ReturnType<typeof eventsOf>[] = [];
  let at = taken.timestamp;
  for (let pull = 0; pull < 3; pull++) {
    const answer = await pullWritten(hub, at);
    after.push(eventsOf(answer));
    at = answer.timestamp;
  }
  assert.deepEqual(after.flatMap(({ created }) => created), ["e0"]);
  assert.deepEqual(after.flatMap(({ updated }) => updated), []);
});

Deno.test("rule 7: a row the device has pushed itself is held: it is not given to it as created", async () => {
  const { hub, cursor, rows } = await engineWith(4);
  using _ = hub;
  for (let pull = 0; pull < 2; pull++) await pullWritten(hub, cursor);
  await hub.push("d", {
    events: { updated: [{ ...rows[0], event_type: "mine", _changed: "event_type" }] },
  });
  const seen: unknown[] = [];
  let at = cursor;
  for (let pull = 0; pull < 8; pull++) {
    const answer = await pullWritten(hub, at);
    seen.push(...eventsOf(answer).created);
    at = answer.timestamp;
  }
  assert.deepEqual(seen.sort(), ["e1", "e2", "e3"]);
});

Deno.test("rule 7: a row that waits and is deleted meanwhile comes once, in updated", async () => {
  const { hub, cursor } = await engineWith(3);
  using _ = hub;
  for (let pull = 0; pull < 2; pull++) await pullWritten(hub, cursor);
  await hub.push("w", { events: { deleted: ["e0", "e1", "e2"] } });
  let at = cursor;
  for (let pull = 0; pull < 6; pull++) {
    const answer = await hub.pull("d", at);
    const { created, updated } = eventsOf(answer);
    assert.deepEqual(created, []);
    assert.equal(new Set(updated).size, updated.length, `${updated}`);
    if (pull > 1) at = answer.timestamp;
  }
});

Deno.test("rule 7: a row that waits while the user may not see it comes when that is over", async () => {
  const { hub, cursor } = await engineWith(2);
  using _ = hub;
  const grant = (role: string) =>
    hub.engine.write((statements) => {
      statements.get("UPDATE users SET role = ? WHERE id = 'user'").run(role);
    });
  await hub.push("w", { patients: { updated: [patient("p", { primary_clinic_id: "A" })] } });
  for (let pull = 0; pull < 2; pull++) await pullWritten(hub, cursor);
  await grant("provider");
  let at = cursor;
  for (let pull = 0; pull < 4; pull++) {
    const answer = await pullWritten(hub, at);
    assert.deepEqual(eventsOf(answer), { created: [], updated: [] });
    at = answer.timestamp;
  }
  await grant("super_admin");
  const seen = new Set<unknown>();
  for (let pull = 0; pull < 8; pull++) {
    const answer = await pullWritten(hub, at);
    for (const id of eventsOf(answer).created) seen.add(id);
    at = answer.timestamp;
  }
  assert.deepEqual([...seen].sort(), ["e0", "e1"]);
});

Deno.test("rule 7: what is given apart stays within a page", async () => {
  const { hub, cursor } = await engineWith(24, {
    form_data: JSON.stringify("x".repeat(1_000_000)),
  });
  using _ = hub;
  const seen = new Set<unknown>();
  for (let pull = 0; pull < 3; pull++) {
    const { text } = await hub.engine.pull(hub.device("d"), cursor, false, "user");
    hub.engine.answerWritten(hub.device("d"));
    assert.ok(text.length <= 8.1 * 1024 * 1024, `${text.length} bytes`);
  }
  let at = cursor;
  for (let pull = 0; pull < 40; pull++) {
    const { text } = await hub.engine.pull(hub.device("d"), at, false, "user");
    hub.engine.answerWritten(hub.device("d"));
    assert.ok(text.length <= 8.1 * 1024 * 1024, `${text.length} bytes`);
    const answer = JSON.parse(new TextDecoder().decode(text));
    for (const id of eventsOf(answer).created) seen.add(id);
    at = answer.timestamp;
  }
  assert.equal(seen.size, 24);
});

Deno.test("rule 7: a database that starts anew has no suspects", async () => {
  const { hub, cursor } = await engineWith(6);
  using _ = hub;
  const { timestamp } = await pullWritten(hub, cursor);
  await hub.pull("d", timestamp);
  for (let pull = 0; pull < 3; pull++) await pullWritten(hub, cursor);
  for (const restart of [false, true]) {
    if (restart) {
      await hub.engine.write(() => {});
      hub.restart();
      await hub.pull("d", (await hub.pull("d", 0)).timestamp);
    }
    assert.equal(eventsOf(await hub.pull("d", 0)).created.length, 6);
  }
});

Deno.test("rule 7: a row given apart before the series reaches it is not given again", async () => {
  using hub = new TestEngine({ limits: { maxRows: 2, maxBytes: 0 } });
  for (const name of ["a", "writer"]) await hub.admit(name);
  const patients = Array.from({ length: 6 }, (_, at) => patient(`p${at}`));
  await hub.push("writer", { patients: { created: patients }, events: { created: [{ id: "e" }] } });
  const { timestamp: copied } = await hub.pull("a", 0);
  let cursor = copied;
  for (let page = 0; page < 2; page++) cursor = (await hub.pull("a", cursor)).timestamp;
  await hub.pull("a", cursor); // brings the event, and is lost
  hub.engine.answerWritten(hub.device("a"));
  await hub.pull("a", cursor);
  // A copy of the database is put back: the event comes ahead of the patients.
  const lists: string[] = [];
  cursor = copied;
  for (let page = 0; page < 8; page++) {
    const answer = await hub.pull("a", cursor);
    const { created, updated } = idsOf(answer, "events");
    lists.push(...created.map(() => "created"), ...updated.map(() => "updated"));
    cursor = answer.timestamp;
  }
  assert.deepEqual(lists, ["created"]);
});
