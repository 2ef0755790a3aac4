import assert from "node:assert/strict";
import { pairedPhone } from "./paired_phone.ts";
import { pullOf, TinyHub } from "./tiny_hub.ts";

Deno.test("forceUpload() sets the cursor to the phone's own clock; August has no such button", async () => {
  for (const generation of ["march", "may"] as const) {
    await using hub = new TinyHub();
    const { phone, clock } = await pairedPhone(hub, generation);
    hub.onPull = () => pullOf({}, 1_000);
    await phone.sync();
    await phone.create("patients", { given_name: "Ruth" });
    clock.nowMs = 9_999_999;
    assert.deepEqual(await phone.forceUpload(0), { ok: true, rows: 1 });
    assert.equal(await phone.cursor, 9_999_999);
    assert.equal(hub.of("sync_push")[0]?.args.lastPulledAt, 0);
    assert.equal(await phone.dirtyCount(), 1);
  }
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "august");
  await assert.rejects(() => phone.forceUpload(0), /no such button/);
  await assert.rejects(() => phone.forceDownload(0), /no such button/);
});

Deno.test("forceUpload() sends by time and not by status, and hidden rows twice", async () => {
  await using hub = new TinyHub();
  const { phone, clock } = await pairedPhone(hub, "march");
  hub.onPull = () =>
    pullOf({
      patients: {
        created: ["old", "edited", "new", "gone"].map((id) => ({
          id,
          created_at: id === "new" ? 200 : 10,
          updated_at: id === "old" ? 20 : 300,
          is_deleted: id === "gone",
          metadata: '{ "a": 1 }',
        })),
      },
      events: { created: [{ id: "e1", created_at: 200, updated_at: 300 }] },
    });
  await phone.sync();
  await phone.destroy("events", "e1");
  clock.nowMs = 8_000;
  assert.deepEqual(await phone.forceUpload(100), { ok: true, rows: 4 });
  const { created, updated, deleted } = hub.pushed.patients ?? assert.fail();
  assert.deepEqual(created.map((row) => row.id), ["new"]);
  assert.deepEqual(updated.map((row) => row.id), ["edited", "gone"]);
  assert.deepEqual(deleted.map((row) => (row as { id: string }).id), ["gone"]);
  assert.deepEqual([created[0]?.image_timestamp, created[0]?.metadata], [0, '{"a":1}']);
  assert.equal(hub.pushed.events, undefined);
});

Deno.test("forceUpload() converts the rows in memory: later pushes carry it until a restart", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  const id = await phone.create("patients", { given_name: "Ruth", date_of_birth: "" });
  await phone.forceUpload(0);
  assert.equal(hub.pushed.patients?.created[0]?.date_of_birth, null);
  await phone.sync();
  assert.equal(hub.pushed.patients?.created[0]?.image_timestamp, 0);
  await phone.restart();
  await phone.update("patients", id, { camp: "A1" });
  await phone.sync();
  assert.ok(!Object.hasOwn(hub.pushed.patients?.updated[0] ?? {}, "image_timestamp"));
});

Deno.test("forceUpload() with nothing to send leaves the cursor alone", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "may");
  assert.deepEqual(await phone.forceUpload(0), { ok: true, rows: 0 });
  assert.equal(await phone.cursor, null);
  await phone.create("patients", {});
  hub.onPush = () => new Response("", { status: 503 });
  assert.deepEqual(await phone.forceUpload(0), { ok: false, error: "HTTP 503" });
  assert.equal(await phone.cursor, null);
});

Deno.test("forceDownload() converts dates and JSON, and takes the hub's timestamp", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  hub.onPull = () =>
    pullOf({
      patients: {
        created: [{
          id: "p1",
          created_at: "1970-01-01T00:00:02Z",
          date_of_birth: "1990-05-17T00:00:00.000Z",
          metadata: { a: 1 },
        }],
      },
    }, 4_000);
  assert.deepEqual(await phone.forceDownload(77), { ok: true, rows: 1 });
  const row = await phone.row("patients", "p1");
  assert.deepEqual(
    [row?.created_at, row?.updated_at, row?.date_of_birth, row?.metadata],
    [2_000, 5_000, "1990-05-17", '{"a":1}'],
  );
  assert.equal(hub.of("sync_pull")[0]?.args.lastPulledAt, 77);
  assert.equal(await phone.cursor, 4_000);
});
