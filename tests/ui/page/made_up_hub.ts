/** A hub of which only what the operator sees exists, with something on every screen. */

import { DEFAULT_SETTINGS, type HubSettings } from "../../../server/database/settings.ts";
import {
  createOperatorApp,
  DEFAULT_PREFERENCES,
  type KnownPhone,
  NO_CLOUD,
  OperatorGuard,
  type OperatorStatus,
  operatorUrl,
  type RunningStatus,
  type ScreenPreferences,
  StatusFeed,
  type UnlockedParts,
  unlockedStatus,
  type VaultProblem,
} from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";

export const RIGHT_PASSPHRASE = "the right passphrase";
export const RECOVERY_KEY = "TZ22-3JQ9-RRQK-3X8P-EB3R-03ES-465B";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Everything is in memory and may be changed; {@linkcode MadeUpHub.tell} tells the page. */
export class MadeUpHub implements AsyncDisposable {
  readonly guard = new OperatorGuard();
  /** What was done, in order. */
  readonly done: string[] = [];
  state: "new" | "locked" | "unlocked" = "unlocked";
  problem: VaultProblem | null = null;
  parts: UnlockedParts;
  settings: HubSettings = DEFAULT_SETTINGS;
  conflicts = madeUpConflicts();
  aside = madeUpAside();
  #feed = this.#newFeed();
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(nowMs = Date.now()) {
    this.parts = madeUpParts(nowMs);
    this.#server = this.#serve(0);
  }

  /** The link that lets one window in. */
  get url(): string {
    return operatorUrl(this.#server.addr.port, this.guard.newStartToken());
  }

  /** Tells open pages what has changed. */
  tell(change: Partial<RunningStatus> = {}): void {
    this.parts = { ...this.parts, running: { ...this.parts.running, ...change } };
    this.#feed.notify();
  }

  /** Stops answering, as a hub that has crashed; the port stays known. */
  async crash(): Promise<void> {
    this.#feed.close();
    await this.#server.shutdown();
  }

  /** Answers again on the same port; whoever was signed in still is. */
  comeBack(): void {
    const { port } = this.#server.addr;
    this.#feed = this.#newFeed();
    this.#server = this.#serve(port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
  }

  #newFeed(): StatusFeed {
    return new StatusFeed({ status: () => Promise.resolve(this.#status()), minIntervalMs: 10 });
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const app = createOperatorApp(this.#deps());
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, app.fetch);
  }

  #status(): OperatorStatus {
    const running = { ...this.parts.running, hidden: this.guard.hidden };
    if (this.state === "new") {
      return { ...running, state: "new", oldHubFiles: ["hikma-health.db"], machineName: "laptop" };
    }
    if (this.state === "locked") {
      const { problem } = this;
      const keptCopyAtMs = problem === null ? null : Date.now() - DAY_MS;
      return { ...running, state: "locked", hasRecoveryKey: true, problem, keptCopyAtMs };
    }
    const { conflicts, aside } = this;
    const quarantined: Record<string, number> = {};
    for (const { reason } of aside) quarantined[reason] = (quarantined[reason] ?? 0) + 1;
    const keeper = { ...this.parts.keeper, conflicts: conflicts.length, quarantined };
    return unlockedStatus({ ...this.parts, running, keeper });
  }

  #deps(): Parameters<typeof createOperatorApp>[0] {
    const act = (what: string) => {
      this.done.push(what);
      return Promise.resolve();
    };
    const right = (passphrase: string) => {
      if (passphrase !== RIGHT_PASSPHRASE) {
        throw Object.assign(new Error("wrong"), { code: "WRONG_PASSPHRASE" });
      }
    };
    return {
      status: () => Promise.resolve(this.#status()),
      openPairing: (minutes) => {
        this.done.push(`open ${minutes}`);
        this.tell({ pairing: { open: true, untilMs: Date.now() + minutes * MINUTE_MS } });
      },
      closePairing: () => {
        this.done.push("close");
        this.tell({ pairing: { open: false } });
      },
      undoDevice: (id) => this.#setDevice(id, "undone"),
      revokeDevice: (id) => this.#setDevice(id, "revoked"),
      reinstateDevice: (id) => this.#setDevice(id, "admitted"),
      confirmClock: () => act("confirmClock"),
      settings: () => Promise.resolve(this.settings),
      changeSettings: (change) => {
        this.settings = { ...this.settings, ...change };
        return Promise.resolve(this.settings);
      },
      attention: {
        attention: () =>
          Promise.resolve({
            conflicts: this.conflicts,
            conflictsTotal: this.conflicts.length,
            quarantine: this.aside,
            quarantineTotal: this.aside.length,
          }),
        conflict: () => Promise.reject(new WireError("NOT_FOUND")),
        resolveConflict: (no, choice) => {
          this.conflicts = this.conflicts.filter(({ conflictNo }) => conflictNo !== no);
          return act(`conflict ${no} ${choice}`);
        },
        retryQuarantined: (no) => {
          this.aside = this.aside.filter(({ quarantineNo }) => quarantineNo !== no);
          return act(`retry ${no}`).then(() => true);
        },
        dismissQuarantined: (no) => {
          this.aside = this.aside.filter(({ quarantineNo }) => quarantineNo !== no);
          return act(`dismiss ${no}`);
        },
        quarantined: () => Promise.resolve([]),
      },
      cloud: {
        register: () => act("register").then(() => ({ registered: false, problem: "KEY_REFUSED" })),
        deregister: () => act("deregister"),
        check: () => act("check").then(() => ({ problem: null })),
        syncNow: () => act("sync").then(() => true),
        cancel: () => act("cancel").then(() => true),
        notTaken: () => Promise.resolve({ rows: [], total: 0, next: null }),
        retry: (key) => act(`send again ${key}`).then(() => 1),
        notTakenContent: () => Promise.resolve([]),
        makeProvision: () => Promise.reject(new WireError("NOT_FOUND")),
        loadProvision: () => act("load").then(() => ({ loaded: false, problem: "EXPIRED" })),
      },
      audit: {
        entries: () => Promise.resolve(madeUpAudit()),
        export: () => Promise.resolve({ ticket: 1, lines: null }),
      },
      screen: {
        changePreferences: (change: Partial<ScreenPreferences>) => {
          this.tell({ preferences: { ...this.parts.running.preferences, ...change } });
          return act(`prefer ${Object.keys(change)}`);
        },
        chooseAddress: (address) => {
          this.tell({ network: { ...this.parts.running.network, choice: address } });
          return act(`address ${address}`);
        },
        renameHub: (name) => {
          this.parts = { ...this.parts, hubName: name };
          return act("rename hub");
        },
        renameDevice: (id, name) => {
          this.#change(id, { name });
          return act(`rename ${id}`);
        },
        records: (days) => {
          const growth = { patients: bars(days, 7), visits: bars(days, 19) };
          return Promise.resolve({ untilMs: Date.now(), growth, freeBytes: 1.2e9 });
        },
      },
      vault: {
        setUp: async () => {
          await act("setUp");
          this.state = "unlocked";
          return RECOVERY_KEY;
        },
        unlock: async (key) => {
          if ("passphrase" in key) right(key.passphrase);
          await act("unlock");
          this.state = "unlocked";
        },
        lock: async () => {
          await act("lock");
          this.state = "locked";
        },
        confirm: async (passphrase) => {
          right(passphrase);
          await act("confirm");
        },
        changePassphrase: async (key) => {
          if ("passphrase" in key) right(key.passphrase);
          await act("changePassphrase");
        },
        newRecoveryKey: async (passphrase) => {
          right(passphrase);
          await act("newRecoveryKey");
          return RECOVERY_KEY;
        },
        restore: () => act("restore"),
      },
      window: { close: () => false, show: () => {}, setLanguage: () => {} },
      stop: () => void act("stop"),
      guard: this.guard,
      feed: this.#feed,
      port: () => this.#server.addr.port,
      onDefect: (error) => this.done.push(`defect ${error}`),
    };
  }

  #setDevice(id: string, to: "undone" | "revoked" | "admitted"): Promise<void> {
    this.done.push(`${to} ${id}`);
    const { waiting, keeper } = this.parts;
    const found = [...waiting, ...keeper.devices].some(({ deviceId }) => deviceId === id);
    if (!found) return Promise.reject(new WireError("NOT_FOUND"));
    this.parts = { ...this.parts, waiting: waiting.filter(({ deviceId }) => deviceId !== id) };
    this.#change(id, { status: to === "admitted" ? "admitted" : "revoked" });
    return Promise.resolve();
  }

  #change(id: string, change: Partial<KnownPhone>): void {
    const { keeper } = this.parts;
    const devices = keeper.devices.map((phone) =>
      phone.deviceId === id ? { ...phone, ...change } : phone
    );
    this.parts = { ...this.parts, keeper: { ...keeper, devices } };
  }
}

