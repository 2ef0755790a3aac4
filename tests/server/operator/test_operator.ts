import { DEFAULT_SETTINGS, type HubSettings } from "../../../server/database/settings.ts";
import {
  type CopiesStatus,
  createOperatorApp,
  DEFAULT_PREFERENCES,
  type KnownPhone,
  NO_CLOUD,
  OperatorGuard,
  type OperatorProgram,
  type OperatorStatus,
  StatusFeed,
  type UnlockedParts,
  unlockedStatus,
} from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";

/** The port the tests without a socket pretend to be bound to. */
export const PORT = 4711;
export const ORIGIN = `http://127.0.0.1:${PORT}`;

/** What the vault of a {@linkcode TestOperator} opens with. */
export const RIGHT_PASSPHRASE = "the right passphrase";
/** What it answers as a recovery key. */
export const RECOVERY_KEY = "TZ22-3JQ9-RRQK-3X8P-EB3R-03ES-465B";

/** A hub of which there is no copy. */
export const NO_COPIES: CopiesStatus = {
  newestAtMs: null,
  count: 0,
  step: null,
  problem: null,
  second: {
    ...{ folder: null, state: "none", sinceMs: 0 },
    ...{ newestAtMs: null, sameDisk: false, problem: null },
  },
  restored: null,
  twin: null,
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What a {@linkcode TestOperator} may be made of besides. */
export interface TestOperatorOptions {
  readonly port?: () => number;
  readonly steadyMs?: () => number;
  readonly minIntervalMs?: number;
  readonly heartbeatMs?: number;
  readonly maxStreams?: number;
  readonly program?: OperatorProgram;
}

/** A hub of which only what the operator sees and does exists. */
export class TestOperator implements Disposable {
  /** What was asked for, in order. */
  readonly done: string[] = [];
  readonly defects: unknown[] = [];
  readonly guard: OperatorGuard;
  readonly feed: StatusFeed;
  readonly app: ReturnType<typeof createOperatorApp>;
  /** Parts of the status; tests change them at will. */
  parts: UnlockedParts = exampleParts();
  settings: HubSettings = DEFAULT_SETTINGS;
  locked = false;
  windowOpen = true;
  statusReads = 0;
  /** Thrown by the next action. */
  failure: unknown = null;

  constructor(options: TestOperatorOptions = {}) {
    const { port = () => PORT, steadyMs, program, ...feedOptions } = options;
    this.guard = new OperatorGuard(steadyMs === undefined ? {} : { steadyMs });
    const status = () => this.status();
    this.feed = new StatusFeed({ status, minIntervalMs: 20, ...feedOptions });
    this.app = createOperatorApp({
      status,
      openPairing: (minutes) => this.#setPairing(minutes),
      closePairing: () => this.#setPairing(null),
      undoDevice: (id) => this.#change("undo", id),
      revokeDevice: (id) => this.#change("revoke", id),
      reinstateDevice: (id) => this.#change("reinstate", id),
      confirmClock: () => this.#act("confirmClock"),
      settings: () => Promise.resolve(this.settings),
      changeSettings: (change) => {
        this.settings = { ...this.settings, ...change };
        return Promise.resolve(this.settings);
      },
      vault: {
        setUp: async ({ hubName }) => {
          await this.#act(`setUp ${hubName}`);
          return RECOVERY_KEY;
        },
        unlock: async (key) => {
          await this.#act(`unlock by ${Object.keys(key)}`);
          requireRight("passphrase" in key ? key.passphrase : RIGHT_PASSPHRASE);
          this.locked = false;
        },
        lock: async () => {
          await this.#act("lock");
          this.locked = true;
        },
        confirm: async (passphrase) => {
          await this.#act("confirm");
          requireRight(passphrase);
        },
        changePassphrase: async (key) => {
          await this.#act(`changePassphrase by ${Object.keys(key)}`);
          if ("passphrase" in key) requireRight(key.passphrase);
        },
        newRecoveryKey: async (passphrase) => {
          await this.#act("newRecoveryKey");
          requireRight(passphrase);
          return RECOVERY_KEY;
        },
        restore: () => this.#act("restore"),
      },
      window: {
        close: () => this.windowOpen,
        show: () => this.done.push("show"),
        setLanguage: (language) => this.done.push(`language ${language}`),
      },
      serving: {
        stopped: false,
        stop: () => this.#act("stop serving"),
        start: () => this.done.push("start serving"),
      },
      attention: unused("attention"),
      cloud: unused("cloud"),
      health: unused("health"),
      audit: unused("audit"),
      copies: unused("copies"),
      recovery: unused("recovery"),
      custody: unused("custody"),
      screen: unused<Parameters<typeof createOperatorApp>[0]["screen"]>("screen", {
        preferences: DEFAULT_PREFERENCES,
      }),
      stop: () => this.done.push("stop"),
      guard: this.guard,
      feed: this.feed,
      port,
      ...(steadyMs === undefined ? {} : { steadyMs }),
      ...(program === undefined ? {} : { program }),
      onDefect: (error) => this.defects.push(error),
    });
  }

  status(): Promise<OperatorStatus> {
    this.statusReads++;
    if (this.failure !== null) return Promise.reject(this.failure);
    const status: OperatorStatus = this.locked
      ? {
        ...this.parts.running,
        state: "locked",
        hasRecoveryKey: true,
      }
      : unlockedStatus(this.parts);
    return Promise.resolve(status);
  }

  /** A request as a script with the token sends it, unless `init` says otherwise. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ host: `127.0.0.1:${PORT}` });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return Promise.resolve(this.app.request(`${ORIGIN}${path}`, { ...init, headers }));
  }

  /** A signed-in page: the headers it sends with every request. */
  async signIn(): Promise<Record<string, string>> {
    const response = await this.request("/api/session", {
      method: "POST",
      headers: { origin: ORIGIN, "content-type": "application/json" },
      body: JSON.stringify({ token: this.guard.newStartToken() }),
    });
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    return { origin: ORIGIN, cookie, "content-type": "application/json" };
  }

  [Symbol.dispose](): void {
    this.feed.close();
    this.guard.clear();
  }

  #act(what: string): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    this.done.push(what);
    return Promise.resolve();
  }

  #setPairing(minutes: number | null): void {
    this.done.push(minutes === null ? "closePairing" : `openPairing ${minutes}`);
    const pairing = minutes === null
      ? { open: false } as const
      : { open: true, untilMs: Date.now() + minutes * MINUTE_MS } as const;
    this.parts = { ...this.parts, running: { ...this.parts.running, pairing } };
  }

  async #change(what: "undo" | "revoke" | "reinstate", deviceId: string): Promise<void> {
    await this.#act(`${what} ${deviceId}`);
    const { keeper, waiting } = this.parts;
    const known = [...waiting, ...keeper.devices].some((phone) => phone.deviceId === deviceId);
    if (!known) throw new WireError("NOT_FOUND");
    const status = what === "reinstate" ? "admitted" : "revoked";
    const devices = keeper.devices.map((phone): KnownPhone =>
      phone.deviceId === deviceId ? { ...phone, status } : phone
    );
    this.parts = {
      ...this.parts,
      keeper: { ...keeper, devices },
      waiting: waiting.filter((phone) => phone.deviceId !== deviceId),
    };
  }
}

