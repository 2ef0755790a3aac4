/** What a made-up hub has on its screens. */

import {
  DEFAULT_PREFERENCES,
  type KnownPhone,
  type UnlockedParts,
} from "../../../server/operator/mod.ts";
import { knownPhone } from "../../server/operator/test_operator.ts";
import { madeUpCloud } from "./made_up_cloud.ts";
import { madeUpCopies, madeUpProgram } from "./made_up_rest.ts";
import { madeUpProblems } from "./made_up_health.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function bars(days: number, step: number): number[] {
  return Array.from({ length: days }, (_, day) => (day * step) % 23);
}

export function madeUpParts(nowMs: number): UnlockedParts {
  const phone = (deviceId: string, name: string, more: Partial<KnownPhone> = {}) =>
    knownPhone(deviceId, nowMs, {
      ...{ name, userName: "Salma Qasim", lastSeenMs: nowMs - MINUTE_MS },
      ...more,
    });
  return {
    running: {
      programVersion: "26.11.2300",
      startedAtMs: nowMs - 100 * MINUTE_MS,
      lanUrl: "http://192.168.10.5:4001",
      pairing: { open: true, untilMs: nowMs + 8 * MINUTE_MS },
      network: {
        addresses: [
          { address: "192.168.10.5", interfaceName: "wlan0" },
          { address: "10.0.0.7", interfaceName: "eth0" },
        ],
        choice: null,
        portChoice: null,
      },
      preferences: DEFAULT_PREFERENCES,
      window: "none",
      hidden: false,
      busy: null,
      work: null,
      restoreFrom: null,
      program: madeUpProgram(),
      stopping: false,
      draining: null,
      servingStopped: false,
      problems: madeUpProblems(nowMs),
    },
    hubId: "0197f3a2-5d1e-7c33-9a51-2f6f4b1f0c11",
    hubName: "Mobile Clinic 3",
    identityPublicKey: new Uint8Array(32).fill(9),
    keeper: {
      clinics: ["Olive Hill", "عيادة الوادي"],
      conflicts: 0,
      hasAccounts: true,
      clockLeapt: true,
      clockAheadMs: 0,
      rows: { clinics: 2, users: 6, patients: 1_204, visits: 3_377, events: 9_051, lab_results: 4 },
      quarantined: {},
      databaseBytes: 28_413_952,
      schemaVersion: 5,
      devices: [
        phone("one", "amber canoe mint", {
          hasMore: true,
          progress: { given: 20_000, left: 12_345 },
          newerApp: true,
        }),
        phone("two", "river quartz thyme", {
          firstSeenMs: nowMs - 2 * MINUTE_MS,
          userName: "Tomás Rivas",
          ahead: { sinceMs: nowMs - DAY_MS },
        }),
        phone("three", "A phone with a long name that someone has given it by hand", {
          lastSeenMs: nowMs - 2 * DAY_MS,
          tokensLapseAtMs: nowMs + 3 * DAY_MS,
          scopeShrunkMs: nowMs - DAY_MS,
        }),
        phone("gone", "lemon orbit swan", { status: "revoked", lastSyncMs: null, userName: null }),
      ],
    },
    cloud: madeUpCloud(nowMs),
    copies: madeUpCopies(nowMs),
    waiting: [{
      deviceId: "waiting",
      name: "willow dome plum",
      address: "192.168.10.77",
      sinceMs: nowMs - MINUTE_MS,
    }],
  };
}

export function madeUpConflicts() {
  const conflict = {
    conflictNo: 1,
    table: "patients",
    rowId: "01a05bce-5d1e-7c33-9a51-2f6f4b1f0c11",
    patient: "أمينة Haddad" as string | null,
    column: "given_name" as string | null,
    reason: "BOTH_CHANGED" as const,
    lost: "Amina" as unknown,
    kept: "أمينة" as unknown,
    lostBy: "river quartz thyme" as string | null,
    atMs: Date.now() - DAY_MS,
    device: "amber canoe mint" as string | null,
    user: "Salma Qasim" as string | null,
  };
  return [
    conflict,
    {
      ...conflict,
      conflictNo: 2,
      column: null,
      lost: { phone: "+963 11 555 0101", is_deleted: false },
      kept: null,
      lostBy: null,
    },
  ];
}

export function madeUpAside() {
  const row = {
    quarantineNo: 1,
    table: "visits",
    rowId: "01a05bc6-5d1e-7c33-9a51-2f6f4b1f0c11",
    patient: "Karim Haddad" as string | null,
    reason: "NOT_PERMITTED" as const,
    times: 2,
    atMs: Date.now() - DAY_MS,
    device: "amber canoe mint",
    user: "Tomás Rivas",
    retryable: true,
  };
  return [row, { ...row, quarantineNo: 2, table: "lab_results", patient: null, times: 1 }];
}

export function madeUpAudit() {
  const entry = (no: number, kind: string, who: string, detail = {}) => ({
    entry: no,
    at_ms: Date.now() - (8 - no) * MINUTE_MS,
    kind,
    who,
    device_no: 1,
    detail,
    previous: "00",
    hash: "01",
  });
  return {
    entries: [
      entry(7, "sync_push", "user:u", { rows: 12, put_aside: 2, tables: [] }),
      entry(6, "sync_pull", "user:u", { rows: 1, pulls: 1 }),
      entry(5, "login", "user:u", { address: "192.168.10.31" }),
      entry(4, "device_admitted", "phone", { device: "amber-canoe-mint", address: "" }),
      entry(3, "push_refused", "user:u", { table: "visits", count: 2 }),
      entry(2, "pairing_opened", "operator", { minutes: 10 }),
      entry(1, "log_started", "hub", { hub: "0197f3a2" }),
    ],
    total: 7,
    state: { verifiedAtMs: null, problem: null },
    users: { u: "Salma Qasim" },
    devices: { 1: "amber canoe mint" },
  };
}