function bars(days: number, step: number): number[] {
  return Array.from({ length: days }, (_, day) => (day * step) % 23);
}

function madeUpParts(nowMs: number): UnlockedParts {
  const phone = (deviceId: string, name: string, more: Partial<KnownPhone> = {}): KnownPhone => ({
    deviceId,
    status: "admitted",
    name,
    address: "192.168.10.31",
    userId: "6f1f6f0e-1111-4222-8333-123456789abc",
    userName: "Salma Qasim",
    newerApp: false,
    ahead: null,
    scopeShrunkMs: null,
    firstSeenMs: nowMs - 9 * DAY_MS,
    lastSeenMs: nowMs - MINUTE_MS,
    lastSyncMs: nowMs - 7 * MINUTE_MS,
    rowsIn: 132,
    rowsOut: 2_310,
    tokensLapseAtMs: nowMs + 80 * DAY_MS,
    hasMore: false,
    progress: null,
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
      },
      preferences: DEFAULT_PREFERENCES,
      window: "none",
      hidden: false,
      busy: null,
    },
    hubId: "0197f3a2-5d1e-7c33-9a51-2f6f4b1f0c11",
    hubName: "Mobile Clinic 3",
    identityPublicKey: new Uint8Array(32).fill(9),
    cloud: NO_CLOUD,
    keeper: {
      clinics: ["Olive Hill", "عيادة الوادي"],
      conflicts: 0,
      hasAccounts: true,
      clockLeapt: true,
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
    waiting: [{
      deviceId: "waiting",
      name: "willow dome plum",
      address: "192.168.10.77",
      sinceMs: nowMs - MINUTE_MS,
    }],
  };
}

function madeUpConflicts() {
  const conflict = {
    conflictNo: 1,
    table: "patients",
    rowId: "01a05bce-5d1e-7c33-9a51-2f6f4b1f0c11",
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

function madeUpAside() {
  const row = {
    quarantineNo: 1,
    table: "visits",
    rowId: "01a05bc6-5d1e-7c33-9a51-2f6f4b1f0c11",
    reason: "NOT_PERMITTED" as const,
    times: 2,
    atMs: Date.now() - DAY_MS,
    device: "amber canoe mint",
    user: "Tomás Rivas",
    retryable: true,
  };
  return [row, { ...row, quarantineNo: 2, table: "lab_results", times: 1 }];
}

function madeUpAudit() {
  const entry = (no: number, kind: string, who: string, detail = {}) => ({
    entry: no,
    at_ms: Date.now() - no * MINUTE_MS,
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
