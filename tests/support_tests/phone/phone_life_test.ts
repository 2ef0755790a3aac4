import assert from "node:assert/strict";
import {
  calls,
  dropsRequests,
  type Generation,
  GENERATIONS,
  losesAnswers,
  once,
  PhoneCrash,
  repeatsRequests,
  type SyncStep,
  truncatesAnswers,
  whileInFlight,
} from "../../support/phone/mod.ts";
import { pairedPhone } from "./paired_phone.ts";
import { errorEnvelope, pullOf, TinyHub } from "./tiny_hub.ts";

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `p${from + index}`, created_at: 10 }));

Deno.test("sync() while one runs: skipped by the older app, joined by August", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    const [first, second] = await Promise.all([phone.sync(), phone.sync()]);
    assert.equal(first.ok, true);
    assert.equal(second.skipped, generation !== "august");
    assert.equal(hub.of("sync_pull").length, 1);
  }
});

Deno.test("syncTwice() pulls back what the push changed, and stops at a failure", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "may");
  await phone.create("patients", {});
  const [first, second] = await phone.syncTwice();
  assert.deepEqual([first.pushed.patients?.created, second?.pushed], [1, {}]);
  hub.onPull = () => errorEnvelope("no");
  assert.equal((await phone.syncTwice())[1], null);
});

Deno.test("a pull is applied in batches of 300 that stay when a later one fails", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  const rows = [...many(650), { id: "p1", created_at: 10 }];
  const event = await phone.create("events", {});
  await phone.destroy("events", event);
  hub.onPull = () => pullOf({ events: { created: [{ id: event }] }, patients: { created: rows } });
  assert.equal((await phone.sync()).ok, false);
  assert.equal((await phone.rows("patients")).length, 0);
  hub.onPull = () => pullOf({ patients: { created: rows }, events: { created: [{ id: event }] } });
  assert.equal((await phone.sync()).ok, false);
  assert.equal((await phone.rows("patients")).length, 650);
});

Deno.test("the same new row twice in one batch fails, in two batches it does not", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "may");
  hub.onPull = () => pullOf({ patients: { created: [...many(1), ...many(1)] } });
  const { error } = await phone.sync();
  assert.equal(error?.message, "Error: UNIQUE constraint failed: patients.id");
  hub.onPull = () => pullOf({ patients: { created: [...many(300), ...many(1)] } });
  assert.equal((await phone.sync()).ok, true);
});

const STEPS: readonly SyncStep[] = [
  "pulled",
  "applied",
  "batch-applied",
  "collected",
  "pushed",
  "marked",
  "table-marked",
  "cursor-stored",
];

Deno.test("PhoneCrash before any step keeps what was committed, and the next sync heals it", async () => {
  for (const generation of GENERATIONS) {
    for (const at of STEPS) {
      await using hub = new TinyHub();
      const { phone } = await pairedPhone(hub, generation);
      const id = await phone.create("visits", {});
      hub.onPull = () => pullOf({ patients: { created: many(301) } }, 7_000);
      phone.beforeStep = (step) => {
        if (step === at) throw new PhoneCrash();
      };
      const outcome = await phone.sync();
      assert.deepEqual([outcome.killedAt, outcome.error?.code], [at, "KILLED"]);
      const passed = (step: SyncStep) => STEPS.indexOf(at) > STEPS.indexOf(step);
      assert.equal((await phone.rows("patients")).length, passed("batch-applied") ? 301 : 0, at);
      assert.equal(hub.of("sync_push").length, passed("pushed") ? 1 : 0, at);
      const marked = (await phone.row("visits", id))?._status === "synced";
      assert.equal(marked, passed("table-marked"), at);
      assert.equal(await phone.cursor, null, at);
      phone.beforeStep = null;
      assert.equal((await phone.sync()).ok, true, at);
      assert.deepEqual([await phone.dirtyCount(), await phone.cursor], [0, 7_000], at);
    }
  }
});

Deno.test("PhoneCrash in the middle of a pull keeps the batches before it", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  hub.onPull = () => pullOf({ patients: { created: many(700) } });
  let batches = 0;
  phone.beforeStep = (step) => {
    if (step === "batch-applied" && ++batches === 3) throw new PhoneCrash();
  };
  await phone.sync();
  assert.equal((await phone.rows("patients")).length, 600);
});

Deno.test("PhoneCrash while the push is under way: the hub has it, the phone sends it again", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  await phone.create("patients", { given_name: "Ruth" });
  const whole = phone.fetch;
  const kill = () => {
    throw new PhoneCrash();
  };
  phone.fetch = whileInFlight(whole, kill, once(calls("sync_push")));
  assert.equal((await phone.sync()).killedAt, "pushed");
  assert.equal((await phone.sync()).ok, true);
  const [first, second] = hub.of("sync_push");
  assert.deepEqual(first?.args, second?.args);
});

Deno.test("PhoneCrash loses what was only in memory", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  await phone.create("patients", { given_name: "Ruth" });
  await phone.forceUpload(0);
  phone.beforeStep = () => {
    throw new PhoneCrash();
  };
  await phone.sync();
  phone.beforeStep = null;
  await phone.sync();
  assert.ok(!Object.hasOwn(hub.pushed.patients?.created[0] ?? {}, "image_timestamp"));
});

