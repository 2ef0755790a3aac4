import assert from "node:assert/strict";
import fc from "fast-check";
import { type OutgoingRow, pushBody, rowKey } from "../../../server/relay/chunk_push.ts";
import {
  deliverChunk,
  MAX_SEARCH_REQUESTS,
  type SendOutcome,
} from "../../../server/relay/deliver_chunk.ts";
import { toCloud } from "../../../server/relay/convert/to_cloud.ts";
import { CloudClinic, SUCCESS } from "../../support_tests/cloud/plain_hub.ts";
import { tableOf } from "./hub_rows.ts";

function rowOf(id: string, table = "patients", needs: readonly string[] = []): OutgoingRow {
  return { table, id, list: "created", json: JSON.stringify({ id }), needs };
}

function rowsUpTo(count: number): OutgoingRow[] {
  return Array.from({ length: count }, (_, at) => rowOf(`p${at}`));
}

/** Stores rows in order until one is poison, as the cloud does. */
class OrderlyCloud {
  readonly stored = new Set<string>();
  readonly poison: ReadonlySet<string>;
  requests = 0;
  down = false;

  constructor(poison: Iterable<string> = []) {
    this.poison = new Set(poison);
  }

  readonly send = (rows: readonly OutgoingRow[]): Promise<SendOutcome> => {
    this.requests++;
    if (this.down) return Promise.resolve({ kind: "failure" });
    for (const { id } of rows) {
      if (this.poison.has(id)) return Promise.resolve({ kind: "failure" });
      this.stored.add(id);
    }
    return Promise.resolve({ kind: "success", rejected: [] });
  };
}

const ids = (rows: readonly OutgoingRow[]) => rows.map(({ id }) => id);

Deno.test("deliverChunk() sends a good chunk in one request", async () => {
  const cloud = new OrderlyCloud();
  const rows = rowsUpTo(500);
  const budget = { left: MAX_SEARCH_REQUESTS };
  const delivery = await deliverChunk(rows, cloud.send, budget);
  assert.deepEqual([delivery.sent.length, delivery.stopped], [500, false]);
  assert.deepEqual([cloud.requests, budget.left], [1, MAX_SEARCH_REQUESTS]);
});

Deno.test("deliverChunk() finds one poison row among 500 within the budget, wherever it is (B20)", async () => {
  for (const at of [0, 1, 249, 250, 251, 498, 499]) {
    const cloud = new OrderlyCloud([`p${at}`]);
    const budget = { left: MAX_SEARCH_REQUESTS };
    const delivery = await deliverChunk(rowsUpTo(500), cloud.send, budget);
    assert.deepEqual(ids(delivery.parked), [`p${at}`]);
    assert.deepEqual([delivery.sent.length, delivery.left.length], [499, 0]);
    assert.equal(cloud.stored.size, 499);
    assert.ok(cloud.requests <= 1 + MAX_SEARCH_REQUESTS);
  }
});

Deno.test("deliverChunk() never loses a row, parks no good one and keeps to its budget", async () => {
  const arbitrary = fc.tuple(
    fc.integer({ min: 1, max: 80 }),
    fc.array(fc.nat(79), { maxLength: 4 }),
    fc.nat(40),
  );
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([count, bad, left]) => {
      const poison = bad.filter((at) => at < count).map((at) => `p${at}`);
      const cloud = new OrderlyCloud(poison);
      const rows = rowsUpTo(count);
      const budget = { left };
      const delivery = await deliverChunk(rows, cloud.send, budget);
      const { sent, parked, held } = delivery;
      assert.deepEqual(
        ids([...sent, ...parked, ...held, ...delivery.left]).sort(),
        ids(rows).sort(),
      );
      for (const { id } of sent) assert.ok(cloud.stored.has(id));
      for (const { id } of parked) assert.ok(cloud.poison.has(id));
      assert.ok(cloud.requests <= 1 + left);
      if (left >= 40) assert.deepEqual(ids(parked).sort(), [...new Set(poison)].sort());
    }),
    { numRuns: 300 },
  );
});

Deno.test("deliverChunk() parks nothing when the cloud fails whatever it is sent", async () => {
  const cloud = new OrderlyCloud();
  cloud.down = true;
  const rows = rowsUpTo(20);
  const delivery = await deliverChunk(rows, cloud.send, { left: MAX_SEARCH_REQUESTS });
  assert.deepEqual([delivery.parked, delivery.sent, delivery.stopped], [[], [], true]);
  assert.equal(delivery.left.length, 20);
});

