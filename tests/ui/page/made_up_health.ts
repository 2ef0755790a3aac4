/** Health of a made-up hub: something of each severity. */

import type { HealthProblem, HealthReport } from "../../../server/operator/mod.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** One problem of each severity. */
export function madeUpProblems(nowMs: number): readonly HealthProblem[] {
  const sinceMs = nowMs - 3 * MINUTE_MS;
  return [
    { code: "BATTERY_LOW", severity: "stop", values: { percent: 12 }, sinceMs },
    { code: "DISK_LOW", severity: "soon", values: { bytes: 1.2e9 }, sinceMs },
    { code: "SECOND_PLACE_NONE", severity: "note", values: {}, sinceMs },
  ];
}

/** Everything measured. */
export function madeUpHealth(nowMs: number, problems: readonly HealthProblem[]): HealthReport {
  return {
    state: "unlocked",
    checkedAtMs: nowMs,
    problems,
    facts: {
      disk: { freeBytes: 1.2e9, totalBytes: 120e9, fullInHours: null },
      database: {
        silent: false,
        brokenPart: null,
        bytes: 28_413_952,
        logBytes: 4_128_272,
        schemaVersion: 6,
        integrity: {
          result: "good",
          atMs: nowMs - DAY_MS / 2,
          tookMs: 812,
          running: false,
          failed: false,
        },
        auditProblem: null,
      },
      snapshots: {
        newestMs: nowMs - DAY_MS / 3,
        count: 7,
        problem: null,
        second: { state: "none", newestMs: null, sameDisk: false },
      },
      clock: {
        wallMs: nowMs,
        madeMs: nowMs - 30 * DAY_MS,
        newestStampMs: nowMs - MINUTE_MS,
        leapt: false,
        phones: [{ phone: "amber canoe mint", pushes: 4, leadMs: -900, atMs: nowMs - MINUTE_MS }],
        cloudLeadMs: 1_400,
      },
      relay: {
        lastSuccessMs: nowMs - 12 * MINUTE_MS,
        oldestWaitingMs: nowMs - 4 * MINUTE_MS,
        waiting: 31,
        problem: null,
      },
      reach: {
        url: "http://192.168.10.5:4001",
        result: "answers",
        heardMs: null,
        formerUrl: null,
        lostChoice: null,
        firewall: { kind: "ufw", active: true, letsIn: null, fix: "sudo ufw allow 4001/tcp" },
      },
      power: { onMains: false, batteryPercent: 12, keptAwake: true },
      versions: {
        program: "26.11.2300",
        sqlite: "3.51.3",
        sqlcipher: "4.14.0 community",
        deno: "2.9.6",
        v8: "15.0.245.2-rusty",
        webview: "2.4.0",
        system: "linux 6.1.0-27-amd64 x86_64",
      },
    },
  };
}