Deno.test("a batch that fails is rolled back, but the running app shows half of it", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  hub.onPull = () => pullOf({ patients: { created: many(1) } });
  await phone.sync();
  const again = [{ id: "p0", camp: "A1" }, ...many(1, 7), ...many(1, 7)];
  hub.onPull = () => pullOf({ patients: { created: again } });
  assert.equal((await phone.sync()).ok, false);
  assert.equal((await phone.row("patients", "p0"))?.camp, "A1");
  await phone.restart();
  assert.equal((await phone.row("patients", "p0"))?.camp, null);
});

Deno.test("network faults end in the app's errors and never throw", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "may");
  await phone.create("patients", {});
  const whole = phone.fetch;
  const codeWith = async (broken: typeof whole) => {
    phone.fetch = broken;
    return (await phone.sync()).error?.code;
  };
  assert.equal(await codeWith(dropsRequests(whole, calls("handshake"))), "NOT_CONNECTED");
  assert.equal(await codeWith(dropsRequests(whole, calls("sync_pull"))), "NETWORK_ERROR");
  assert.equal(await codeWith(truncatesAnswers(whole, calls("sync_pull"))), "NETWORK_ERROR");
  assert.equal(hub.of("sync_push").length, 0);
  assert.equal(await codeWith(losesAnswers(whole, calls("sync_push"))), "NETWORK_ERROR");
  assert.equal(await codeWith(repeatsRequests(whole, calls("sync_push"))), undefined);
  const bodies = hub.of("sync_push").map((call) => call.text);
  assert.deepEqual([bodies.length, new Set(bodies).size], [3, 1]);
});

Deno.test("reinstall() and restoreDatabase() take the cursor back as the phone's systems do", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  const { clientId } = phone;
  hub.onPull = () => pullOf({ patients: { created: many(2) } }, 1_000);
  await phone.sync();
  const backup = await phone.snapshotDatabase();
  hub.onPull = () => pullOf({ patients: { created: many(1, 2) } }, 2_000);
  await phone.sync();
  await phone.restoreDatabase(backup);
  assert.deepEqual([await phone.cursor, (await phone.rows("patients")).length], [1_000, 2]);
  await phone.reinstall({ keepClientId: true });
  assert.equal((await phone.sync()).error?.code, "NO_PEER");
  assert.deepEqual([await phone.cursor, phone.clientId], [null, clientId]);
  await phone.rescan(hub.qr);
  assert.equal((await phone.sync()).cursorSent, 0);
  await phone.reinstall({ keepClientId: false });
  assert.notEqual(phone.clientId, clientId);
  assert.equal(phone.token, null);
});

Deno.test("a hub with a new id is a second peer: the old one's cursor goes to the new hub", async () => {
  const cursors: Record<string, unknown> = {};
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone, clock } = await pairedPhone(hub, generation);
    hub.onPull = () => pullOf({}, 1_000);
    await phone.sync();
    hub.hubId = "hub-2";
    clock.nowMs = 6_000;
    await phone.rescan(hub.qr);
    cursors[generation] = (await phone.sync()).cursorSent;
    assert.equal((await phone.rows("peers")).length, 2);
  }
  assert.deepEqual(cursors, { march: 1_000, may: 1_000, august: 1_000 });
});

Deno.test("raw sends anything under the session key, and the same bytes again", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  const body = phone.raw.body("command", '{"command":"ping","data":{},"token":null}');
  const answers = [await phone.raw.send("command", body), await phone.raw.send("command", body)];
  assert.deepEqual(answers.map((answer) => answer.opened), ['{"pong":true}', '{"pong":true}']);
  const wrong = await phone.raw.sealed("command", "{}", { label: "query" });
  assert.deepEqual([wrong.status, wrong.opened], [400, null]);
  const junk = await phone.raw.post("/rpc/nothing", new Uint8Array([1, 2, 3]));
  assert.equal(junk.status, 404);
  assert.equal((await phone.raw.handshake({ client_id: "other" })).status, 200);
  assert.equal(await phone.heartbeat(), true);
});

Deno.test("dispense() moves item, stock and record in one batch, as the app does", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "may");
  hub.onPull = () =>
    pullOf({
      clinic_inventory: {
        created: [{
          id: "s1",
          clinic_id: "c1",
          drug_id: "d1",
          batch_id: "b1",
          quantity_available: 9,
        }],
      },
      prescription_items: {
        created: [{ id: "i1", clinic_id: "c1", drug_id: "d1", quantity_prescribed: 5 }],
      },
    });
  await phone.sync();
  hub.onPull = () => pullOf({});
  const [record] = await phone.dispense("i1", "u1", { b1: 12 });
  await phone.sync();
  const { clinic_inventory, prescription_items, dispensing_records } = hub.pushed;
  assert.equal(clinic_inventory?.updated[0]?.quantity_available, -3);
  assert.equal(prescription_items?.updated[0]?.quantity_dispensed, 5);
  const made = dispensing_records?.created[0];
  assert.deepEqual([made?.id, made?.quantity_dispensed, made?.batch_id], [record, 12, "b1"]);
  await assert.rejects(() => phone.dispense("i1", "u1", { b2: 1 }), /No inventory found/);
});

Deno.test("10 000 new rows are collected and pushed, and as many pulled", async () => {
  const generation: Generation = "march";
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, generation);
  await phone.createMany("patients", Array.from({ length: 10_000 }, () => ({ camp: "A1" })));
  hub.onPull = () => pullOf({ visits: { created: many(10_000) } });
  const outcome = await phone.sync();
  assert.deepEqual([outcome.pulled.visits?.created, outcome.pushed.patients?.created], [
    10_000,
    10_000,
  ]);
  assert.equal(await phone.dirtyCount(), 0);
});