Deno.test("deliverChunk() parks nothing when a failure does not come again", async () => {
  const cloud = new OrderlyCloud();
  let failed = false;
  const send = (rows: readonly OutgoingRow[]) => {
    const outcome = cloud.send(rows);
    if (failed) return outcome;
    failed = true;
    return Promise.resolve<SendOutcome>({ kind: "failure" });
  };
  for (const count of [1, 2, 9]) {
    failed = false;
    const delivery = await deliverChunk(rowsUpTo(count), send, { left: MAX_SEARCH_REQUESTS });
    assert.deepEqual(delivery.parked, []);
    assert.equal(delivery.sent.length + delivery.left.length, count);
  }
});

Deno.test("deliverChunk() holds what needs a parked row, and what needs that", async () => {
  const rows = [
    rowOf("bad"),
    rowOf("good"),
    rowOf("visit", "visits", [rowKey("patients", "bad")]),
    rowOf("event", "events", [rowKey("visits", "visit")]),
    rowOf("other", "events", [rowKey("patients", "good")]),
  ];
  const cloud = new OrderlyCloud(["bad", "visit", "event"]);
  const delivery = await deliverChunk(rows, cloud.send, { left: MAX_SEARCH_REQUESTS });
  assert.deepEqual(ids(delivery.parked), ["bad"]);
  assert.deepEqual(ids(delivery.held), ["visit", "event"]);
  assert.deepEqual(ids(delivery.sent), ["good", "other"]);
});

Deno.test("deliverChunk() parks what the cloud names as refused", async () => {
  const rows = rowsUpTo(3);
  const send = () => Promise.resolve<SendOutcome>({ kind: "success", rejected: ["p1"] });
  const delivery = await deliverChunk(rows, send, { left: 0 });
  assert.deepEqual([ids(delivery.parked), ids(delivery.sent)], [["p1"], ["p0", "p2"]]);
});

Deno.test("deliverChunk() stops at once when it is not about the rows (B24)", async () => {
  let requests = 0;
  const send = () => {
    requests++;
    return Promise.resolve<SendOutcome>({ kind: "stop" });
  };
  const delivery = await deliverChunk(rowsUpTo(5), send, { left: MAX_SEARCH_REQUESTS });
  assert.deepEqual([requests, delivery.stopped, delivery.left.length], [1, true, 5]);
});

Deno.test("deliverChunk() asks once without rows when a gateway answers for a cloud that is down, and stops", async () => {
  const sizes: number[] = [];
  const reason = new Error("502");
  const send = (rows: readonly OutgoingRow[]): Promise<SendOutcome> => {
    sizes.push(rows.length);
    return Promise.resolve({ kind: "stop", reason, isDoubtful: true });
  };
  const budget = { left: MAX_SEARCH_REQUESTS };
  const delivery = await deliverChunk(rowsUpTo(8), send, budget);
  assert.deepEqual([delivery.stopped, delivery.reason, delivery.left.length], [true, reason, 8]);
  assert.deepEqual([sizes, budget.left], [[8, 0], MAX_SEARCH_REQUESTS]);
});

Deno.test("deliverChunk() gets a chunk past a poison row in the older cloud", async () => {
  await using clinic = await CloudClinic.open();
  const { cloud, hub, clinicId, nurse } = clinic;
  const patientId = cloud.people.patient({ primary_clinic_id: clinicId });
  const table = tableOf("visits");
  const rows = Array.from({ length: 60 }, (_, at): OutgoingRow => {
    const id = crypto.randomUUID();
    const provider = at === 17 ? crypto.randomUUID() : nurse.id;
    const visit = {
      ...{ id, patient_id: patientId, clinic_id: clinicId, provider_id: provider },
      ...{ metadata: "{}", is_deleted: 0, check_in_timestamp: 86_400_000 },
    };
    const { row } = toCloud(table, visit, Date.now());
    return { table: "visits", id, list: "created", json: JSON.stringify(row), needs: [] };
  });
  const send = async (part: readonly OutgoingRow[]): Promise<SendOutcome> => {
    const { text } = await hub.push(pushBody(part));
    return text === SUCCESS ? { kind: "success", rejected: [] } : { kind: "failure" };
  };
  const delivery = await deliverChunk(rows, send, { left: MAX_SEARCH_REQUESTS });
  assert.deepEqual(ids(delivery.parked), [rows[17]?.id]);
  assert.equal(cloud.count("visits"), 59);
  assert.equal(cloud.rows("visits")[0]?.check_in_timestamp, "1970-01-02T00:00:00.000Z");
});
