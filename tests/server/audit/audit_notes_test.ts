import assert from "node:assert/strict";
import {
  type AuditLine,
  type AuditNote,
  AuditNotes,
  readAudit,
} from "../../../server/audit/mod.ts";
import { Statements } from "../../../server/database/statements.ts";
import { TestEngine } from "../../support/open_engine.ts";

const HOUR_MS = 3_600_000;

/** Notes with a clock of their own, written to a real log. */
class Written implements Disposable {
  readonly hub = new TestEngine();
  steadyMs = 0;
  readonly notes = new AuditNotes({
    nowMs: () => 1_790_000_000_000 + this.steadyMs,
    steadyMs: () => this.steadyMs,
  });

  /** One commit. */
  commit(fails = false): void {
    const { writer } = this.hub.database;
    writer.exec("BEGIN IMMEDIATE");
    const committed = this.notes.save(new Statements(writer));
    writer.exec(fails ? "ROLLBACK" : "COMMIT");
    if (!fails) committed();
  }

  lines(): AuditLine[] {
    return this.hub.engine.read((statements) => readAudit(statements, { limit: 500 })).reverse();
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}

function failed(address: string): AuditNote {
  return { kind: "login_failed", who: "phone", detail: { code: "AUTH_FAILED", address } };
}

Deno.test("AuditNotes writes a note with the next commit, once, and again if that fails", () => {
  using log = new Written();
  let told = 0;
  log.notes.onNote = () => told++;
  assert.equal(log.notes.dueInMs(), null);
  log.notes.note(failed("10.0.0.1"));
  assert.equal(told, 1);
  assert.ok((log.notes.dueInMs() ?? Infinity) <= 2_000);
  log.commit(true);
  assert.deepEqual(log.lines(), []);
  log.commit();
  log.commit();
  assert.equal(log.lines().length, 1);
  assert.deepEqual(log.lines()[0]?.detail, { code: "AUTH_FAILED", address: "10.0.0.1" });
  assert.equal(log.notes.dueInMs(), null);
});

Deno.test("AuditNotes folds repeats into a count with the first and the last time", () => {
  using log = new Written();
  for (let i = 0; i < 40; i++) {
    log.notes.note(failed("10.0.0.1"));
    log.steadyMs += 10;
  }
  log.commit();
  const [line, ...more] = log.lines();
  assert.equal(more.length, 0);
  assert.equal(line?.at_ms, 1_790_000_000_000);
  assert.equal(line?.detail.times, 40);
  assert.equal(line?.detail.until_ms, 1_790_000_000_390);
});

Deno.test("AuditNotes keeps a flood of different notes small in memory and in the log", () => {
  using log = new Written();
  let notes = 0;
  for (let second = 0; second < 24 * 3_600; second += 10) {
    for (let i = 0; i < 20; i++) log.notes.note(failed(`10.0.${notes++ % 250}.${i}`));
    log.steadyMs += 10_000;
    log.commit();
  }
  log.notes.close();
  log.commit();
  const lines = log.hub.engine.read((statements) => {
    return statements.get(
      `SELECT count(*), sum(coalesce(detail ->> '$.times', 1)) FROM audit_entry`,
    ).value<[number, number]>();
  });
  assert.ok((lines?.[0] ?? Infinity) <= 17_280 + 64 + 65, `${lines?.[0]} entries`);
  assert.equal(lines?.[1], notes, "every one of them is counted");
});

Deno.test("AuditNotes counts notes beyond those it can tell apart by their kind", () => {
  using log = new Written();
  for (let i = 0; i < 200; i++) log.notes.note(failed(`10.0.0.${i}`));
  log.notes.close();
  log.commit();
  assert.equal(log.lines().length, 65);
  const last = log.lines().at(-1);
  assert.equal(last?.kind, "notes_folded");
  assert.deepEqual({ ...last?.detail, until_ms: 0 }, {
    kind: "login_failed",
    times: 136,
    until_ms: 0,
  });
});

Deno.test("AuditNotes writes pulls that brought nothing once per phone, account and hour", () => {
  using log = new Written();
  for (let minute = 0; minute < 150; minute++) {
    log.notes.pulled({ deviceNo: 1, userId: "a", rows: 0 });
    log.notes.pulled({ deviceNo: 2, userId: "a", rows: 0 });
    log.steadyMs += 60_000;
    log.commit();
  }
  assert.equal(log.lines().length, 4, "two phones, two hours");
  assert.equal(log.lines()[0]?.detail.rows, 0);
  assert.equal(log.lines()[0]?.detail.pulls, 60);
});

Deno.test("AuditNotes makes one entry of the pages of a pull, within seconds", () => {
  using log = new Written();
  for (let page = 0; page < 5; page++) {
    log.notes.pulled({ deviceNo: 1, userId: "a", rows: 100 });
    log.steadyMs += 1_000;
    log.commit();
  }
  assert.deepEqual(log.lines(), []);
  assert.equal(log.notes.dueInMs(), 5_000);
  log.steadyMs += 5_000;
  log.commit();
  const [line] = log.lines();
  assert.equal(line?.kind, "sync_pull");
  assert.equal(line?.who, "user:a");
  assert.equal(line?.device_no, 1);
  assert.equal(line?.detail.pulls, 5);
  assert.equal(line?.detail.rows, 500);
});

Deno.test("AuditNotes writes everything that waits when the hub closes", () => {
  using log = new Written();
  for (let i = 0; i < 64; i++) log.notes.note(failed(`10.0.0.${i}`));
  log.commit();
  log.notes.note(failed("b"));
  log.notes.pulled({ deviceNo: 1, userId: "a", rows: 0 });
  log.commit();
  assert.equal(log.lines().length, 64, "a burst was written, the rest waits");
  assert.equal(log.notes.dueInMs(), 5_000);
  log.notes.close();
  log.commit();
  assert.deepEqual(log.lines().slice(63).map(({ kind }) => kind), [
    "login_failed",
    "login_failed",
    "sync_pull",
  ]);
  assert.ok(log.steadyMs < HOUR_MS);
});
