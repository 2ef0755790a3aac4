/**
 * A clinic without internet: phones are served while a run of the relay waits for an answer that
 * never comes, wherever it waits, and the run can be stopped there.
 */

import assert from "node:assert/strict";
import {
  type Direction,
  isKeyCheck,
  isPull,
  isPush,
  type RequestTest,
} from "../support/cloud/mod.ts";
import { idsOf, patient, TestEngine } from "../support/open_engine.ts";
import { created, edited } from "../support/engine_rows.ts";
import { RequestPace } from "../../server/relay/pace.ts";
import { RelayError } from "../../server/relay/run/cloud_client.ts";
import { runRelay } from "../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { RelayClinic } from "./relay_clinic.ts";
import { SilentHost } from "./silent_host.ts";

/** Nobody waits for it: runs are stopped. */
const STALL_MS = 3_600_000;

/** A morning of one phone: everything it asks for is done when this returns. */
async function work(hub: TestEngine): Promise<void> {
  let cursor = 0;
  for (let round = 0; round < 5; round++) {
    const row = patient(crypto.randomUUID(), { primary_clinic_id: null });
    await hub.push("phone", created("patients", row));
    const change = edited(row, { phone: "070" });
    await hub.push("phone", { patients: { created: [], updated: [change], deleted: [] } });
    const answer = await hub.pull("other", cursor);
    assert.ok(idsOf(answer, "patients").created.includes(row.id));
    cursor = answer.timestamp;
  }
}

/** Rejects as a stopped run does. */
async function assertStops(run: Promise<unknown>, stop: AbortController): Promise<void> {
  stop.abort();
  await assert.rejects(run, (error) => error instanceof RelayError && error.code === "CANCELLED");
}

Deno.test("phones are served while the cloud's address takes the call and never answers", async () => {
  using hub = new TestEngine();
  await hub.admit("phone");
  await hub.admit("other");
  await using host = new SilentHost();
  const stop = new AbortController();
  const access = { url: host.url, apiKey: "hh_1" };
  const options = { pace: new RequestPace(), stallMs: STALL_MS };
  let isOver = false;
  const run = runRelay(new RelayStore(hub.engine), access, stop.signal, options);
  run.catch(() => {}).finally(() => isOver = true);
  await host.called;
  await work(hub);
  assert.equal(isOver, false);
  await assertStops(run, stop);
});

const PLACES: readonly (readonly [string, RequestTest, Direction, number])[] = [
  ["before the key is checked", isKeyCheck, "request", 0],
  ["while the key is checked", isKeyCheck, "answer", 0],
  ["in the middle of a push", isPush, "request", 700],
  ["before a push is answered", isPush, "answer", 0],
  ["before a pull is answered", isPull, "answer", 0],
  ["in the middle of the answer to a pull", isPull, "answer", 900],
];

for (const [where, test, direction, afterBytes] of PLACES) {
  Deno.test(`phones are served while the line hangs ${where}`, async () => {
    await using world = await RelayClinic.open();
    const { hub, cloud, clinic } = world;
    await hub.admit("other");
    const at = { primary_clinic_id: clinic.clinicId };
    await hub.push("phone", created("patients", patient(crypto.randomUUID(), at)));
    const reached = Promise.withResolvers<void>();
    const hits: RequestTest = (request) => {
      const isHit = test(request);
      if (isHit) reached.resolve();
      return isHit;
    };
    cloud.network.fail({ kind: "stall", direction, afterBytes, forMs: Infinity }, hits);
    const stop = new AbortController();
    let isOver = false;
    const run = world.relay({ stallMs: STALL_MS }, stop.signal);
    run.catch(() => {}).finally(() => isOver = true);
    await reached.promise;
    await work(hub);
    assert.equal(isOver, false);
    await assertStops(run, stop);
    cloud.network.heal();
    assert.equal((await world.relay()).relayed, true);
  });
}
