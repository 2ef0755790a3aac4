/**
 * Every procedure, called by simulated phones through the sealed wire: the shape of the result, the
 * row in the database, the row on every phone, and every refusal.
 */

import assert from "node:assert/strict";
import { TABLE_BY_NAME } from "../../../../server/database/tables.ts";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import { GENERATIONS } from "../../../support/phone/mod.ts";
import { WireError } from "../../../../server/wire/errors.ts";
import type { CallCase, ExpectedRow, Json } from "./call_case.ts";
import { CALLS, titleOf } from "./calls.ts";
import { REMOVED, SOLO } from "./clinic_rows.ts";
import { SYNC_CALLS } from "./medicine_calls.ts";
import { OnlineClinic, type OnlinePhone } from "./online_clinic.ts";

/** The one error inside a sealed answer (decision 3). */
const SEALED_NOT_FOUND = "get_patient";

/** What a phone shows of a stored value. */
function onPhone(table: string, column: string, value: unknown): unknown {
  const kind = TABLE_BY_NAME.get(table)?.columns.find(({ name }) => name === column)?.kind;
  return kind === "boolean" ? value === 1 : value;
}

function assertStored(clinic: OnlineClinic, { table, id, values }: ExpectedRow): void {
  const row = clinic.row(table, id);
  assert.ok(row !== null, `${table} ${id} is not stored`);
  for (const [column, value] of Object.entries(values)) {
    assert.deepEqual(row[column], value, `${table}.${column}`);
  }
}

async function assertOnPhone({ phone }: OnlinePhone, { table, id, values }: ExpectedRow) {
  const row = await phone.row(table, id);
  if (row === null) {
    assert.equal(values.is_deleted, 1, `${table} ${id} is not on the phone`);
    return;
  }
  for (const [column, value] of Object.entries(values)) {
    assert.deepEqual(row[column], onPhone(table, column, value), `${table}.${column}`);
  }
}

async function assertRefused(
  clinic: OnlineClinic,
  phone: OnlinePhone,
  { kind, name }: CallCase,
  code: string,
  args: Json,
): Promise<void> {
  const before = clinic.fingerprint();
  const what = `${name} ${JSON.stringify(args)}`.slice(0, 200);
  assert.equal(await phone.code(kind, name, args), code, what);
  assert.equal(clinic.fingerprint(), before, `${what} wrote something`);
}

for (const generation of GENERATIONS) {
  Deno.test(`every procedure answers a ${generation} phone, and other phones see what it stored`, async (t) => {
    await using clinic = await OnlineClinic.open();
    const online = await clinic.phone(generation, "nurse");
    const syncing = await clinic.phone("may", "nurse");
    for (const phone of [online, syncing]) assert.equal((await phone.phone.sync()).error, null);
    // What a phone pulls it has to take in: the calls of a sync are another phone's.
    const pulling = await clinic.phone(generation, "nurse");
    for (const call of CALLS) {
      await t.step(titleOf(call), async () => {
        const phone = SYNC_CALLS.includes(call) ? pulling : online;
        const result = await phone.ok(call.kind, call.name, call.args());
        assert.ok(typeof result === "object" && result !== null && !("error" in result));
        call.check(result);
        const stored = call.stores?.(result) ?? [];
        if (call.kind === "query") assert.deepEqual(stored, []);
        for (const row of stored) assertStored(clinic, row);
        if (stored.length === 0) return;
        for (const phone of [syncing, online]) {
          assert.equal((await phone.phone.sync()).error, null);
          for (const row of stored) await assertOnPhone(phone, row);
        }
      });
    }
  });
}

Deno.test("W-R18 every procedure takes the same values in their other forms", async (t) => {
  await using clinic = await OnlineClinic.open();
  const phone = await clinic.phone("august", "nurse");
  for (const call of CALLS) {
    const { also = [] } = call;
    if (also.length === 0) continue;
    await t.step(titleOf(call), async () => {
      for (const args of also) {
        const result = await phone.ok(call.kind, call.name, args);
        call.check(result);
        for (const row of call.stores?.(result) ?? []) assertStored(clinic, row);
      }
    });
  }
});

