/**
 * The lines of the table in `phones.md` about pulled rows, one test each.
 *
 * @module
 */

import assert from "node:assert/strict";
import { GENERATIONS, type SimulatedPhone, type SyncOutcome } from "../../support/phone/mod.ts";
import { pairedPhone, type TestClock } from "./paired_phone.ts";
import { type Lists, pullOf, TinyHub } from "./tiny_hub.ts";

interface Scene {
  readonly hub: TinyHub;
  readonly phone: SimulatedPhone;
  readonly clock: TestClock;
  /** One sync that pulls `changes`. */
  pull(changes: Record<string, Lists>, timestamp?: number): Promise<SyncOutcome>;
}

/** Runs `scene` on each generation and gives back what it returned, by generation. */
async function onEach<T>(scene: (scene: Scene) => Promise<T>): Promise<Record<string, T>> {
  const seen: Record<string, T> = {};
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone, clock } = await pairedPhone(hub, generation);
    const pull = (changes: Record<string, Lists>, timestamp = 1_000) => {
      hub.onPull = () => pullOf(changes, timestamp);
      return phone.sync();
    };
    seen[generation] = await scene({ hub, phone, clock, pull });
  }
  return seen;
}

const all = <T>(value: T) => ({ march: value, may: value, august: value });
const patient = (id: string, values = {}) => ({
  id,
  given_name: "Grace",
  surname: "Okafor",
  created_at: 10,
  updated_at: 20,
  ...values,
});

Deno.test("created row it already holds: merged, local columns kept and the rest taken", async () => {
  const seen = await onEach(async ({ phone, pull, hub }) => {
    await pull({ patients: { created: [patient("p1", { camp: "A1", phone: "1" })] } });
    await phone.update("patients", "p1", { camp: "B7" });
    hub.onPush = () => new Response("", { status: 503 });
    await pull({ patients: { created: [patient("p1", { camp: "C9", phone: "2" })] } });
    const row = await phone.row("patients", "p1");
    return [row?.camp, row?.phone, row?.updated_at, row?._status, row?._changed];
  });
  assert.deepEqual(seen, all(["B7", "2", 5_000, "updated", "updated_at,camp"]));
});

Deno.test("created row it deleted locally: UNIQUE failure for ever, or the row comes back", async () => {
  const event = { id: "e1", patient_id: "p1", created_at: 10, updated_at: 20 };
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({ events: { created: [event] } }, 1_000);
    await phone.destroy("events", "e1");
    const changes = { events: { created: [{ ...event, event_type: "SOAP" }] } };
    const first = await pull(changes, 2_000);
    const again = await pull(changes, 3_000);
    const row = await phone.row("events", "e1");
    return [first.error?.message, again.ok, row?.event_type, await phone.cursor];
  });
  const failure = "Error: UNIQUE constraint failed: events.id";
  assert.deepEqual(seen, {
    march: [failure, false, undefined, 1_000],
    may: [failure, false, undefined, 1_000],
    august: [undefined, true, "SOAP", 3_000],
  });
});

Deno.test("updated row it does not hold: skipped, skipped, and inserted unless deleted", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    const id = await phone.create("events", { patient_id: "p1" });
    await phone.destroy("events", id);
    const outcome = await pull({
      patients: { updated: [patient("p1")] },
      events: { updated: [{ id, patient_id: "p1", created_at: 10, updated_at: 20 }] },
    });
    const rows = await phone.rows("patients");
    return [outcome.ok, rows.map((row) => row._status), await phone.tombstones("events")];
  });
  for (const [generation, [ok, statuses, tombstones]] of Object.entries(seen)) {
    assert.equal(ok, true);
    assert.deepEqual(statuses, generation === "august" ? ["synced"] : []);
    assert.equal((tombstones as string[]).length, 1);
  }
});

Deno.test("updated row with is_deleted true: hidden from every list", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({ patients: { created: [patient("p1"), patient("p2")] } });
    await pull({ patients: { updated: [patient("p1", { is_deleted: true, deleted_at: 30 })] } });
    const ids = (await phone.listed("patients")).map((row) => row.id);
    return [
      ids,
      (await phone.rows("patients")).length,
      (await phone.tombstones("patients")).length,
    ];
  });
  assert.deepEqual(seen, all([["p2"], 2, 0]));
});

Deno.test("deleted as id strings: ignored, ignored, and the row destroyed", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({ patients: { created: [patient("p1")] } });
    const outcome = await pull({ patients: { deleted: ["p1", "p9"] } });
    const rows = await phone.rows("patients");
    return [outcome.ok, rows.length, (await phone.tombstones("patients")).length];
  });
  assert.deepEqual(seen, { march: [true, 1, 0], may: [true, 1, 0], august: [true, 0, 0] });
});

Deno.test("deleted as objects: marked deleted, marked deleted, and ignored with a warning", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({ patients: { created: [patient("p1")] } });
    const { warnings } = await pull({ patients: { deleted: [{ id: "p1" }] } });
    const rows = await phone.rows("patients");
    return [rows.length, await phone.tombstones("patients"), warnings.length];
  });
  assert.deepEqual(seen, { march: [0, ["p1"], 0], may: [0, ["p1"], 0], august: [1, [], 1] });
});

