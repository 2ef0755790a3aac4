/** Whatever a phone or a stranger sends: a clear error, and nothing lost or half stored. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Clinic, type WorkingPhone } from "../support/clinic.ts";

/** Everything the hub holds, as a new phone sees it. */
async function everything(clinic: Clinic): Promise<Map<string, string>> {
  const { phone } = await clinic.phone("august");
  assert.equal((await phone.sync()).error, null);
  const rows = new Map<string, string>();
  for (const table of ["patients", "visits", "events", "patient_vitals"]) {
    for (const row of await phone.rows(table)) rows.set(`${table} ${row.id}`, JSON.stringify(row));
  }
  return rows;
}

function push(
  { phone }: WorkingPhone,
  changes: unknown,
): Promise<{ status: number; json: unknown; opened: string | null }> {
  return phone.raw.sealed(
    "command",
    JSON.stringify({
      command: "sync_push",
      data: { changes, lastPulledAt: 0 },
      token: phone.token,
    }),
  );
}

function assertClear(answer: { status: number; json: unknown }): void {
  assert.ok(
    [400, 401, 403, 404, 405, 409, 413, 415, 429, 503].includes(answer.status),
    `${answer.status}`,
  );
  const { payload, success, error, error_code, ...rest } = answer.json as Record<string, unknown>;
  assert.deepEqual([payload, success, rest], ["", false, {}]);
  assert.equal(typeof error, "string");
  assert.match(String(error_code), /^[A-Z_]+$/);
}

