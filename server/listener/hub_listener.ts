/**
 * The listener: sockets, sessions and the order of starting and stopping. Owns no rule.
 *
 * @module
 */

import type { KeeperControl, OpenedHub, OpenRequest } from "../keeper/hub_keeper.ts";
import { PasswordChecker } from "../phone/password_check.ts";
import { createLanApp, deviceName, type PhoneEvent, PhoneGate } from "../phone/mod.ts";
import type { StartOptions } from "../start_options.ts";
import { StartError } from "../start_error.ts";
import { importIdentityKey } from "../wire/session_key.ts";
import { encodeBase64url } from "../wire/base64url.ts";
import { pairingText } from "../wire/pairing.ts";
import type { Announce } from "./announcer.ts";
import { lanUrl } from "./lan_address.ts";
import { SteadyServer } from "./steady_server.ts";
import { type HubIdentity, type OperatorPlace, OperatorSide } from "./operator_side.ts";

/** How long requests under way may take when the hub stops, ms. */
const DRAIN_MS = 5_000;
/** How often the operator is told of phones that will need a new scan, ms. */
const REMIND_MS = 6 * 3_600_000;
/** How often expired things are dropped and last contacts stored, ms. */
const UPKEEP_MS = 60_000;

const MIB = 1024 * 1024;

/** What the listener is started with. */
export interface ListenerOptions {
  readonly options: StartOptions;
  readonly open: OpenRequest;
  readonly version: string;
}

/** What it needs. */
export interface ListenerParts {
  readonly keeper: KeeperControl;
  readonly announce: Announce;
  /** Told once, when everything has stopped. */
  readonly onStopped: () => void;
}

/** One running hub. */
export class HubListener {
  readonly #parts: ListenerParts;
  readonly #passwords = new PasswordChecker();
  #gate: PhoneGate | null = null;
  readonly #startedAtMs = Date.now();
  #server: SteadyServer | null = null;
  #operator: OperatorSide | null = null;
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #stopping: Promise<void> | null = null;
  #locked = false;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  /**
   * Opens the hub, then the port, then says `ready`.
   *
   * @throws {StartError}
   */
  async start({ options, open, version }: ListenerOptions): Promise<void> {
    const { keeper, announce } = this.#parts;
    const opened = await keeper.open(open);
    try {
      const identity = await identityOf(opened);
      const gate = new PhoneGate({
        keeper,
        passwords: this.#passwords,
        onEvent: (event) => this.#announcePhone(event),
        limits: { maxBodyBytes: opened.settings.maxBodyMiB * MIB },
      });
      this.#gate = gate;
      const { identityPrivateKey, tokenKey, hubId, hubName, devices } = opened;
      await gate.unlock({ identityPrivateKey, tokenKey, hubId, hubName, devices });
      if (options.pairingOpen) gate.openPairing(null);
      this.#server = this.#listen(options, gate);
      const { port } = this.#server;
      const url = () => lanUrl(options.host, port, Deno.networkInterfaces());
      const place = this.#operatorPlace(options, { version, identity, gate, lanUrl: url });
      this.#operator = await OperatorSide.start(place);
      const remind = () => keeper.remindOfScans().catch(() => {});
      this.#timers.push(
        setInterval(() => gate.upkeep(), UPKEEP_MS),
        setInterval(remind, REMIND_MS),
      );
      announce({
        event: "ready",
        lan_url: url(),
        operator_url: this.#operator.startUrl(),
        pairing: JSON.parse(
          pairingText({ url: url(), id: identity.id, pk: encodeBase64url(identity.publicKey) }),
        ),
        ...(open.demo ? { accounts: opened.accounts } : {}),
      });
      if (!opened.hasAccounts) announce({ event: "error", code: "NO_ACCOUNTS" });
      await remind();
    } catch (error) {
      await this.#closeAll();
      throw error;
    }
  }

  /** Something an open operator page shows may have changed. */
  notify(): void {
    this.#operator?.notify();
  }

  /** Lets requests under way end, locks, and closes both ports. Safe to call again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#closeAll().finally(this.#parts.onStopped);
    return this.#stopping;
  }

  /** A full lock: every key is dropped, phones are answered 503 (decision 27). */
  async lock(): Promise<void> {
    if (this.#locked) return;
    this.#locked = true;
    await this.#lockGate();
    await this.#parts.keeper.close();
    this.#parts.announce({ event: "locked" });
    this.#operator?.notify();
  }

  async #lockGate(): Promise<void> {
    const gate = this.#gate;
    await gate?.drain(DRAIN_MS);
    await gate?.flush();
    gate?.lock();
  }

  async #closeAll(): Promise<void> {
    this.#timers.forEach(clearInterval);
    const server = this.#server;
    await this.#lockGate();
    await server?.stop();
    await this.#parts.keeper.close();
    await this.#operator?.stop();
    this.#passwords[Symbol.dispose]();
  }

  #listen({ host: hostname, port }: StartOptions, gate: PhoneGate): SteadyServer {
    const app = createLanApp(gate);
    try {
      return new SteadyServer({
        hostname,
        port,
        handler: (request, info) => app.fetch(request, info),
        onInterrupted: () => this.#parts.announce({ event: "error", code: "LISTENER_INTERRUPTED" }),
      });
    } catch (error) {
      const taken = error instanceof Deno.errors.AddrInUse ||
        error instanceof Deno.errors.PermissionDenied;
      if (taken) throw new StartError("PORT", { cause: error });
      const detail = "--host is not an address of this machine";
      throw new StartError("USAGE", { detail, cause: error });
    }
  }

  #operatorPlace(
    options: StartOptions,
    hub: Pick<OperatorPlace, "version" | "identity" | "gate" | "lanUrl">,
  ): OperatorPlace {
    return {
      ...hub,
      port: options.operatorPort,
      tokenFile: options.operatorTokenFile,
      keeper: this.#parts.keeper,
      startedAtMs: this.#startedAtMs,
      isLocked: () => this.#locked,
      lock: () => this.lock(),
      stop: () => void this.stop(),
      onDefect: () => this.#parts.announce({ event: "error", code: "OPERATOR_SIDE_FAILED" }),
    };
  }

  #announcePhone(event: PhoneEvent): void {
    const { announce } = this.#parts;
    if (event.type === "error") {
      announce({ event: "error", code: event.code });
    } else if (event.type === "notice") {
      const device = event.deviceId === undefined ? null : deviceName(event.deviceId);
      announce({ event: "phone", code: event.code, device });
    } else {
      announce({ event: "phone", code: event.type, device: event.name });
    }
    this.#operator?.notify();
  }
}

async function identityOf(opened: OpenedHub): Promise<HubIdentity> {
  const { publicKey } = await importIdentityKey(opened.identityPrivateKey);
  return { id: opened.hubId, name: opened.hubName, publicKey };
}
