import assert from "node:assert/strict";
import fc from "fast-check";
import { entryAt, HUB_ID, TamperedLog } from "./tampered_log.ts";

Deno.test("verifyAudit() finds nothing in a log that nobody touched, empty or long", async () => {
  using empty = new TamperedLog();
  assert.deepEqual(await empty.verify(), { entries: 0, newest: null, problem: null });
  using log = await TamperedLog.of(450);
  const { newest } = log;
  assert.equal(newest?.entry, 450);
  assert.deepEqual(await log.verify(newest), { entries: 450, newest, problem: null });
});

Deno.test("verifyAudit() names the entry whose content was changed, whichever column it was", async () => {
  const changes = [
    "at_ms = at_ms + 1",
    "kind = 'login'",
    "who = 'user:somebody-else'",
    "device_no = coalesce(device_no, 0) + 1",
    `detail = replace(detail, '"changed"', '"Changed"')`,
    "hash = randomblob(32)",
  ];
  for (const change of changes) {
    using log = await TamperedLog.of(9);
    log.tamper(`UPDATE audit_entry SET ${change} WHERE entry_no = 5`);
    assert.equal(await log.problem(log.newest), "CHANGED at 5", change);
  }
});

Deno.test("verifyAudit() names the changed entry when its own hash was made to fit", async () => {
  using log = await TamperedLog.of(9);
  const { newest } = log;
  log.tamper(
    `UPDATE audit_entry SET kind = 'login' WHERE entry_no = 5`,
    "CREATE TABLE kept AS SELECT * FROM audit_entry WHERE entry_no > 5",
  );
  log.rehashFrom(5);
  log.tamper(
    `UPDATE audit_entry SET previous = (SELECT previous FROM kept k WHERE k.entry_no = audit_entry.entry_no),
       hash = (SELECT hash FROM kept k WHERE k.entry_no = audit_entry.entry_no) WHERE entry_no > 5`,
  );
  assert.equal(await log.problem(newest), "CHANGED at 5");
});

Deno.test("verifyAudit() notices an entry deleted in the middle, also when the gap was closed", async () => {
  using gap = await TamperedLog.of(9);
  gap.tamper("DELETE FROM audit_entry WHERE entry_no = 5");
  assert.equal(await gap.problem(gap.newest), "MISSING at 5");
  using closed = await TamperedLog.of(9);
  closed.tamper(
    "DELETE FROM audit_entry WHERE entry_no = 5",
    "UPDATE audit_entry SET entry_no = -entry_no WHERE entry_no > 5",
    "UPDATE audit_entry SET entry_no = -entry_no - 1 WHERE entry_no < 0",
  );
  assert.equal(await closed.problem(), "MISSING at 5");
});

Deno.test("verifyAudit() notices entries that changed places", async () => {
  using log = await TamperedLog.of(9);
  log.tamper(
    "UPDATE audit_entry SET entry_no = 100 WHERE entry_no = 5",
    "UPDATE audit_entry SET entry_no = 5 WHERE entry_no = 6",
    "UPDATE audit_entry SET entry_no = 6 WHERE entry_no = 100",
  );
  assert.equal(await log.problem(), "REORDERED at 5");
});

Deno.test("verifyAudit() notices a cut-off end by the entry that the vault remembers", async () => {
  using log = await TamperedLog.of(9);
  const { newest } = log;
  log.tamper("DELETE FROM audit_entry WHERE entry_no > 6");
  assert.equal(await log.problem(), "", "the chain alone cannot know");
  assert.equal(await log.problem(newest), "TRUNCATED at 7");
  await log.append(entryAt(20), entryAt(21), entryAt(22), entryAt(23));
  assert.equal(await log.problem(newest), "REPLACED at 9", "written on after the cut");
  log.tamper("DELETE FROM audit_entry");
  assert.equal(await log.problem(newest), "TRUNCATED at 1");
});

