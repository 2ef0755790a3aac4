/** A hub with which all is well, to change one thing at a time. */

import type { HealthFacts } from "../../../server/health/mod.ts";

export const NOW_MS = Date.UTC(2026, 10, 23, 9);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Parts of facts, each of which may be left out. */
type Changes = { readonly [K in keyof HealthFacts]?: Partial<HealthFacts[K]> | null };

/** All is well but for the changes. */
export function healthyFacts(changes: Changes = {}): HealthFacts {
  const facts: HealthFacts = {
    disk: { freeBytes: 80e9, totalBytes: 270e9, fullInHours: null },
    database: {
      silent: false,
      brokenPart: null,
      bytes: 30e6,
      logBytes: 4e6,
      schemaVersion: 6,
      integrity: {
        result: "good",
        atMs: NOW_MS - HOUR_MS,
        tookMs: 900,
        running: false,
        failed: false,
      },
      auditProblem: null,
    },
    snapshots: {
      newestMs: NOW_MS - 5 * HOUR_MS,
      count: 7,
      problem: null,
      second: { state: "there", newestMs: NOW_MS - DAY_MS, sameDisk: false },
    },
    clock: {
      wallMs: NOW_MS,
      madeMs: NOW_MS - 30 * DAY_MS,
      newestStampMs: NOW_MS - MINUTE_MS,
      leapt: false,
      phones: [],
      cloudLeadMs: null,
    },
    relay: {
      lastSuccessMs: NOW_MS - HOUR_MS,
      oldestWaitingMs: NOW_MS - HOUR_MS,
      waiting: 12,
      problem: "NO_INTERNET",
    },
    reach: {
      url: "http://192.168.10.5:4001",
      result: "answers",
      heardMs: NOW_MS - HOUR_MS,
      formerUrl: null,
      lostChoice: null,
      firewall: { kind: "none", active: false, letsIn: true, fix: null },
    },
    power: { onMains: true, batteryPercent: 97, keptAwake: true },
    versions: {
      program: "26.11.2300",
      sqlite: "3.51.3",
      sqlcipher: "4.14.0 community",
      deno: "2.9.6",
      v8: "15",
      webview: "2.4.0",
      system: "linux",
    },
  };
  const parts = Object.entries(changes).map(([name, part]) => {
    const before = facts[name as keyof HealthFacts];
    return [name, part === null ? null : { ...before, ...part }];
  });
  return { ...facts, ...Object.fromEntries(parts) };
}
