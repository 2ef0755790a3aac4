/** Failure catalogue D1–D3: what a sync costs, and pages. */

import assert from "node:assert/strict";
import { Statements } from "../../server/database/statements.ts";
import { TABLES } from "../../server/database/tables.ts";
import { PAGE_LIMITS } from "../../server/sync/pull/pull_page.ts";
import { testHub } from "../server/phone/support/test_hub.ts";
import { patient, TestEngine } from "../support/open_engine.ts";
import { calls, GENERATIONS, losesAnswers, once, SimulatedPhone } from "../support/phone/mod.ts";
import { MemoryClinic, synced } from "./support/memory_clinic.ts";
import { pullRaw, rowsOf } from "./support/raw_calls.ts";

/** Counts what statements give, and remembers their texts. */
class WatchedStatements implements Disposable {
  readonly #get = Statements.prototype.get;
  readonly texts = new Set<string>();
  rows = 0;

  constructor() {
    const { texts } = this;
    const get = this.#get;
    const count = (rows: unknown[]) => {
      this.rows += rows.length;
      return rows;
    };
    const next = () => this.rows += 1;
    function* each(rows: Iterable<unknown>) {
      for (const row of rows) {
        next();
        yield row;
      }
    }
    Statements.prototype.get = function (this: Statements, sql: string) {
      texts.add(sql);
      const statement = get.call(this, sql);
      return new Proxy(statement, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== "function") return value;
          const call = (...values: unknown[]) => value.apply(target, values);
          if (name === "iter") return (...values: unknown[]) => each(call(...values));
          if (name !== "values" && name !== "all") return call;
          return (...values: unknown[]) => count(call(...values));
        },
      });
    };
  }

  [Symbol.dispose](): void {
    Statements.prototype.get = this.#get;
  }
}

Deno.test("D1 a pull holds a page at a time, in rows and in bytes, and reads no more than it sends", async () => {
  using watched = new WatchedStatements();
  using hub = new TestEngine();
  for (const name of ["a", "b"]) await hub.admit(name);
  const rows = Array.from({ length: 26_000 }, (_, at) => patient(`p${at}`));
  const large = { additional_data: JSON.stringify("x".repeat(3_000_000)) };
  const wide = Array.from({ length: 5 }, (_, at) => patient(`w${at}`, large));
  await hub.push("a", { patients: { created: [...rows, ...wide] } });
  const ids = new Set<unknown>();
  let cursor = 0;
  let pages = 0;
  for (; ids.size < rows.length + wide.length; pages++) {
    assert.ok(pages < 10, "the pages do not end");
    watched.rows = 0;
    const { text, rows: sent } = await hub.engine.pull(hub.device("b"), cursor, false, "user");
    assert.ok(sent <= PAGE_LIMITS.maxRows, `${sent} rows`);
    assert.ok(text.length <= PAGE_LIMITS.maxBytes + 1_000, `${text.length} bytes`);
    // Besides them the one that did not fit, and who may see what.
    assert.ok(watched.rows <= sent + 20, `${watched.rows} rows were read`);
    const { changes, timestamp } = JSON.parse(new TextDecoder().decode(text));
    for (const { id } of changes.patients?.created ?? []) ids.add(id);
    cursor = timestamp;
  }
  assert.ok(pages >= 3);
  assert.deepEqual((await hub.pull("b", cursor)).changes, {});
});

Deno.test("D1 strangers fill neither memory nor disk: large bodies and many ids are refused", async () => {
  const hub = await testHub({ limits: { maxBodyBytes: 100_000, maxWaiting: 20 } });
  const nurse = await hub.admitted();
  const answer = await nurse.command("echo", "x".repeat(200_000));
  assert.deepEqual([answer.status, answer.body.error_code], [413, "TOO_LARGE"]);
  assert.equal((await nurse.query("echo", {})).status, 200);
  for (let at = 0; at < 100; at++) await hub.phone(`stranger-${at}`).handshake();
  assert.equal(hub.gate.waiting.length, 20);
  assert.equal(hub.keeper.logins.length, 1, "a handshake was stored");

  await using clinic = await MemoryClinic.open();
  const devices = clinic.count("device");
  for (let at = 0; at < 30; at++) {
    const stranger = await SimulatedPhone.create({ generation: "may", fetch: clinic.fetch });
    await stranger.scan(clinic.qr);
  }
  assert.equal(clinic.count("device"), devices);
});

