/**
 * The lines of the table in `phones.md` about what a phone sends, one test each.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  GENERATIONS,
  madeUpRiskProfile,
  PUSHED_TABLES,
  pushedTables,
  RowMaker,
  tablesOf,
} from "../../support/phone/mod.ts";
import { pairedPhone } from "./paired_phone.ts";
import { pullOf, TinyHub } from "./tiny_hub.ts";

const event = { id: "e1", patient_id: "p1", created_at: 10, updated_at: 20 };

Deno.test("its own hard deletions: never sent, not even an edit made before", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    hub.onPull = () => pullOf({ events: { created: [event] } }, 1_000);
    await phone.sync();
    hub.onPull = () => pullOf({}, 2_000);
    await phone.update("events", "e1", { event_type: "SOAP" });
    await phone.destroy("events", "e1");
    const item = await phone.create("prescription_items", { prescription_id: "r1" });
    await phone.destroy("prescription_items", item);
    assert.equal((await phone.sync()).ok, true);
    assert.equal(hub.of("sync_push").length, 0);
    assert.deepEqual(await phone.tombstones("events"), ["e1"]);
    assert.deepEqual(await phone.tombstones("prescription_items"), [item]);
    assert.equal(await phone.row("events", "e1"), null);
    // The event screen hides the event first, the prescription screen does not.
    const { events, prescription_items } = await phone.snapshotDatabase();
    assert.equal(events?.find((row) => row.id === "e1")?.is_deleted, true);
    assert.equal(prescription_items?.find((row) => row.id === item)?.is_deleted, false);
  }
});

Deno.test("its own soft deletions: an ordinary updated row with is_deleted true", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone, clock } = await pairedPhone(hub, generation);
    hub.onPull = () => pullOf({ visits: { created: [{ ...event, id: "v1" }] } });
    await phone.sync();
    hub.onPull = () => pullOf({});
    clock.nowMs = 6_000;
    await phone.softDelete("visits", "v1");
    await phone.sync();
    const { created, updated, deleted } = hub.pushed.visits ?? assert.fail();
    assert.deepEqual([created, deleted, updated.length], [[], [], 1]);
    const { is_deleted, deleted_at, updated_at, _status, _changed } = updated[0] ?? assert.fail();
    assert.deepEqual([is_deleted, deleted_at, updated_at], [true, 6_000, 6_000]);
    assert.deepEqual([_status, _changed], ["updated", "updated_at,is_deleted,deleted_at"]);
  }
});

Deno.test("cursor it sends with a push: the one from before the pull of the same sync", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    hub.onPull = () => pullOf({}, 1_000);
    await phone.create("patients", { given_name: "Ruth" });
    await phone.sync();
    hub.onPull = () => pullOf({}, 2_000);
    await phone.create("patients", { given_name: "Joy" });
    const outcome = await phone.sync();
    const cursors = (name: string) => hub.of(name).map((call) => call.args.lastPulledAt);
    assert.deepEqual(cursors("sync_pull"), [0, 1_000]);
    assert.deepEqual(cursors("sync_push"), [0, 1_000]);
    assert.deepEqual([outcome.cursorSent, outcome.timestamp], [1_000, 2_000]);
    assert.equal(await phone.cursor, 2_000);
  }
});

Deno.test("pushed rows are whole local rows: status, changed columns and real booleans", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    const rows = new RowMaker(7);
    const visit = rows.visit(rows.id());
    await phone.create("patient_vitals", rows.vitals(rows.id(), visit.id));
    await phone.sync();
    const [row] = hub.pushed.patient_vitals?.created ?? [];
    const columns = tablesOf(generation).find(({ name }) => name === "patient_vitals")?.columns;
    const names = ["id", "_status", "_changed", ...columns?.map(({ name }) => name) ?? []];
    assert.deepEqual(Object.keys(row ?? {}), names);
    assert.deepEqual([row?._status, row?._changed, row?.is_deleted], ["created", "", false]);
    assert.ok(!names.includes("last_modified") && !names.includes("server_created_at"));
  }
});

Deno.test("pushed tables: the same 17, and patient_risk_profiles for August", async () => {
  assert.equal(PUSHED_TABLES.length, 17);
  for (const generation of GENERATIONS) {
    const tables = tablesOf(generation).map(({ name }) => name);
    assert.equal(tables.length, generation === "august" ? 22 : 21);
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    for (const table of tables) if (table !== "peers") await phone.create(table, {});
    await phone.sync();
    assert.deepEqual(Object.keys(hub.pushed), pushedTables(generation));
    const extra = ["user_clinic_permissions", "app_config", "event_logs", "peers"];
    const expected = tables.filter((table) => !extra.includes(table)).sort();
    assert.deepEqual(Object.keys(hub.pushed).sort(), expected);
  }
});

Deno.test("patient_risk_profiles exist on August alone", async () => {
  await using hub = new TinyHub();
  const rows = new RowMaker(3);
  const { phone } = await pairedPhone(hub, "august");
  await phone.create("patient_risk_profiles", madeUpRiskProfile(rows));
  await phone.sync();
  assert.equal(hub.pushed.patient_risk_profiles?.created[0]?.numerical_value, "12.5000000000");
  const { phone: older } = await pairedPhone(hub, "may");
  await assert.rejects(() => older.create("patient_risk_profiles", {}), /does not have it/);
});

Deno.test("marking synced is an ordinary update: updated_at becomes the phone's now", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone, clock } = await pairedPhone(hub, generation);
    const id = await phone.create("patients", { given_name: "Noah" });
    const user = await phone.create("users", { name: "Amal" });
    hub.onPush = () => {
      clock.nowMs = 9_000;
      return {};
    };
    await phone.sync();
    const row = await phone.row("patients", id);
    assert.deepEqual([row?._status, row?._changed, row?.updated_at], ["synced", "", 9_000]);
    // The app's model of users has no times of its own.
    assert.equal((await phone.row("users", user))?.updated_at, 0);
    assert.equal(await phone.dirtyCount(), 0);
  }
});

Deno.test("marking synced covers every row of the push, an edit made meanwhile too", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    const id = await phone.create("patients", { camp: "A1" });
    hub.onPush = async () => {
      await phone.update("patients", id, { camp: "B7" });
      return {};
    };
    await phone.sync();
    const row = await phone.row("patients", id);
    assert.deepEqual([row?.camp, row?._status], ["B7", "synced"]);
    await phone.sync();
    assert.equal(hub.of("sync_push").length, 1);
    assert.equal(hub.pushed.patients?.created[0]?.camp, "A1");
  }
});

Deno.test("a new row never edited is overwritten by a pulled one of its id, and not sent", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    const id = await phone.create("patients", { camp: "A1" });
    hub.onPull = () => pullOf({ patients: { updated: [{ id, camp: "C9" }] } });
    await phone.sync();
    const row = await phone.row("patients", id);
    assert.deepEqual([row?.camp, row?._status], ["C9", "synced"]);
    assert.equal(hub.of("sync_push").length, 0);
  }
});

Deno.test("a failed push leaves the rows dirty and the cursor where it was", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    await phone.create("patients", { camp: "A1" });
    hub.onPush = () => new Response("", { status: 500 });
    const outcome = await phone.sync();
    assert.equal(outcome.error?.message, "Error: sync_push failed: HTTP 500");
    assert.deepEqual(outcome.pushed, {});
    assert.deepEqual([await phone.dirtyCount(), await phone.cursor], [1, null]);
  }
});

Deno.test("whatever decrypts counts as a stored push: an error object in it loses the rows", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    await phone.create("patients", { camp: "A1" });
    hub.onPush = () => ({ error: "nothing was stored" });
    const outcome = await phone.sync();
    assert.deepEqual([outcome.ok, await phone.dirtyCount()], [true, 0]);
    assert.deepEqual(outcome.pushed.patients, { created: 1, updated: 0, deleted: 0 });
  }
});
