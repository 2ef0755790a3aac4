/** Decision 14: a row that was put aside is tried again. */

import assert from "node:assert/strict";
import { MAX_UNKNOWN_BYTES } from "../../../../server/sync/rows/unknown_share.ts";
import { idsOf, patient, TestEngine } from "../../../support/open_engine.ts";
import {
  aside,
  conflicts,
  created,
  edited,
  stored,
  updated,
} from "../../../support/engine_rows.ts";

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

/** Is put aside while there is no room for what the hub does not know, and can be stored later. */
const LATER = { unheard_of: "x" };

async function withoutRoom(hub: TestEngine, action: () => Promise<unknown>): Promise<void> {
  hub.database.writer.exec(`UPDATE unknown_share SET bytes = ${MAX_UNKNOWN_BYTES}`);
  await action();
  hub.database.writer.exec("UPDATE unknown_share SET bytes = 0");
  assert.deepEqual(aside(hub).map(([, , reason]) => reason), ["TOO_MUCH_UNKNOWN"]);
}

Deno.test("retryQuarantined() merges from what the phone had seen: what others wrote since is on record", async () => {
  using hub = await twoDevices();
  await hub.push("b", created("patients", patient("p")));
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  const deletion = { ...edited(patient("p"), { is_deleted: true }), ...LATER };
  await withoutRoom(hub, () => hub.push("a", updated("patients", deletion)));
  await hub.push("b", updated("patients", edited(patient("p"), { phone: "b" })));
  assert.equal(await hub.engine.retryQuarantined(1), "stored");
  assert.equal(stored(hub, "patients", "p")?.is_deleted, 1);
  const [record] = conflicts(hub);
  assert.deepEqual(record?.slice(0, 4), ["p", null, "DELETED_WITH_CHANGES", { phone: "b" }]);
});

Deno.test("retryQuarantined() sends the row in updated to the phone that has it", async () => {
  using hub = await twoDevices();
  await withoutRoom(hub, () => hub.push("a", created("patients", patient("p", LATER))));
  const { timestamp } = await hub.pull("a", 0);
  assert.equal(await hub.engine.retryQuarantined(1), "stored");
  assert.deepEqual(idsOf(await hub.pull("a", timestamp), "patients"), {
    ...{ created: [], updated: ["p"] },
  });
  assert.deepEqual(idsOf(await hub.pull("b", 0), "patients").created, ["p"]);
});

Deno.test("retryQuarantined() sends the row in created to a phone whose database has gone back since", async () => {
  using hub = await twoDevices();
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
  await withoutRoom(hub, () => hub.push("a", created("patients", patient("p", LATER))));
  await hub.pull("a", 0);
  assert.equal(await hub.engine.retryQuarantined(1), "stored");
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients").created, ["p"]);
});

Deno.test("retryQuarantined() leaves a row that still cannot be stored where it is, and one that is decided alone", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { phone: 5 })));
  assert.equal(await hub.engine.retryQuarantined(1), "put_aside");
  assert.deepEqual(aside(hub), [["patients", "p", "BAD_VALUE", null]]);
  assert.equal(await hub.engine.retryQuarantined(2), null);
  await hub.push("a", created("patients", patient("p")));
  assert.equal(await hub.engine.retryQuarantined(1), null);
});
