/** What waits for a person is listed and exported in parts, however large its values are. */

import assert from "node:assert/strict";
import { readAttention, readQuarantined } from "../../../../server/sync/attention/attention.ts";
import { created, edited, row, updated } from "../../../support/engine_rows.ts";
import { TestEngine } from "../../../support/open_engine.ts";

const MIB = 1024 * 1024;

async function largeRows(): Promise<TestEngine> {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const large = (letter: string) => JSON.stringify(letter.repeat(MIB));
  for (let at = 0; at < 8; at++) {
    const event = row(`e${at}`, { patient_id: "", form_data: large("x") });
    await hub.push("a", created("events", event));
    await hub.push("b", updated("events", edited(event, { form_data: large("y") })));
    await hub.push("a", created("events", { ...event, id: `${at} is no id` }));
  }
  return hub;
}

Deno.test("readAttention() lists as many conflicts as fit into an answer, the newest first, and counts all", async () => {
  using hub = await largeRows();
  const listed = hub.engine.read((statements) => readAttention(statements, 200));
  assert.ok(JSON.stringify(listed).length < 5 * MIB);
  assert.equal(listed.conflictsTotal, 8);
  assert.equal(listed.conflicts[0]?.rowId, "e7");
  assert.equal(listed.quarantine.length, 8);
});

Deno.test("readQuarantined() gives every row put aside, in parts that fit into an answer", async () => {
  using hub = await largeRows();
  const ids: string[] = [];
  for (let after = 0;;) {
    const part = hub.engine.read((statements) => readQuarantined(statements, after, 200));
    if (part.length === 0) break;
    assert.ok(JSON.stringify(part).length < 5 * MIB);
    ids.push(...part.map(({ rowId }) => rowId));
    after = part.at(-1)?.quarantineNo ?? Infinity;
  }
  assert.deepEqual(ids, Array.from({ length: 8 }, (_, at) => `${at} is no id`));
});