Deno.test("verifyAudit() notices a log written anew from some entry on", async () => {
  using log = await TamperedLog.of(9);
  const { newest } = log;
  log.tamper("UPDATE audit_entry SET who = 'operator' WHERE entry_no = 4");
  log.rehashFrom(4);
  assert.equal(await log.problem(), "", "whoever has the key can make a chain that fits");
  assert.equal(await log.problem(newest), "REPLACED at 9");
});

Deno.test("verifyAudit() notices the log of another hub", async () => {
  using log = await TamperedLog.of(3);
  log.tamper(
    `UPDATE audit_entry SET detail = replace(detail, '${HUB_ID}', '${HUB_ID.replace("8", "9")}')
     WHERE entry_no = 1`,
  );
  log.rehashFrom(1);
  assert.equal(await log.problem(), "OTHER_HUB at 1");
});

Deno.test("verifyAudit() notices any change, deletion or swap of any entries", async () => {
  const column = fc.constantFrom("at_ms", "kind", "who", "device_no", "detail", "previous", "hash");
  const act = fc.oneof(
    fc.record({ what: fc.constant("change" as const), column, value: fc.nat() }),
    fc.record({ what: fc.constant("delete" as const), count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ what: fc.constant("swap" as const), by: fc.integer({ min: 1, max: 4 }) }),
  );
  using log = await TamperedLog.of(12);
  const { newest } = log;
  log.tamper("CREATE TABLE genuine AS SELECT * FROM audit_entry");
  await fc.assert(
    fc.asyncProperty(act, fc.integer({ min: 1, max: 12 }), async (act, entry) => {
      if (act.what === "change") {
        const blob = act.column === "previous" || act.column === "hash";
        const value = blob ? `zeroblob(32)` : `${act.value}`;
        log.tamper(`UPDATE audit_entry SET ${act.column} = ${value} WHERE entry_no = ${entry}`);
      } else if (act.what === "delete") {
        log.tamper(
          `DELETE FROM audit_entry WHERE entry_no >= ${entry} AND entry_no < ${entry + act.count}`,
        );
      } else {
        const other = (entry + act.by - 1) % 12 + 1;
        log.tamper(
          `UPDATE audit_entry SET entry_no = 100 WHERE entry_no = ${entry}`,
          `UPDATE audit_entry SET entry_no = ${entry} WHERE entry_no = ${other}`,
          `UPDATE audit_entry SET entry_no = ${other} WHERE entry_no = 100`,
        );
      }
      const changed = log.hub.engine.read((statements) =>
        statements.get(
          `SELECT count(*) FROM genuine g LEFT JOIN audit_entry a USING (entry_no)
           WHERE a.hash IS NULL OR (a.at_ms, a.kind, a.who, a.device_no, a.detail, a.previous, a.hash)
             IS NOT (g.at_ms, g.kind, g.who, g.device_no, g.detail, g.previous, g.hash)`,
        ).value<[number]>()?.[0]
      );
      const problem = await log.problem(newest);
      log.tamper("DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM genuine");
      assert.equal(problem !== "", changed !== 0, problem);
    }),
    { numRuns: 150 },
  );
});

Deno.test("verifyAudit() ends early when it is told to, and leaves out what comes meanwhile", async () => {
  using log = await TamperedLog.of(450);
  const ending = new AbortController();
  const { newest } = log;
  let pauses = 0;
  const pause = async () => {
    if (pauses++ === 0) await log.append(entryAt(500));
  };
  assert.deepEqual(await log.verify(null, { pause }), { entries: 450, newest, problem: null });
  ending.abort();
  await assert.rejects(log.verify(null, { signal: ending.signal }), { name: "AbortError" });
});

Deno.test("the table itself refuses changes and deletions", async () => {
  using log = await TamperedLog.of(3);
  const { writer } = log.hub.database;
  assert.throws(() => writer.exec("UPDATE audit_entry SET kind = 'x' WHERE entry_no = 2"));
  assert.throws(() => writer.exec("DELETE FROM audit_entry WHERE entry_no = 3"));
  assert.equal(await log.problem(log.newest), "");
});
