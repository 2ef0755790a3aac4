/** Decision 16: what a device comes to see later is sent whole, as created, whatever its stamp. */

import assert from "node:assert/strict";
import { row } from "../../../support/engine_rows.ts";
import { ViewClinic } from "./view_clinic.ts";

Deno.test("growth: another user on the same phone brings what that user may see and the phone lacks", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.patient("b", "B");
  await clinic.patient("n", null);
  await clinic.event("e-b", "b");
  const first = await clinic.pull(0);
  assert.deepEqual(clinic.ids(first), ["a", "n"]);
  const second = await clinic.pull(first.timestamp, "v");
  assert.deepEqual(clinic.ids(second), ["b", "e-b"]);
  // Back again: nothing is recalled, nothing sent twice.
  const third = await clinic.pull(second.timestamp, "u");
  assert.deepEqual(clinic.ids(third), []);
});

Deno.test("growth: a permission that is granted brings old rows as created, before newer changes", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("b1", "B");
  await clinic.event("e1", "b1");
  await clinic.store("visits", row("v1", { patient_id: "b1", clinic_id: "B" }));
  await clinic.store("clinic_inventory", row("i1", { clinic_id: "B" }));
  const first = await clinic.pull(0);
  assert.deepEqual(clinic.ids(first), []);
  await clinic.patient("b1", "B", { phone: "changed" });
  await clinic.grant("B", true);
  const answer = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(answer), ["b1", "e1", "i1", "v1"]);
  assert.deepEqual(clinic.ids(await clinic.pull(answer.timestamp)), []);
});

Deno.test("growth: a patient that arrives after its children brings them", async () => {
  using clinic = await ViewClinic.open();
  await clinic.event("e", "p");
  await clinic.store("patient_vitals", row("t", { patient_id: "p" }));
  const first = await clinic.pull(0);
  assert.deepEqual(clinic.ids(first), []);
  const second = await clinic.pull(first.timestamp);
  await clinic.patient("p", "A");
  assert.deepEqual(clinic.ids(await clinic.pull(second.timestamp)), ["e", "p", "t"]);
});

for (
  const [table, link] of [
    ["visits", "clinic_id"],
    ["appointments", "clinic_id"],
    ["prescriptions", "pickup_clinic_id"],
  ] as const
) {
  Deno.test(`growth: a row of ${table} at the clinic makes a patient of another clinic visible, with all rows`, async () => {
    using clinic = await ViewClinic.open();
    await clinic.patient("b", "B");
    await clinic.event("e", "b");
    const first = await clinic.pull(0);
    assert.deepEqual(clinic.ids(first), []);
    await clinic.store(table, row("link", { patient_id: "b", [link]: "A" }));
    const second = await clinic.pull(first.timestamp);
    assert.deepEqual(clinic.ids(second), ["b", "e", "link"]);
    // While it lasts, changes come; afterwards nothing new does.
    await clinic.event("e2", "b");
    const third = await clinic.pull(second.timestamp);
    assert.deepEqual(clinic.ids(third), ["e2"]);
    await clinic.hub.push("w", { [table]: { deleted: ["link"] } });
    const fourth = await clinic.pull(third.timestamp);
    assert.deepEqual(clinic.ids(fourth), ["u:link"]);
    await clinic.event("e3", "b");
    assert.deepEqual(clinic.ids(await clinic.pull(fourth.timestamp)), []);
  });
}

Deno.test("growth: a patient that moves to the clinic comes with all rows; one that moves away stays as it is", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("p", "B");
  await clinic.event("e", "p");
  const first = await clinic.pull(0);
  await clinic.patient("p", "A");
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), ["e", "p"]);
  await clinic.patient("p", "B");
  await clinic.event("e", "p", { event_type: "changed there" });
  const third = await clinic.pull(second.timestamp);
  assert.deepEqual(clinic.ids(third), []);
  await clinic.patient("p", "A");
  const fourth = await clinic.pull(third.timestamp);
  assert.deepEqual(clinic.ids(fourth), ["u:e", "u:p"], "held, in an older version");
});

Deno.test("growth: a patient without a clinic is everyone's", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("p", "B");
  await clinic.event("e", "p");
  const first = await clinic.pull(0);
  await clinic.patient("p", "");
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["e", "p"]);
});

