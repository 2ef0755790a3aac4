import assert from "node:assert/strict";
import { readCloudFacts } from "../../server/relay/report/cloud_facts.ts";
import {
  countNotTaken,
  readNotTaken,
  readNotTakenContent,
  sendAgain,
} from "../../server/relay/report/not_taken.ts";
import { NewsWatch } from "../../server/relay/report/news_watch.ts";
import { gather } from "../../server/relay/store/gather.ts";
import { CLOUD_WRITER } from "../../server/sync/rows/cloud_base.ts";
import { patient, TestEngine } from "../support/open_engine.ts";
import { RelayClinic } from "./relay_clinic.ts";

/** A hub with so many patients of a phone, gathered. */
async function gathered(count: number): Promise<TestEngine> {
  const test = new TestEngine();
  await test.admit("phone");
  const rows = Array.from({ length: count }, (_, n) => patient(`p${n}`));
  await test.push("phone", { patients: { created: rows } });
  await test.engine.write((statements) => gather(statements, 5_000));
  return test;
}

function run(test: TestEngine, sql: string): Promise<void> {
  return test.engine.write((statements) => void statements.get(sql).run());
}

Deno.test("readCloudFacts() counts by state and table, and says since when the oldest row waits", async () => {
  using test = await gathered(9);
  const set = (state: string, rows: string, reason = "NULL") =>
    run(
      test,
      `UPDATE cloud_row SET state = '${state}', reason = ${reason} WHERE hub_row IN (${rows})`,
    );
  await set("clean", "1");
  await set("sent", "2, 3");
  await set("sent", "4", "'UNCONFIRMED'");
  await set("refused", "5", "'REFUSED_BY_CLOUD'");
  await set("here", "6", "'DUPLICATE_ATTRIBUTE'");
  await set("here", "7");
  await run(
    test,
    "INSERT INTO cloud_unread VALUES ('visits', 'v1', 'row', 'BAD_VALUE:x', '{}', 1)",
  );
  const facts = test.engine.read((read) => readCloudFacts(read, new NewsWatch()));
  assert.deepEqual(facts.tables, {
    patients: { waiting: 2, unconfirmed: 2, notTaken: 3, sent: 0, received: 0 },
  });
  assert.deepEqual([facts.notTaken, facts.notRead], [3, 1]);
  assert.ok(facts.oldestWaitingMs !== null && facts.oldestWaitingMs <= 5_000);
  await set("clean", "8, 9");
  const later = test.engine.read((read) => readCloudFacts(read, new NewsWatch()));
  assert.equal(later.oldestWaitingMs, null);
});

Deno.test("readCloudFacts() says since when rows wait that were stored long before anybody looked for them", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud } = world;
  const edited = await world.make("patients");
  for (let runs = 0; runs < 2; runs++) await world.relay();
  const daysWaited = async () => {
    cloud.network.offline = true;
    await assert.rejects(world.relay());
    cloud.network.offline = false;
    const { oldestWaitingMs } = hub.engine.read((read) => readCloudFacts(read, new NewsWatch()));
    return Math.round((Date.now() + world.skewMs - (oldestWaitingMs ?? 0)) / 86_400_000);
  };
  await world.make("patients");
  world.passDays(20);
  assert.equal(await daysWaited(), 20);
  for (let runs = 0; runs < 2; runs++) await world.relay();
  await world.edit("patients", edited, { phone: "2" });
  world.passDays(5);
  assert.equal(await daysWaited(), 5);
});

Deno.test("readNotTaken() lists each row once, a part at a time, with what it is", async () => {
  using test = await gathered(7);
  await run(
    test,
    "UPDATE cloud_row SET state = 'refused', reason = 'REFUSED_BY_CLOUD', next_try_ms = 9",
  );
  await run(test, "UPDATE cloud_row SET reason = 'BAD_VALUE:sex' WHERE hub_row = 3");
  await run(
    test,
    "UPDATE cloud_row SET state = 'sent', reason = 'UNCONFIRMED' WHERE hub_row IN (1, 5)",
  );
  for (const id of ["v1", "v/2"]) {
    await run(
      test,
      `INSERT INTO cloud_unread VALUES ('visits', '${id}', 'row', 'BAD_ID:id', '{"a":1}', 8)`,
    );
  }
  for (const size of [1, 2, 3, 100]) {
    const seen = [];
    let after: string | null = null;
    do {
      const page = test.engine.read((read) => readNotTaken(read, after, size));
      assert.equal(page.total, 9);
      seen.push(...page.rows);
      after = page.next;
    } while (after !== null);
    assert.deepEqual(seen.map(({ kind, id, column }) => `${kind} ${id} ${column}`), [
      ...["refused p1 null", "unsendable p2 sex", "refused p3 null", "refused p5 null"],
      ...["refused p6 null", "dropped p0 null", "dropped p4 null"],
      ...["unread v/2 id", "unread v1 id"],
    ]);
  }
  const [first] = test.engine.read((read) => readNotTakenContent(read, null, 1));
  assert.equal((first?.row as { id?: unknown }).id, "p1");
  const nothing = test.engine.read((read) => readNotTaken(read, "made up", 5));
  assert.deepEqual(nothing.rows, []);
});

Deno.test("sendAgain() wakes one row or all, and not those of the cloud", async () => {
  using test = await gathered(3);
  await run(
    test,
    "UPDATE cloud_row SET state = 'refused', reason = 'REFUSED_BY_CLOUD', next_try_ms = 9",
  );
  await run(test, "INSERT INTO cloud_unread VALUES ('visits', 'v1', 'row', 'BAD_ID:id', '{}', 8)");
  const again = (key: string | null) =>
    test.engine.write((statements) => sendAgain(statements, key));
  const { rows } = test.engine.read((read) => readNotTaken(read, null, 9));
  assert.equal(await again(rows[0]?.key ?? ""), 1);
  assert.equal(await again(rows[0]?.key ?? ""), 0);
  assert.equal(await again("u/visits/v1"), 0);
  assert.equal(await again(null), 2);
  assert.equal(test.engine.read(countNotTaken), 1);
  const facts = test.engine.read((read) => readCloudFacts(read, new NewsWatch()));
  assert.equal(facts.tables.patients?.waiting, 3);
});

Deno.test("NewsWatch sees what phones store, not what the cloud does, and forgets what was gathered", async () => {
  using test = await gathered(1);
  const news = new NewsWatch();
  const look = () => test.engine.read((statements) => news.look(statements));
  assert.equal(look(), null);
  // So many of the cloud that one look does not see all.
  await test.push("phone", {
    patients: { created: Array.from({ length: 4_500 }, (_, n) => patient(`c${n}`)) },
  });
  await run(test, `UPDATE patients SET hub_writer = ${CLOUD_WRITER} WHERE id LIKE 'c%'`);
  assert.equal(look(), null);
  await test.push("phone", { patients: { created: [patient("mine")] } });
  const seen = [look(), look(), look()];
  const stamp = test.engine.read((read) =>
    read.get("SELECT hub_stamp FROM patients WHERE id = 'mine'").value<[number]>()?.[0]
  );
  assert.equal(seen.at(-1), stamp);
  assert.equal(look(), stamp);
  for (let n = 0; n < 5; n++) await test.engine.write((statements) => gather(statements, 1));
  assert.equal(look(), null);
  await test.push("phone", { patients: { updated: [{ ...patient("mine"), phone: "1" }] } });
  assert.notEqual(look(), null);
});
