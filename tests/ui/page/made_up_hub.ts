/** A hub of which only what the operator sees exists, with something on every screen. */

import { DEFAULT_SETTINGS, type HubSettings } from "../../../server/database/settings.ts";
import {
  createOperatorApp,
  type HubTrouble,
  type KnownPhone,
  OperatorGuard,
  type OperatorStatus,
  operatorUrl,
  type RunningStatus,
  type ScreenPreferences,
  StatusFeed,
  type UnlockedParts,
  unlockedStatus,
} from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { MadeUpCloud } from "./made_up_cloud.ts";
import { madeUpHealth } from "./made_up_health.ts";
import { bars, madeUpAside, madeUpAudit, madeUpConflicts, madeUpParts } from "./made_up_data.ts";
import { madeUpRest } from "./made_up_rest.ts";

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
  /** Why nothing opens it. */
  trouble: HubTrouble | null = null;
  parts: UnlockedParts;
  settings: HubSettings = DEFAULT_SETTINGS;
  conflicts = madeUpConflicts();
  aside = madeUpAside();
  /** What the status says instead of what is there: it is told a moment later than the list. */
  statedAside: Readonly<Record<string, number>> | null = null;
  readonly cloud: MadeUpCloud;
  #feed = this.#newFeed();
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(nowMs = Date.now()) {
    this.parts = madeUpParts(nowMs);
    this.cloud = new MadeUpCloud(
      () => this.parts.cloud,
      (change) => {
        this.parts = { ...this.parts, cloud: { ...this.parts.cloud, ...change } };
        this.tell();
      },
      this.done,
    );
    this.#server = this.#serve(freePort());
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
      const oldHubFiles = ["hikma-health.db"];
      return { ...running, state: "new", oldHubFiles, machineName: "laptop", before: null };
    }
    const { trouble } = this;
    if (this.state === "locked" && trouble === null) {
      return { ...running, state: "locked", hasRecoveryKey: true };
    }
    if (this.state === "locked" && trouble !== null) {
      const keptCopyAtMs = Date.now() - DAY_MS;
      return { ...running, state: "damaged", trouble, hasRecoveryKey: true, keptCopyAtMs };
    }
    const { conflicts, aside } = this;
    const quarantined: Record<string, number> = {};
    for (const { reason } of aside) quarantined[reason] = (quarantined[reason] ?? 0) + 1;
    const counts = { conflicts: conflicts.length, quarantined: this.statedAside ?? quarantined };
    const keeper = { ...this.parts.keeper, ...counts };
    return unlockedStatus({ ...this.parts, running, keeper });
  }

  #deps(): Parameters<typeof createOperatorApp>[0] {
    const act = (what: string) => {
      this.done.push(what);
      return Promise.resolve();
    };
    const preferences = () => this.parts.running.preferences;
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
      audit: {
        entries: () => Promise.resolve(madeUpAudit()),
        export: () => Promise.resolve({ ticket: 1, lines: null }),
      },
      screen: {
        get preferences() {
          return preferences();
        },
        changePreferences: (change: Partial<ScreenPreferences>) => {
          this.tell({ preferences: { ...this.parts.running.preferences, ...change } });
          return act(`prefer ${Object.keys(change)}`);
        },
        chooseAddress: (address) => {
          this.tell({ network: { ...this.parts.running.network, choice: address } });
          return act(`address ${address}`);
        },
        choosePort: (port) => {
          this.tell({ network: { ...this.parts.running.network, portChoice: port } });
          return act(`port ${port}`);
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
      cloud: this.cloud,
      health: {
        problems: this.parts.running.problems,
        look: () => Promise.resolve(madeUpHealth(Date.now(), this.parts.running.problems)),
        checkDatabase: () => act("check database"),
      },
      ...madeUpRest(act),
      serving: {
        stopped: false,
        stop: () => {
          this.tell({ servingStopped: true });
          return act("stop serving");
        },
        start: () => {
          this.done.push("start serving");
          this.tell({ servingStopped: false });
        },
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