Deno.test("growth: a child row that moves to a visible patient comes", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.patient("b", "B");
  await clinic.event("e", "b");
  const first = await clinic.pull(0);
  await clinic.event("e", "a");
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["e"]);
});

Deno.test("growth: a child row that moves between visible patients is an update for who holds it", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.patient("a2", "A");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.event("e", "a2");
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["u:e"]);
});

Deno.test("growth: a row that moved between patients out of sight, or not on the hub, is new once it may be seen", async () => {
  for (const [from, to] of [["x", "y"], ["b", "b2"], ["x", "b"], ["b", "y"]] as const) {
    using clinic = await ViewClinic.open();
    for (const id of ["b", "b2"]) await clinic.patient(id, "B");
    await clinic.event("e", from);
    const before = await clinic.pull(0);
    await clinic.event("e", to);
    const third = await clinic.pull(before.timestamp);
    assert.deepEqual(clinic.ids(third), []);
    await clinic.patient(to, "A");
    const { ids } = await clinic.drain(third.timestamp);
    assert.deepEqual(ids, [to, "e"].sort(), `${from} to ${to}`);
  }
});

Deno.test("growth: stock that moves to the clinic comes, and so does stock without one", async () => {
  using clinic = await ViewClinic.open();
  const stock = (id: string, clinicId: string | null) => row(id, { clinic_id: clinicId });
  await clinic.store("clinic_inventory", stock("a", "A"), stock("b", "B"), stock("n", null));
  const first = await clinic.pull(0);
  assert.deepEqual(clinic.ids(first), ["a", "n"]);
  await clinic.store("clinic_inventory", stock("b", "A"));
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["b"]);
});

Deno.test("growth: rows withheld by an answer that was lost come when the permission is back", async () => {
  using clinic = await ViewClinic.open();
  const first = await clinic.pull(0);
  await clinic.patient("p", "A");
  await clinic.event("e", "p");
  await clinic.store("clinic_inventory", row("i", { clinic_id: "A" }));
  await clinic.grant("A", false);
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), []);
  await clinic.grant("A", true);
  assert.deepEqual((await clinic.drain(first.timestamp)).ids, ["e", "i", "p"]);
});

Deno.test("growth: a new record of a patient held before, withheld by an answer that was lost, comes as well", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("p", "A");
  const first = await clinic.pull(0);
  await clinic.event("e", "p");
  await clinic.grant("A", false);
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), []);
  await clinic.grant("A", true);
  assert.deepEqual((await clinic.drain(first.timestamp)).ids, ["e"]);
});

Deno.test("growth: the same when that answer was taken, and when it was taken and lost later", async () => {
  for (const back of [false, true]) {
    using clinic = await ViewClinic.open();
    const first = await clinic.pull(0);
    await clinic.patient("p", "A");
    await clinic.event("e", "p");
    await clinic.grant("A", false);
    const second = await clinic.pull(first.timestamp);
    await clinic.pull(second.timestamp);
    await clinic.grant("A", true);
    const { ids } = await clinic.drain(back ? first.timestamp : second.timestamp);
    assert.deepEqual(ids, ["e", "p"]);
  }
});

for (const maxRows of [1, 2, 3]) {
  Deno.test(`growth: a backfill in pages of ${maxRows} loses and doubles nothing through lost answers, restarts and older copies`, async () => {
    const expected = Array.from({ length: 3 }, (_, at) => [`p${at}`, `e${at}`, `f${at}`]).flat()
      .sort();
    for (const trouble of ["none", "lost", "restart", "copy", "shrink", "edit"]) {
      using clinic = await ViewClinic.open(maxRows);
      for (let at = 0; at < 3; at++) {
        await clinic.patient(`p${at}`, "B");
        await clinic.event(`e${at}`, `p${at}`);
        await clinic.event(`f${at}`, `p${at}`);
      }
      const start = await clinic.drain(0);
      assert.deepEqual(start.ids, []);
      await clinic.grant("B", true);
      const held = new Set<string>();
      let cursor = start.cursor;
      let copy: { held: Set<string>; cursor: number } | null = null;
      for (let page = 0; page < 40; page++) {
        const answer = await clinic.pull(cursor);
        if (trouble === "lost" && page % 3 === 1) continue;
        for (const id of clinic.ids(answer)) {
          assert.ok(!id.startsWith("u:") || held.has(id.slice(2)), `${id} is not held`);
          held.add(id.replace("u:", ""));
        }
        cursor = answer.timestamp;
        if (page === 2) copy = { held: new Set(held), cursor };
        if (trouble === "restart" && page % 2 === 1) clinic.hub.restart();
        if (trouble === "copy" && page === 5 && copy !== null) {
          await clinic.pull(cursor);
          held.clear();
          copy.held.forEach((id) => held.add(id));
          cursor = copy.cursor;
        }
        if (trouble === "shrink" && page === 1) await clinic.grant("B", false);
        if (trouble === "shrink" && page === 3) await clinic.grant("B", true);
        if (trouble === "edit" && page === 1) {
          for (const id of ["e0", "e2"]) {
            await clinic.event(id, `p${id.slice(1)}`, { event_type: "x" });
          }
        }
      }
      assert.deepEqual([...held].sort(), expected, trouble);
    }
  });
}

