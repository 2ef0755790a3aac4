/** Whoever decides about a conflict or a row put aside is told which patient it is about. */

import assert from "node:assert/strict";
import { readAttention } from "../../../../server/sync/attention/attention.ts";
import { patient, TestEngine } from "../../../support/open_engine.ts";
import { created, edited, row, updated } from "../../../support/engine_rows.ts";

const NAMES = { given_name: "Amina", surname: "Haddad" };

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

function look(hub: TestEngine) {
  return hub.engine.read((statements) => readAttention(statements, 10));
}

Deno.test("a conflict names the patient it is about", async () => {
  using hub = await twoDevices();
  const problem = row("q", { patient_id: "p", problem_label: "one" });
  const whole = { ...patient("p"), ...NAMES };
  await hub.push("a", created("patients", whole));
  await hub.push("a", created("patient_problems", problem));
  const { timestamp } = await hub.pull("b", 0);
  await hub.pull("b", timestamp);
  await hub.push("a", updated("patient_problems", edited(problem, { problem_label: "two" })));
  await hub.push("b", updated("patient_problems", edited(problem, { problem_label: "three" })));
  const { conflicts } = look(hub);
  assert.deepEqual(conflicts.map(({ table, patient }) => [table, patient]), [
    ["patient_problems", "Amina Haddad"],
  ]);
});

Deno.test("a row put aside names its patient, known to the hub or not", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", { ...patient("p"), ...NAMES }));
  await hub.push("a", created("events", row("e", { patient_id: "p", event_type: 5 })));
  await hub.push("a", created("events", row("f", { patient_id: "nobody", event_type: 5 })));
  const unknown = { ...patient("new"), given_name: "Karim", surname: " ", hometown: 5 };
  await hub.push("a", created("patients", unknown));
  const { quarantine } = look(hub);
  assert.deepEqual(quarantine.map(({ rowId, patient }) => [rowId, patient]).toSorted(), [
    ["e", "Amina Haddad"],
    ["f", null],
    ["new", "Karim"],
  ]);
});
