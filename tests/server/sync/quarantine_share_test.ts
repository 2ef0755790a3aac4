/** Decision 14: the share for rows put aside, and for what the hub does not know, when it is used up. */

import assert from "node:assert/strict";
import { dismissQuarantined } from "../../../server/sync/attention/attention.ts";
import { Quarantine, type QuarantinedRow } from "../../../server/sync/attention/quarantine.ts";
import { MAX_UNKNOWN_BYTES } from "../../../server/sync/rows/unknown_share.ts";
import { patient, TestEngine } from "../../support/open_engine.ts";
import {
  aside,
  conflicts,
  created,
  edited,
  row,
  stored,
  updated,
} from "../../support/engine_rows.ts";

async function twoDevices() {
  const hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  return hub;
}

/** A row of so many bytes. */
function putAside(id: string, bytes: number): QuarantinedRow {
  return {
    ...{ table: "events", rowId: id, reason: "BAD_VALUE", list: "rows" },
    ...{ data: JSON.stringify("x".repeat(bytes - 2)), base: 0, writer: 1, sentStamp: 0 },
    ...{ deviceNo: 1, userId: "user", receivedMs: 1 },
  };
}

/** Rows in turn, each in a push of its own, with a share of 1000 bytes. */
async function addInTurn(hub: TestEngine, ...rows: QuarantinedRow[]): Promise<boolean[]> {
  const taken: boolean[] = [];
  for (const row of rows) {
    await hub.engine.write((statements) => taken.push(new Quarantine(statements, 1000).add(row)));
  }
  return taken;
}

Deno.test("Quarantine.add() gets the room of entries that are decided, of those set aside for good last", async () => {
  using hub = await twoDevices();
  const rows = ["open", "dismissed", "stored"].map((id) => putAside(id, 300));
  assert.deepEqual(await addInTurn(hub, ...rows), [true, true, true]);
  assert.deepEqual(await addInTurn(hub, putAside("large", 400)), [false]);
  await hub.engine.write((statements) => {
    dismissQuarantined(statements, 2, 1);
    statements.get("UPDATE quarantine SET resolution = 'stored' WHERE quarantine_no = 3").run();
  });
  const ids = () => aside(hub).map(([, id]) => id);
  assert.deepEqual(await addInTurn(hub, putAside("large", 400)), [true]);
  assert.deepEqual(ids(), ["open", "dismissed", "large"]);
  assert.deepEqual(await addInTurn(hub, putAside("last", 300)), [true]);
  assert.deepEqual(ids(), ["open", "large", "last"]);
  assert.deepEqual(await addInTurn(hub, putAside("more", 2)), [false]);
});

Deno.test("Quarantine.add() takes a row that is there already although the share is used up", async () => {
  using hub = await twoDevices();
  const row = putAside("same", 600);
  assert.deepEqual(await addInTurn(hub, row, row, putAside("other", 600)), [true, true, false]);
  // Within one push as well.
  await hub.engine.write((statements) => {
    const quarantine = new Quarantine(statements, 1000);
    for (let sent = 0; sent < 3; sent++) assert.ok(quarantine.add(row));
  });
});

/** Nothing more is kept of what the hub does not know. */
function fillUnknown(hub: TestEngine): void {
  hub.database.writer.exec(`UPDATE unknown_share SET bytes = ${MAX_UNKNOWN_BYTES}`);
}

Deno.test("push() of a dispensing record without room for its unknown column moves no stock, however often it comes", async () => {
  using hub = await twoDevices();
  const place = { clinic_id: "c", drug_id: "d", batch_id: "b" };
  await hub.push("a", created("clinic_inventory", row("s", { ...place, quantity_available: 100 })));
  fillUnknown(hub);
  const record = created(
    "dispensing_records",
    row("r", { ...place, quantity_dispensed: 3, unheard_of: "x" }),
  );
  for (let sent = 0; sent < 3; sent++) await hub.push("a", record);
  assert.equal(stored(hub, "clinic_inventory", "s")?.quantity_available, 100);
  hub.database.writer.exec("UPDATE unknown_share SET bytes = 0");
  assert.equal(await hub.engine.retryQuarantined(1), "stored");
  assert.equal(stored(hub, "clinic_inventory", "s")?.quantity_available, 97);
});

Deno.test("push() of an edit without room for its unknown column leaves no conflict about what was not stored", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("patients", patient("p", { phone: "1" })));
  fillUnknown(hub);
  const edit = { ...edited(patient("p"), { phone: "2" }), unheard_of: "x" };
  await hub.push("b", updated("patients", edit));
  assert.equal(stored(hub, "patients", "p")?.phone, "1");
  assert.deepEqual(aside(hub), [["patients", "p", "TOO_MUCH_UNKNOWN", null]]);
  assert.deepEqual(conflicts(hub), []);
});

Deno.test("push() takes a row of an unknown table that asks for its deletion out of the list once it is deleted", async () => {
  using hub = await twoDevices();
  await hub.push("a", created("labs", row("l")));
  fillUnknown(hub);
  const deletion = { is_deleted: true, note: "too long for what is left" };
  await hub.push("a", updated("labs", edited(row("l"), deletion)));
  assert.deepEqual(aside(hub), [["labs", "l", "TOO_MUCH_UNKNOWN", null]]);
  hub.database.writer.exec("UPDATE unknown_share SET bytes = 0");
  await hub.push("a", updated("labs", edited(row("l"), { is_deleted: true })));
  assert.deepEqual(aside(hub), [["labs", "l", "TOO_MUCH_UNKNOWN", "superseded"]]);
});

Deno.test("push() of a shorter value of an unknown column is stored although there is no room", async () => {
  using hub = await twoDevices();
  const long = patient("p", { unheard_of: "a long value" });
  await hub.push("a", created("patients", long));
  fillUnknown(hub);
  await hub.push("a", updated("patients", edited(long, { unheard_of: "short" })));
  assert.deepEqual(aside(hub), []);
  assert.equal(stored(hub, "patients", "p")?.hub_extra, '{"unheard_of":"short"}');
});