Deno.test("every procedure refuses what it must, and then nothing is stored", async (t) => {
  await using clinic = await OnlineClinic.open();
  const nurse = await clinic.phone("august", "nurse");
  const viewer = await clinic.phone("may", "viewer");
  const other = await clinic.phone("march", "other");
  for (const call of CALLS) {
    await t.step(titleOf(call), async () => {
      const refused = (phone: OnlinePhone, code: string, args: Json) =>
        assertRefused(clinic, phone, call, code, args);
      for (const args of call.bad ?? []) await refused(nurse, "INVALID", args);
      for (const args of call.missing ?? []) await refused(nurse, "NOT_FOUND", args);
      for (const args of call.strange ?? []) await refused(nurse, "NOT_PERMITTED", args);
      if (call.name === SEALED_NOT_FOUND) {
        const answer = await nurse.ok(call.kind, call.name, { patient_id: "none" });
        assert.deepEqual(answer, { error: "Patient not found", error_code: "NOT_FOUND" });
      }
      if (call.needs.length === 0) return;
      if (call.lists !== undefined) {
        const { data } = await other.ok(call.kind, call.name, call.args());
        assert.ok(!data.some((row: Json) => row.id === call.lists));
        return;
      }
      // A viewer changes nothing; a nurse of another clinic does not even see it.
      await refused(call.kind === "command" ? viewer : other, "NOT_PERMITTED", call.args());
    });
  }
});

Deno.test("every procedure refuses who has no token, and unknown ones are told to nobody else", async (t) => {
  await using clinic = await OnlineClinic.open();
  const { phone } = await clinic.phone("may", "nurse");
  const code = async (kind: "command" | "query", name: string, token: string | null) => {
    const call = kind === "command" ? { command: name, data: {} } : { query: name, params: {} };
    const answer = await phone.raw.sealed(kind, JSON.stringify({ ...call, token }));
    return [answer.status, (answer.json as Json).error_code];
  };
  const before = clinic.fingerprint();
  for (const [kind, registry] of [["command", COMMANDS], ["query", QUERIES]] as const) {
    for (const name of [...registry.keys(), "no.such", "__proto__"]) {
      await t.step(`${kind} ${name}`, async () => {
        for (const token of [null, "", "x.y.z", `${phone.token}x`]) {
          assert.deepEqual(await code(kind, name, token), [401, "AUTH_FAILED"]);
        }
      });
    }
    assert.deepEqual(await code(kind, "no.such", phone.token), [200, "UNKNOWN_PROCEDURE"]);
    assert.deepEqual(await code(kind, "constructor", phone.token), [200, "UNKNOWN_PROCEDURE"]);
  }
  // A command is no query, nor the other way round.
  assert.deepEqual(await code("query", "delete_patient", phone.token), [200, "UNKNOWN_PROCEDURE"]);
  assert.deepEqual(await code("command", "get_patients", phone.token), [200, "UNKNOWN_PROCEDURE"]);
  assert.equal(clinic.fingerprint(), before);
});

Deno.test("every procedure refuses users who were removed and phones that were revoked", async () => {
  await using clinic = await OnlineClinic.open();
  const { phone } = await clinic.phone("may", "nurse");
  const before = clinic.fingerprint();
  const deviceId = phone.clientId;
  const rejected = (code: string) => (error: unknown) =>
    error instanceof WireError && error.code === code;
  const refusals = async (userId: string, code: string) => {
    for (const { kind, name, args } of CALLS) {
      const call = { kind, name, args: args(), deviceId, userId, repeated: false };
      await assert.rejects(clinic.keeper.phones.call(call), rejected(code), name);
    }
  };
  await refusals(REMOVED, "AUTH_FAILED");
  await refusals("nobody", "AUTH_FAILED");
  await clinic.keeper.phones.setDeviceStatus(deviceId, "revoked");
  await refusals(SOLO, "DEVICE_REVOKED");
  assert.equal(clinic.fingerprint(), before);
});

Deno.test("every registered procedure has a conformance case, and every case is registered", () => {
  const cases = new Set(CALLS.map(({ kind, name }) => `${kind} ${name}`));
  const registered = [
    ...[...COMMANDS.keys()].map((name) => `command ${name}`),
    ...[...QUERIES.keys()].map((name) => `query ${name}`),
  ];
  assert.deepEqual([...cases].sort(), registered.sort());
});