Deno.test("a table it does not know: the whole pull aborts, or is ignored with a warning", async () => {
  const changes = {
    patients: { created: [patient("p1")] },
    drug_batches: { created: [{ id: "b1" }] },
    visits: { created: [{ id: "v1", created_at: 10, updated_at: 20 }] },
  };
  const seen = await onEach(async ({ phone, pull }) => {
    const outcome = await pull(changes);
    const again = await pull(changes);
    const counts = [(await phone.rows("patients")).length, (await phone.rows("visits")).length];
    return [outcome.error, again.ok, counts, await phone.cursor, outcome.warnings.length];
  });
  const error = {
    code: "APPLY_FAILED",
    message: "TypeError: Cannot read properties of null (reading 'schema')",
  };
  const aborted = [error, false, [1, 0], null, 0];
  assert.deepEqual(seen, { march: aborted, may: aborted, august: [null, true, [1, 1], 1_000, 1] });
});

Deno.test("a table it does not know, without a row in it, harms no generation", async () => {
  const seen = await onEach(async ({ pull }) => (await pull({ drug_batches: {} })).ok);
  assert.deepEqual(seen, all(true));
});

Deno.test("its own local tables: March and May let a hub write them, August does not", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    const outcome = await pull({ peers: { created: [{ id: "x", peer_id: "evil" }] } });
    return [outcome.ok, (await phone.rows("peers")).length];
  });
  assert.deepEqual(seen, { march: [true, 2], may: [true, 2], august: [true, 1] });
});

Deno.test("a column it does not know: dropped", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    const extra = { hashed_password: "x", _status: "created", _changed: "email", constructor: 1 };
    await pull({ users: { created: [{ id: "u1", name: "Amal", ...extra }] } });
    const row = await phone.row("users", "u1");
    assert.ok(row);
    return [row.name, Object.hasOwn(row, "hashed_password"), row._status, row._changed];
  });
  assert.deepEqual(seen, all(["Amal", false, "synced", ""]));
});

Deno.test("deleted id over an unsynced local edit: August destroys the edit", async () => {
  const seen = await onEach(async ({ hub, phone, pull }) => {
    await pull({ patients: { created: [patient("p1")] } });
    await phone.update("patients", "p1", { camp: "B7" });
    await pull({ patients: { deleted: ["p1"] } });
    return [hub.of("sync_push").length, await phone.dirtyCount()];
  });
  assert.deepEqual(seen, { march: [1, 0], may: [1, 0], august: [0, 0] });
});

Deno.test("a wrong type in a column: erased", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    const wrong = { given_name: 7, camp: {}, metadata: { a: 1 }, is_deleted: "yes" };
    await pull({
      patients: { created: [{ id: "p1", ...wrong, created_at: "2026-01-01T00:00:00Z" }] },
    });
    const row = await phone.row("patients", "p1");
    return [row?.given_name, row?.camp, row?.metadata, row?.is_deleted, row?.created_at];
  });
  assert.deepEqual(seen, all(["", null, "", false, 0]));
});

Deno.test("date or JSON conversion on the hub path: none, only 0 and 1 become booleans", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({
      visits: {
        created: [{ id: "v1", metadata: '{ "a" : 1 }', check_in_timestamp: 5.5, is_deleted: 1 }],
      },
      patients: { created: [{ id: "p1", date_of_birth: "641779200000" }] },
    });
    const visit = await phone.row("visits", "v1");
    const dateOfBirth = (await phone.row("patients", "p1"))?.date_of_birth;
    return [visit?.metadata, visit?.check_in_timestamp, visit?.is_deleted, dateOfBirth];
  });
  assert.deepEqual(seen, all(['{ "a" : 1 }', 5.5, true, "641779200000"]));
});

Deno.test("a column left out becomes null or empty, even in a row it holds", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({ patients: { created: [patient("p1", { camp: "A1", phone: "1" })] } });
    await pull({ patients: { updated: [{ id: "p1", given_name: "Ruth" }] } });
    const row = await phone.row("patients", "p1");
    return [row?.given_name, row?.camp, row?.phone, row?.updated_at];
  });
  assert.deepEqual(seen, all(["Ruth", null, "", 0]));
});

Deno.test("extra tables: risk profiles and three tables' columns are August's alone", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    await pull({
      clinics: {
        created: [{ id: "c1", name: "Clinic", city: "Arua", country: "UG", address: "x" }],
      },
      app_config: { created: [{ id: "a1", namespace: "system", clinic_ids: "[]" }] },
    });
    const risk = await pull({ patient_risk_profiles: { created: [{ id: "r1", kind: "x" }] } });
    const clinic = await phone.row("clinics", "c1");
    const config = await phone.row("app_config", "a1");
    return [clinic?.city, clinic?.country, clinic?.address, config?.clinic_ids, risk.ok];
  });
  const older = [undefined, undefined, undefined, undefined, false];
  assert.deepEqual(seen, { march: older, may: older, august: ["Arua", "UG", "x", "[]", true] });
});

Deno.test("a null list throws before anything is applied", async () => {
  const seen = await onEach(async ({ phone, pull }) => {
    const outcome = await pull({ patients: { created: [patient("p1")], deleted: null } });
    return [outcome.error?.code, (await phone.rows("patients")).length];
  });
  assert.deepEqual(seen, all(["APPLY_FAILED", 0]));
});

Deno.test("a timestamp that is missing is stored as none: the next pull asks for everything", async () => {
  const seen = await onEach(async ({ hub, phone, pull }) => {
    await pull({}, 7_000);
    hub.onPull = () => ({ changes: {} });
    await phone.sync();
    const sent = await phone.sync();
    return [await phone.cursor, sent.cursorSent];
  });
  assert.deepEqual(seen, all([null, 0]));
});