Deno.test("bad input on a real hub", async (t) => {
  await using clinic = await Clinic.open();
  const nurse = await clinic.phone("may");
  const { phone, rows } = nurse;
  await phone.create("patients", rows.patient());
  assert.equal((await phone.sync()).error, null);
  const before = await everything(clinic);
  const assertNothingChanged = async () => assert.deepEqual(await everything(clinic), before);

  await t.step("bodies that are no request: 400, 415 or 409", async () => {
    const bodies = [
      "",
      "{",
      "null",
      "[]",
      '{"client_id":1,"payload":""}',
      "\u0000",
      "a".repeat(70_000),
    ];
    for (const path of ["/rpc/handshake", "/rpc/command", "/rpc/query"]) {
      for (const body of bodies) assertClear(await phone.raw.post(path, body));
      assertClear(await phone.raw.post(path, "{}", { "Content-Type": "text/plain" }));
    }
    assertClear(await phone.raw.post("/rpc/command", '{"client_id":"nobody","payload":"x"}'));
    await assertNothingChanged();
  });

  await t.step("other routes and methods: 404 and 405 (W-S1, W-S12)", async () => {
    for (
      const path of [
        "/",
        "/api/login",
        "/api/v2/sync?lastPulledAt=0",
        "/hello/x",
        "/rpc",
        "/rpc/push",
      ]
    ) {
      assert.equal((await phone.raw.request(path, { method: "GET" })).status, 404);
      const answer = await phone.raw.post(path, '{"email":"a@example.org","password":"x"}');
      assert.equal(answer.status, 404);
      assertClear(answer);
      assert.ok(!("id" in (answer.json as object)));
    }
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      assert.equal((await phone.raw.request("/rpc/command", { method })).status, 405);
    }
    assert.equal((await phone.raw.post("/rpc/heartbeat", "{}")).status, 405);
  });

  await t.step("envelopes that do not open: 400, never which", async () => {
    const good = JSON.stringify({ command: "ping", data: {}, token: null });
    const texts = new Set<string>();
    const answers = [
      await phone.raw.sealed("command", good, { key: new Uint8Array(32) }),
      await phone.raw.sealed("command", good, { label: "query" }),
      await phone.raw.sealed("command", "not json"),
      await phone.raw.sealed("command", '{"command":"ping"}'),
      await phone.raw.sealed("command", new Uint8Array([0xff, 0xfe])),
      await phone.raw.post("/rpc/command", phone.raw.body("command", good).slice(0, -9) + '"}'),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 400);
      texts.add(answer.text);
    }
    assert.equal(texts.size, 1);
  });

  await t.step("a replayed push is answered alike and changes nothing (C7, W-S7)", async () => {
    const row = rows.patient({ given_name: "First" });
    const body = phone.raw.body(
      "command",
      JSON.stringify({
        command: "sync_push",
        data: { changes: { patients: { created: [row], updated: [], deleted: [] } } },
        token: phone.token,
      }),
    );
    assert.equal((await phone.raw.send("command", body)).opened, "{}");
    await push(nurse, { patients: { updated: [{ ...row, given_name: "Second" }] } });
    assert.equal((await phone.raw.send("command", body)).opened, "{}");
    const { phone: other } = await clinic.phone("august");
    await other.sync();
    assert.equal((await other.row("patients", String(row.id)))?.given_name, "Second");
    before.set(`patients ${row.id}`, (await everything(clinic)).get(`patients ${row.id}`) ?? "");
  });

  await t.step("without a good token: 401", async () => {
    const pull = (token: unknown) =>
      phone.raw.sealed("query", JSON.stringify({ query: "sync_pull", params: {}, token }));
    const other = await clinic.phone("may");
    for (const token of [null, "", "x.y.z", `${phone.token}x`, other.phone.token]) {
      const answer = await pull(token);
      assert.equal(answer.status, 401);
      assertClear(answer);
    }
  });

  await t.step("a procedure nobody knows: 200 with a clear code and an empty payload", async () => {
    const answer = await phone.raw.sealed(
      "query",
      JSON.stringify({ query: "no.such", params: {}, token: phone.token }),
    );
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, {
      payload: "",
      success: false,
      error: (answer.json as { error: string }).error,
      error_code: "UNKNOWN_PROCEDURE",
    });
  });

  await t.step(
    "any JSON as the changes of a push: stored or clearly refused, never half",
    async () => {
      const tables = fc.constantFrom(
        "patients",
        "visits",
        "events",
        "users",
        "lab_results",
        "Users",
        "x'y",
      );
      const cell = fc.oneof(fc.jsonValue(), fc.constantFrom("", 0, -1, 1.5, null, true, "\ud800"));
      const row = fc.oneof(
        fc.jsonValue(),
        fc.record({
          id: fc.uuid(),
          given_name: cell,
          created_at: cell,
          updated_at: cell,
          is_deleted: cell,
        }, {
          requiredKeys: ["id"],
        }),
      );
      const lists = fc.record({
        created: fc.oneof({ weight: 9, arbitrary: fc.array(row, { maxLength: 3 }) }, {
          weight: 1,
          arbitrary: fc.jsonValue(),
        }),
        updated: fc.array(row, { maxLength: 2 }),
        deleted: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, {
          weight: 1,
          arbitrary: fc.array(cell, { maxLength: 2 }),
        }),
      }, { requiredKeys: [] });
      const changes = fc.oneof({
        weight: 9,
        arbitrary: fc.dictionary(tables, lists, { maxKeys: 3 }),
      }, { weight: 1, arbitrary: fc.jsonValue() });
      const tag = rows.patient();
      await push(nurse, { patients: { created: [{ ...tag, camp: "0" }] } });
      let pushes = 0;
      let stored = "0";
      await fc.assert(
        fc.asyncProperty(changes, async (value) => {
          // Each push also marks one known patient: the mark tells whether it was stored.
          const mark = String(++pushes);
          const base = typeof value === "object" && value !== null && !Array.isArray(value)
            ? value
            : { bad: value };
          const before = (base as Record<string, unknown>).patients;
          const created = Array.isArray((before as { created?: unknown } | undefined)?.created)
            ? (before as { created: unknown[] }).created
            : [];
          const sent = {
            ...base,
            patients: {
              ...(before as object | undefined),
              created: [{ ...tag, camp: mark }, ...created],
            },
          };
          const answer = await push(nurse, sent);
          if (answer.status === 200) {
            assert.equal(answer.opened, "{}");
            stored = mark;
          } else {
            assertClear(answer);
          }
        }),
        { numRuns: 120 },
      );
      const { phone: other } = await clinic.phone("august");
      await other.sync();
      assert.equal((await other.row("patients", String(tag.id)))?.camp, stored);
      assert.ok(Number(stored) > 0, "no push was stored");
    },
  );

  await t.step("a body above the limit: 413, and the hub goes on", async () => {
    const answer = await phone.raw.post("/rpc/command", "x".repeat(65 * 1024 * 1024))
      .catch(() => null); // the connection may be cut while the body is still going out
    if (answer !== null) assert.equal(answer.status, 413);
    assert.equal((await phone.sync()).error, null);
  });

  await t.step("a phone that hangs up in the middle stores nothing", async () => {
    const body = phone.raw.body(
      "command",
      JSON.stringify({
        command: "sync_push",
        data: { changes: { patients: { created: [rows.patient({ given_name: "Half" })] } } },
        token: phone.token,
      }),
    );
    const { hostname, port } = new URL(clinic.url);
    for (const cut of [1, body.length - 1]) {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      const head = `POST /rpc/command HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n`;
      await connection.write(new TextEncoder().encode(head + body.slice(0, cut)));
      connection.close();
    }
    const { phone: other } = await clinic.phone("august");
    await other.sync();
    assert.ok((await other.rows("patients")).every((row) => row.given_name !== "Half"));
  });

  await t.step("a phone that lost its answer sends again and doubles nothing", async () => {
    const id = await phone.create("patients", rows.patient());
    const { losesAnswers, once, calls } = await import("../support/phone/mod.ts");
    const good = phone.fetch;
    phone.fetch = losesAnswers(good, once(calls("sync_push")));
    assert.notEqual((await phone.sync()).error, null);
    phone.fetch = good;
    assert.equal((await phone.sync()).error, null);
    const { phone: other } = await clinic.phone("march");
    await other.sync();
    assert.equal((await other.rows("patients")).filter((row) => row.id === id).length, 1);
  });

  assert.equal(await clinic.hub.stop(), 0);
});
