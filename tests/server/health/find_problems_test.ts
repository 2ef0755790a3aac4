import assert from "node:assert/strict";
import { findProblems } from "../../../server/health/find_problems.ts";
import { HEALTH_PROBLEMS } from "../../../server/health/health_problem.ts";
import type { HealthFacts } from "../../../server/health/mod.ts";
import { DAY_MS, healthyFacts, HOUR_MS, NOW_MS } from "./healthy_facts.ts";

/** Codes of what is wrong on a hub that was opened half a day ago. */
function codesOf(facts: HealthFacts, openSinceMs: number | null = NOW_MS - 12 * HOUR_MS) {
  return findProblems(facts, NOW_MS, openSinceMs).map(({ code }) => code);
}

Deno.test("findProblems() is calm when all is well", () => {
  assert.deepEqual(codesOf(healthyFacts()), []);
});

Deno.test("findProblems() says nothing of what nobody knows", () => {
  const facts = healthyFacts({
    disk: { freeBytes: null, totalBytes: null },
    database: { integrity: null, schemaVersion: null },
    snapshots: null,
    clock: { newestStampMs: null },
    relay: null,
    reach: null,
    power: { onMains: null, batteryPercent: null, keptAwake: null },
  });
  assert.deepEqual(codesOf(facts, null), []);
});

const FIREWALL = {
  kind: "ufw",
  active: true,
  letsIn: null,
  fix: "sudo ufw allow 4001/tcp",
} as const;

const CASES: readonly (readonly [code: string, facts: HealthFacts])[] = [
  ["DATABASE_DAMAGED", integrity("damaged", NOW_MS - HOUR_MS)],
  ["FILES_DAMAGED", healthyFacts({ database: { brokenPart: "vault" } })],
  ["DATABASE_SILENT", healthyFacts({ database: { silent: true } })],
  ["DATABASE_CHECK_FAILED", failed()],
  ["DISK_FULL", healthyFacts({ disk: { freeBytes: 100e6 } })],
  ["DISK_LOW", healthyFacts({ disk: { freeBytes: 1e9 } })],
  ["DISK_LOW", healthyFacts({ disk: { freeBytes: 5e9 }, database: { bytes: 3e9 } })],
  ["DISK_FILLING", healthyFacts({ disk: { fullInHours: 3.2 } })],
  ["ADDRESS_NONE", healthyFacts({ reach: { result: "none", url: null } })],
  ["ADDRESS_SILENT", healthyFacts({ reach: { result: "silent" } })],
  ["ADDRESS_LOCAL", healthyFacts({ reach: { result: "local" } })],
  ["ADDRESS_CHOICE_GONE", healthyFacts({ reach: { lostChoice: "10.0.0.7" } })],
  ["ADDRESS_CHANGED", healthyFacts({ reach: { formerUrl: "http://10.0.0.7:4001" } })],
  ["FIREWALL_ON", healthyFacts({ reach: { heardMs: null, firewall: FIREWALL } })],
  ["BATTERY_LOW", healthyFacts({ power: { onMains: false, batteryPercent: 9 } })],
  ["BATTERY_ON", healthyFacts({ power: { onMains: false, batteryPercent: 60 } })],
  ["SLEEP_ALLOWED", healthyFacts({ power: { keptAwake: false } })],
  ["SNAPSHOT_FAILED", healthyFacts({ snapshots: { problem: "STORAGE" } })],
  ["SNAPSHOT_NONE", healthyFacts({ snapshots: { newestMs: null, count: 0 } })],
  ["SNAPSHOT_OLD", healthyFacts({ snapshots: { newestMs: NOW_MS - 3 * DAY_MS } })],
  ["SNAPSHOT_FUTURE", healthyFacts({ snapshots: { newestMs: NOW_MS + 11 * 60_000 } })],
  ["SNAPSHOT_FUTURE", second({ newestMs: NOW_MS + 300 * DAY_MS })],
  ["SECOND_PLACE_NONE", second({ state: "none" })],
  ["SECOND_PLACE_GONE", second({ state: "missing" })],
  ["SECOND_PLACE_FAILING", second({ state: "failing" })],
  ["SECOND_PLACE_SAME_DISK", second({ sameDisk: true })],
  ["SECOND_PLACE_OLD", second({ newestMs: NOW_MS - 8 * DAY_MS })],
  ["RELAY_REFUSED", healthyFacts({ relay: { problem: "SUSPENDED" } })],
  ["RELAY_OVERDUE", healthyFacts({ relay: { oldestWaitingMs: NOW_MS - 4 * DAY_MS } })],
  ["AUDIT_DAMAGED", healthyFacts({ database: { auditProblem: "TRUNCATED" } })],
  ["CLOCK_LEAPT", healthyFacts({ clock: { leapt: true } })],
  ["CLOCK_BEHIND", healthyFacts({ clock: { wallMs: NOW_MS - 40 * DAY_MS } })],
  ["CLOCK_OFF_CLOUD", healthyFacts({ clock: { cloudLeadMs: HOUR_MS } })],
];