Deno.test("D2 a pull with nothing new looks everything up in indexes and reads no row", async () => {
  await using clinic = await MemoryClinic.open();
  for (const user of ["nurse-a", "nurse-both", "admin"]) {
    const { phone, rows } = await clinic.phone("may", { user });
    await synced(phone);
    await phone.createMany("patients", rows.many(600, (maker) => maker.patient()));
    for (let round = 0; round < 3; round++) await synced(phone);
    using watched = new WatchedStatements();
    const { timestamp } = await pullRaw(phone, Number(await phone.cursor));
    assert.ok(timestamp > 0);
    const tables = new Set([...TABLES.map(({ name }) => name), "other_row", "issued_cursor"]);
    // A clinic has few of these.
    for (const small of ["users", "user_clinic_permissions", "app_config"]) tables.delete(small);
    for (const sql of watched.texts) {
      if (!/^\s*SELECT/.test(sql)) continue;
      const plan = clinic.database.reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<
        { detail: string }
      >();
      for (const { detail } of plan) {
        const scanned = /^SCAN (\w+)/.exec(detail)?.[1] ?? "";
        assert.ok(!tables.has(scanned), `${detail}: ${sql}`);
      }
    }
    assert.ok(watched.rows < 60, `${user}: ${watched.rows} rows were read`);
  }
});

Deno.test("D2 a push of hundreds of rows is one transaction, and pushes at the same time all go through", async () => {
  await using clinic = await MemoryClinic.open();
  const phones = await Promise.all(
    Array.from({ length: 6 }, (_, at) => clinic.phone(GENERATIONS[at % 3])),
  );
  for (const { phone, rows } of phones) {
    await synced(phone);
    await phone.createMany("patients", rows.many(300, (maker) => maker.patient()));
  }
  const before = clinic.count("patients");
  const { writer } = clinic.database;
  const exec = writer.exec.bind(writer);
  let commits = 0;
  writer.exec = (sql: string, ...rest: never[]) => {
    if (sql === "COMMIT") commits += 1;
    return exec(sql, ...rest);
  };
  await Promise.all(phones.map(({ phone }) => synced(phone)));
  assert.equal(clinic.count("patients"), before + 6 * 300);
  // Each of them has synced before, so its first cursor after the push is written as well.
  assert.ok(commits <= 3 * phones.length, `${commits} commits`);
});

for (const generation of GENERATIONS) {
  Deno.test(`D3 a ${generation} phone gets everything in small pages, through lost answers and restarts`, async () => {
    await using clinic = await MemoryClinic.open();
    const source = await clinic.phone("may");
    await synced(source.phone);
    const families = 25;
    for (let at = 0; at < families; at++) {
      const id = await source.phone.create("patients", source.rows.patient());
      const visit = await source.phone.create("visits", source.rows.visit(id));
      await source.phone.create("events", source.rows.event(id, visit));
    }
    await synced(source.phone);
    await clinic.keeper.changeSettings({ pageRows: 7 });
    const { phone } = await clinic.phone(generation);
    const seen = new Map<string, number>();
    for (let sync = 0; sync < 60; sync++) {
      if (sync % 4 === 1) phone.fetch = losesAnswers(phone.fetch, once(calls("sync_pull")));
      if (sync % 10 === 5) {
        await clinic.kill();
        await clinic.start();
        await clinic.keeper.changeSettings({ pageRows: 7 });
      }
      const outcome = await phone.sync();
      if (!outcome.ok) continue;
      const counts = Object.entries(outcome.pulled);
      const sum = counts.reduce((total, [, { created, updated }]) => total + created + updated, 0);
      assert.ok(sum <= 7, `${sum} rows in a page`);
      for (const [table] of counts) if (!seen.has(table)) seen.set(table, sync);
    }
    for (const table of ["patients", "visits", "events"] as const) {
      const ids = (await source.phone.rows(table)).map(({ id }) => id).sort();
      assert.deepEqual((await phone.rows(table)).map(({ id }) => id).sort(), ids, table);
    }
    const firsts = ["clinics", "patients", "visits", "events"].map((name) => seen.get(name) ?? -1);
    assert.deepEqual(firsts, [...firsts].sort((a, b) => a - b), "children before parents");
    assert.deepEqual(rowsOf(await pullRaw(phone, Number(await phone.cursor))), []);
  });
}