/** A part of the hub that tests with a {@linkcode TestOperator} do not ask. */
function unused<T extends object>(part: string, known: Partial<T> = {}): T {
  return new Proxy(known as T, {
    get: (target, name) =>
      Reflect.get(target, name) ??
        (() => Promise.reject(new Error(`${part} is not part of this test`))),
  });
}

function requireRight(passphrase: string): void {
  if (passphrase === RIGHT_PASSPHRASE) return;
  throw Object.assign(new Error("wrong"), { code: "WRONG_PASSPHRASE" });
}

/** Serves a {@linkcode TestOperator} on a real socket while it is used. */
export async function serving(
  options: TestOperatorOptions,
  use: (operator: TestOperator, port: number) => Promise<void>,
): Promise<void> {
  let port = 0;
  using operator = new TestOperator({ ...options, port: () => port });
  const address = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(address, operator.app.fetch);
  port = server.addr.port;
  try {
    await use(operator, port);
  } finally {
    operator.feed.close();
    await server.shutdown();
  }
}

/** A phone that synced some minutes ago. */
export function knownPhone(
  deviceId: string,
  nowMs: number,
  more: Partial<KnownPhone> = {},
): KnownPhone {
  return {
    deviceId,
    status: "admitted",
    name: deviceId,
    address: "192.168.10.31",
    userId: "6f1f6f0e-1111-4222-8333-123456789abc",
    userName: "Nurse Example",
    newerApp: false,
    ahead: null,
    scopeShrunkMs: null,
    firstSeenMs: nowMs - 9 * DAY_MS,
    lastSeenMs: nowMs - 5 * MINUTE_MS,
    lastSyncMs: nowMs - 7 * MINUTE_MS,
    rowsIn: 132,
    rowsOut: 2_310,
    tokensLapseAtMs: nowMs + 80 * DAY_MS,
    hasMore: false,
    progress: null,
    ...more,
  };
}

function exampleParts(): UnlockedParts {
  const nowMs = Date.now();
  const phone = (deviceId: string, more: Partial<KnownPhone>) => knownPhone(deviceId, nowMs, more);
  return {
    running: {
      programVersion: "26.11.2300",
      startedAtMs: nowMs - 100 * MINUTE_MS,
      lanUrl: "http://192.168.10.5:4001",
      pairing: { open: false },
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
    },
    hubId: "0197f3a2-5d1e-7c33-9a51-2f6f4b1f0c11",
    hubName: "Mobile Clinic 3",
    identityPublicKey: new Uint8Array(32).fill(9),
    keeper: {
      clinics: [],
      conflicts: 0,
      hasAccounts: true,
      clockLeapt: false,
      clockAheadMs: 0,
      rows: { clinics: 2, users: 6, patients: 1_204, visits: 3_377, events: 9_051, lab_results: 4 },
      quarantined: { SERVER_OWNED: 3 },
      databaseBytes: 28_413_952,
      schemaVersion: 1,
      devices: [
        phone("old phone", { name: "amber canoe mint" }),
        phone("new phone", { name: "river quartz thyme", firstSeenMs: nowMs - 60 * MINUTE_MS }),
        phone("gone phone", { name: "lemon orbit swan", status: "revoked", lastSyncMs: null }),
      ],
    },
    copies: NO_COPIES,
    cloud: NO_CLOUD,
    waiting: [{
      deviceId: "waiting phone",
      name: "willow dome plum",
      address: "192.168.10.77",
      sinceMs: nowMs - MINUTE_MS,
    }],
  };
}