Deno.test("growth: a row the device holds in its present version is not sent again", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.event("e", "a");
  const first = await clinic.pull(0);
  await clinic.pull(first.timestamp);
  await clinic.grant("A", false);
  const second = await clinic.pull(first.timestamp);
  await clinic.grant("A", true);
  assert.deepEqual(clinic.ids(await clinic.pull(second.timestamp)), []);
});

Deno.test("growth: a row the device pushed itself is not sent as created when its patient becomes visible", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("b", "B");
  const first = await clinic.pull(0);
  await clinic.hub.push("d", { events: { created: [row("own", { patient_id: "b" })] } });
  await clinic.event("own", "b", { event_type: "changed by another" });
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), []);
  await clinic.grant("B", true);
  assert.deepEqual(clinic.ids(await clinic.pull(second.timestamp)), ["b", "u:own"]);
});

Deno.test("growth: rows of an unknown table are scoped by their patient, their clinic, or go to all", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("a", "A");
  await clinic.patient("b", "B");
  await clinic.hub.push("d", { labs: { created: [{ id: "mine" }] } });
  await clinic.store(
    "labs",
    { id: "of-a", patient_id: "a" },
    { id: "of-b", patient_id: "b" },
    { id: "at-b", clinic_id: "B" },
    { id: "at-a", clinic_id: "A" },
    { id: "orphan", patient_id: "nobody" },
    { id: "free", note: "x" },
  );
  const first = await clinic.pull(0);
  assert.deepEqual(clinic.ids(first), ["a", "at-a", "free", "of-a"]);
  await clinic.grant("B", true);
  assert.deepEqual(clinic.ids(await clinic.pull(first.timestamp)), ["at-b", "b", "of-b"]);
});

Deno.test("growth: risk profiles follow their patient once the device has the table", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("b", "B");
  await clinic.store("patient_risk_profiles", row("r", { patient_id: "b" }));
  const first = await clinic.pull(0);
  await clinic.patient("a", "A");
  await clinic.hub.push("d", {
    patient_risk_profiles: { created: [row("own", { patient_id: "a" })] },
  });
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), ["a"]);
  await clinic.grant("B", true);
  assert.deepEqual(clinic.ids(await clinic.pull(second.timestamp)), ["b", "r"]);
});

Deno.test("growth: a table opened after the scope grew brings the rows of both", async () => {
  using clinic = await ViewClinic.open();
  await clinic.patient("b", "B");
  await clinic.store("patient_risk_profiles", row("r", { patient_id: "b" }));
  const first = await clinic.pull(0);
  await clinic.grant("B", true);
  const second = await clinic.pull(first.timestamp);
  assert.deepEqual(clinic.ids(second), ["b"]);
  await clinic.hub.push("d", {
    patient_risk_profiles: { created: [row("own", { patient_id: "b" })] },
  });
  assert.deepEqual(clinic.ids(await clinic.pull(second.timestamp)), ["r"]);
});

Deno.test("growth: a row that moved before the device's first pull is new for it", async () => {
  using clinic = await ViewClinic.open();
  await clinic.event("e", "x");
  await clinic.event("e", "y");
  const first = await clinic.pull(0);
  await clinic.patient("y", "A");
  assert.deepEqual((await clinic.drain(first.timestamp)).ids, ["e", "y"]);
});