function integrity(result: "damaged" | "good", atMs: number): HealthFacts {
  return healthyFacts({
    database: { integrity: { result, atMs, tookMs: 1, running: false, failed: false } },
  });
}

function failed(): HealthFacts {
  const { integrity } = healthyFacts().database;
  assert.ok(integrity);
  return healthyFacts({ database: { integrity: { ...integrity, failed: true } } });
}

function second(
  change: Partial<NonNullable<NonNullable<HealthFacts["snapshots"]>["second"]>>,
): HealthFacts {
  const place = healthyFacts().snapshots?.second;
  assert.ok(place);
  return healthyFacts({ snapshots: { second: { ...place, ...change } } });
}

for (const [code, facts] of CASES) {
  Deno.test(`findProblems() finds ${code} and nothing else`, () => {
    assert.deepEqual(codesOf(facts), [code]);
  });
}

Deno.test("findProblems() finds DATABASE_UNCHECKED only where a check had a week's time", () => {
  const old = integrity("good", NOW_MS - 30 * DAY_MS);
  assert.deepEqual(codesOf(old, NOW_MS - 8 * DAY_MS), ["DATABASE_UNCHECKED"]);
  assert.deepEqual(codesOf(old, NOW_MS - HOUR_MS), []);
});

Deno.test("findProblems() lets a clock go back by some minutes after a snapshot", () => {
  assert.deepEqual(codesOf(healthyFacts({ snapshots: { newestMs: NOW_MS + 9 * 60_000 } })), []);
});

Deno.test("findProblems() gives a program that was just started time for its first snapshot", () => {
  const none = healthyFacts({ snapshots: { newestMs: null, count: 0 } });
  assert.deepEqual(codesOf(none, NOW_MS - 60_000), []);
});

Deno.test("findProblems() says nothing of a firewall through which phones have come", () => {
  assert.deepEqual(codesOf(healthyFacts({ reach: { firewall: FIREWALL } })), []);
});

Deno.test("findProblems() tells the most pressing first", () => {
  const facts = healthyFacts({
    power: { onMains: false, batteryPercent: 60 },
    disk: { freeBytes: 100e6, fullInHours: 1 },
    clock: { leapt: true },
  });
  const found = findProblems(facts, NOW_MS, NOW_MS);
  assert.deepEqual(found.map(({ code }) => HEALTH_PROBLEMS[code]), [
    "stop",
    "soon",
    "soon",
    "note",
  ]);
  assert.deepEqual(found[0], { code: "DISK_FULL", values: { bytes: 100e6 } });
});

Deno.test("findProblems() tells no ages by a clock that has leapt", () => {
  const old = { newestMs: NOW_MS - 365 * DAY_MS };
  const changes = {
    database: { ...integrity("good", NOW_MS - 365 * DAY_MS).database },
    snapshots: { ...old, second: { state: "there", sameDisk: false, ...old } },
    relay: { oldestWaitingMs: NOW_MS - 365 * DAY_MS },
  } as const;
  const opened = NOW_MS - 365 * DAY_MS;
  assert.deepEqual(codesOf(healthyFacts(changes), opened), [
    ...["SNAPSHOT_OLD", "SECOND_PLACE_OLD", "RELAY_OVERDUE", "DATABASE_UNCHECKED"],
  ]);
  const leapt = healthyFacts({ ...changes, clock: { leapt: true } });
  assert.deepEqual(codesOf(leapt, opened), ["CLOCK_LEAPT"]);
});
