/** Serving, cloud and vault have states of their own: none is misreported for another's sake. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { NO_CLOUD, type RelayProblem } from "../../../server/operator/mod.ts";
import { cloudStateOf, type CloudStatus } from "../../../ui/page/state/cloud_state.ts";
import type { Link } from "../../../ui/page/state/hub.ts";
import { servingOf } from "../../../ui/page/state/serving.ts";
import { madeUpCloud } from "./made_up_cloud.ts";

const TALLY = { sent: {}, received: {}, refused: 0 };
const REGISTERED: CloudStatus = { ...madeUpCloud(0), notTaken: 0, notRead: 0, tables: {} };

function failed(problem: RelayProblem): CloudStatus {
  return { ...REGISTERED, failures: 1, lastRun: { endMs: 1, problem, tally: TALLY } };
}

Deno.test("servingOf() says serving only of a hub that is heard, reachable and has accounts", () => {
  const lanUrl = "http://192.168.1.2:4001";
  assert.equal(servingOf({ lanUrl, hasAccounts: true, servingStopped: false }, "live"), "serving");
  assert.equal(
    servingOf({ lanUrl, hasAccounts: false, servingStopped: false }, "live"),
    "noAccounts",
  );
  assert.equal(
    servingOf({ lanUrl: null, hasAccounts: true, servingStopped: false }, "live"),
    "noNetwork",
  );
  const stopped = { lanUrl, hasAccounts: true, servingStopped: true };
  assert.equal(servingOf(stopped, "live"), "stopped");
  for (const link of ["starting", "broken", "stopped"] as const) {
    assert.equal(servingOf({ lanUrl, hasAccounts: true, servingStopped: false }, link), "unknown");
  }
});

Deno.test("cloudStateOf() tells what passes by itself from what needs a person", () => {
  assert.equal(cloudStateOf(NO_CLOUD), "none");
  assert.equal(cloudStateOf(REGISTERED), "fine");
  assert.equal(cloudStateOf({ ...REGISTERED, notTaken: 1 }), "some");
  assert.equal(cloudStateOf({ ...REGISTERED, notRead: 1 }), "some");
  assert.equal(cloudStateOf(madeUpCloud(0)), "waiting");
  const first = { ...REGISTERED, lastSuccessMs: null, lastRun: null };
  assert.equal(cloudStateOf(first), "first");
  for (const problem of ["NO_INTERNET", "STALLED", "CLOUD_FAILED", "TOO_MANY"] as const) {
    assert.equal(cloudStateOf(failed(problem)), "later", problem);
  }
  const blocking = ["KEY_REFUSED", "SUSPENDED", "NO_CLINICS", "TLS", "STORAGE", "DEFECT"] as const;
  for (const problem of blocking) assert.equal(cloudStateOf(failed(problem)), "blocked", problem);
  // Who stopped a sync knows that; it is no trouble.
  assert.equal(cloudStateOf(failed("CANCELLED")), "fine");
  const run = { step: "sending", attempt: 1, rows: 1, ofRows: 2, bytes: 0, startedMs: 1 } as const;
  assert.equal(cloudStateOf({ ...failed("SUSPENDED"), run }), "running");
  // A hub that was disconnected has no trouble with the cloud any more.
  assert.equal(cloudStateOf({ ...failed("SUSPENDED"), registration: null }), "none");
});

Deno.test("no state of one concern depends on another's", () => {
  const link = fc.constantFrom<Link>("starting", "live", "broken", "stopped");
  const lan = fc.constantFrom(null, "http://192.168.1.2:4001");
  const problem = fc.constantFrom<RelayProblem>("DEFECT", "SUSPENDED", "NO_INTERNET", "STORAGE");
  const vault = fc.record({
    busy: fc.constantFrom(null, "locking", "unlocking"),
    hidden: fc.boolean(),
  });
  fc.assert(
    fc.property(link, lan, fc.boolean(), problem, vault, (way, lanUrl, accounts, why, rest) => {
      const hub = { lanUrl, hasAccounts: accounts, servingStopped: false };
      const alone = servingOf(hub, way);
      assert.equal(servingOf({ ...hub, ...rest, cloud: failed(why) } as typeof hub, way), alone);
      const cloud = failed(why);
      assert.equal(cloudStateOf({ ...cloud, ...hub, ...rest } as CloudStatus), cloudStateOf(cloud));
    }),
  );
});
