import assert from "node:assert/strict";
import type { KeeperStatus } from "../../../server/keeper/hub_status.ts";
import {
  DEFAULT_PREFERENCES,
  NO_CLOUD,
  type RunningStatus,
  type UnlockedParts,
  unlockedStatus,
} from "../../../server/operator/mod.ts";
import type { WaitingDevice } from "../../../server/phone/admission.ts";
import type { PairingState } from "../../../server/phone/pairing_window.ts";
import { NO_COPIES } from "./test_operator.ts";

const RUNNING = {
  programVersion: "1.2.3",
  startedAtMs: 5,
  lanUrl: "http://10.0.0.2:4001",
  pairing: { open: true, untilMs: null } satisfies PairingState,
  network: { addresses: [], choice: null, portChoice: null },
  preferences: DEFAULT_PREFERENCES,
  window: "none",
  hidden: false,
  busy: null,
  work: null,
  restoreFrom: null,
  stopping: false,
  draining: null,
  servingStopped: false,
  problems: [],
} satisfies RunningStatus;

const PHONE = {
  deviceId: "a",
  status: "admitted" as const,
  name: "one two three",
  address: "10.0.0.9",
  userId: "u",
  userName: "A Nurse",
  newerApp: true,
  firstSeenMs: 1,
  lastSeenMs: 2,
  lastSyncMs: 3,
  rowsIn: 4,
  rowsOut: 5,
  tokensLapseAtMs: 6,
  hasMore: true,
  progress: null,
  ahead: null,
  scopeShrunkMs: null,
};

const KEEPER: KeeperStatus = {
  clinics: ["A clinic"],
  conflicts: 2,
  rows: { patients: 3 },
  quarantined: { SERVER_OWNED: 1 },
  devices: [PHONE],
  hasAccounts: true,
  clockLeapt: false,
  clockAheadMs: 0,
  databaseBytes: 4096,
  schemaVersion: 1,
};

const WAITING: WaitingDevice = { deviceId: "w", name: "four", address: "10.0.0.8", sinceMs: 9 };

const PARTS: UnlockedParts = {
  running: RUNNING,
  hubId: "hub",
  hubName: "Clinic",
  identityPublicKey: new Uint8Array(32),
  keeper: KEEPER,
  cloud: NO_CLOUD,
  copies: NO_COPIES,
  waiting: [WAITING],
};

Deno.test("unlockedStatus() puts together what the others know", () => {
  const { devices, ...counts } = KEEPER;
  assert.deepEqual(unlockedStatus(PARTS), {
    ...RUNNING,
    ...counts,
    cloud: NO_CLOUD,
    copies: NO_COPIES,
    state: "unlocked",
    hubId: "hub",
    hubName: "Clinic",
    // sha256sum of 32 zero bytes
    fingerprint: "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20",
    pairingText: '{"type":"sync_hub","url":"http://10.0.0.2:4001","id":"hub",' +
      `"pk":"${"A".repeat(43)}"}`,
    devices: [
      {
        deviceId: "w",
        status: "waiting",
        name: "four",
        address: "10.0.0.8",
        userId: null,
        userName: null,
        newerApp: false,
        firstSeenMs: 9,
        lastSeenMs: 9,
        lastSyncMs: null,
        rowsIn: 0,
        rowsOut: 0,
        tokensLapseAtMs: null,
        hasMore: false,
        progress: null,
        ahead: null,
        scopeShrunkMs: null,
      },
      ...devices,
    ],
  });
});

Deno.test("unlockedStatus() has no pairing text without a network", () => {
  const status = unlockedStatus({ ...PARTS, running: { ...RUNNING, lanUrl: null } });
  assert.equal(status.pairingText, null);
});

Deno.test("unlockedStatus() lists waiting, new, old and removed phones in this order", () => {
  const devices = [
    { ...PHONE, deviceId: "removed", status: "revoked" as const, firstSeenMs: 99 },
    { ...PHONE, deviceId: "old", firstSeenMs: 10, lastSeenMs: 80 },
    { ...PHONE, deviceId: "new", firstSeenMs: 20, lastSeenMs: 30 },
  ];
  const status = unlockedStatus({ ...PARTS, keeper: { ...KEEPER, devices } });
  assert.deepEqual(status.devices.map(({ deviceId }) => deviceId), ["w", "new", "old", "removed"]);
});

Deno.test("unlockedStatus() passes on nothing that it does not know", () => {
  const keeper = { ...KEEPER, devices: [{ ...PHONE, secret: "x" }], secret: "x" };
  assert(!JSON.stringify(unlockedStatus({ ...PARTS, keeper })).includes("secret"));
});
