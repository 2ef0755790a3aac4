/**
 * The phone side as the listener sees it: locked or unlocked, and what the operator may do.
 *
 * @module
 */
import type { DeviceStatus, KeeperApi, KnownDevice } from "../keeper_api.ts";
import { WireError } from "../wire/mod.ts";
import { Admission, type WaitingDevice } from "./admission.ts";
import { errorAnswer } from "./answers.ts";
import { answerHandshake } from "./handshake.ts";
import { HandshakeLimits } from "./handshake_limits.ts";
import { InFlight } from "./in_flight.ts";
import { LastSeen } from "./last_seen.ts";
import { LeavingAnswers } from "./leaving_answers.ts";
import { LoginLimits } from "./login_limits.ts";
import { type PairingState, PairingWindow } from "./pairing_window.ts";
import { type PhoneClock, SYSTEM_CLOCK } from "./phone_clock.ts";
import type { PasswordCheck, PhoneContext } from "./phone_context.ts";
import { type PhoneEvent, PhoneEvents, type PhoneRoute } from "./phone_events.ts";
import { type PhoneLimits, phoneLimits } from "./phone_limits.ts";
import { ClientGone } from "./read_body.ts";
import { answerRpc } from "./rpc.ts";
import { Sessions } from "./sessions.ts";
import { type HubSecrets, UnlockedHub } from "./unlocked_hub.ts";

/** What a {@linkcode PhoneGate} is made of. */
export interface PhoneGateParts {
  /** Owner of vault and database. */
  readonly keeper: KeeperApi;
  /** Compares passwords off this thread. */
  readonly passwords: PasswordCheck;
  /** Told of everything an operator may see; its exceptions are ignored. */
  readonly onEvent: (event: PhoneEvent) => void;
  /** In place of the defaults. */
  readonly limits?: Partial<PhoneLimits>;
  /** The machine's clocks by default. */
  readonly clock?: PhoneClock;
  /** WebCrypto by default. */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** An unlock: the hub's secrets and the devices it has admitted or revoked before. */
export interface PhoneUnlock extends HubSecrets {
  /** As the keeper gives them when it opens the hub. */
  readonly devices: readonly KnownDevice[];
}

/**
 * Keeps everything phones need in memory while the hub is unlocked, and nothing of it afterwards.
 * Starts no timer: whoever owns it calls {@linkcode PhoneGate.upkeep} once a minute.
 *
 * @example
 * ```ts
 * const gate = new PhoneGate({ keeper, passwords, onEvent });
 * await gate.unlock({ identityPrivateKey, tokenKey, hubId, hubName, devices });
 * Deno.serve({ port: 4001 }, createLanApp(gate).fetch);
 * ```
 */
export class PhoneGate {
  readonly #context: PhoneContext;
  #hub: UnlockedHub | null = null;
  #draining = false;
  /** Counts unlocks and locks: an unlock that a lock overtook must not take effect. */
  #turn = 0;

  /**
   * A locked gate with pairing closed.
   *
   * @throws {RangeError} for limits out of range.
   */
  constructor(parts: PhoneGateParts) {
    const clock = parts.clock ?? SYSTEM_CLOCK;
    const limits = phoneLimits(parts.limits);
    const events = new PhoneEvents(clock, parts.onEvent);
    const sessions = new Sessions(clock, limits);
    const onGone = (deviceId: string) => sessions.dropDevice(deviceId);
    this.#context = {
      keeper: parts.keeper,
      passwords: parts.passwords,
      clock,
      randomBytes: parts.randomBytes ?? randomBytes,
      limits,
      events,
      pairing: new PairingWindow(clock),
      admission: new Admission({ clock, limits, events, onGone }),
      sessions,
      handshakeLimits: new HandshakeLimits(clock, limits.unknownHandshakesPerMinute),
      loginLimits: new LoginLimits(clock, limits, (notice) => events.notice(notice)),
      lastSeen: new LastSeen(),
      inFlight: new InFlight(limits),
      leaving: new LeavingAnswers(limits),
      hub: () => this.#requireHub(),
    };
  }

  /** Whether phones are served: unlocked, and not draining. */
  get ready(): boolean {
    return this.#hub !== null && !this.#draining;
  }

  /**
   * Starts serving. Takes over both keys: the identity key is zeroed at once, the token key at the
   * lock.
   *
   * @throws {TypeError} for an identity key that has not 32 bytes.
   */
  async unlock(unlock: PhoneUnlock): Promise<void> {
    this.lock();
    const turn = this.#turn;
    const hub = await UnlockedHub.from(unlock);
    if (turn !== this.#turn) return hub.drop();
    this.#context.admission.load(unlock.devices);
    this.#hub = hub;
  }

  /**
   * Takes no further requests and waits for those under way; true when none is left. Call
   * {@linkcode lock} next: requests still under way then are answered `LOCKED`.
   */
  async drain(timeoutMs: number): Promise<boolean> {
    this.#draining = true;
    const { inFlight, clock } = this.#context;
    const over = new AbortController();
    await Promise.race([inFlight.whenIdle(), clock.sleep(timeoutMs, over.signal)]);
    over.abort();
    return inFlight.requests === 0;
  }

  /** Serves again after a {@linkcode drain} that no lock has followed. */
  resume(): void {
    this.#draining = false;
  }

  /** What is under way now. */
  get underWay(): { readonly phones: number; readonly requests: number } {
    const { phones, requests } = this.#context.inFlight;
    return { phones, requests };
  }

  /** Zeroes every key and forgets every device. The pairing window stays as it is. */
  lock(): void {
    this.#turn++;
    this.#hub?.drop();
    this.#hub = null;
    this.#draining = false;
    this.#context.sessions.clear();
    this.#context.admission.clear();
  }

  /** Changes the name phones are told, until the next unlock. */
  setHubName(name: string): void {
    this.#requireHub().hubName = name;
  }

  /** Whether phones never seen may introduce themselves, and until when. */
  get pairing(): PairingState {
    return this.#context.pairing.state;
  }

  /** Lets phones never seen introduce themselves for `forMs`, or until the process ends when null. */
  openPairing(forMs: number | null): void {
    this.#context.pairing.open(forMs);
  }

  /** Lets no further phone introduce itself; those waiting may still log in. */
  closePairing(): void {
    this.#context.pairing.close();
  }

  /** Devices that have introduced themselves and not logged in yet, longest waiting first. */
  get waiting(): readonly WaitingDevice[] {
    return this.#context.admission.waiting;
  }

  /**
   * Takes an admission back: a waiting device is forgotten, an admitted one revoked. False when the
   * device is neither.
   *
   * @throws {WireError} `LOCKED`, and what the keeper refuses: the device is shut out all the same
   * until the next unlock.
   */
  async undo(deviceId: string): Promise<boolean> {
    this.#requireHub();
    if (this.#context.admission.undoWaiting(deviceId)) return true;
    return await this.#shutOut(deviceId, "device_undone");
  }

  /** Revokes an admitted device; otherwise as {@linkcode undo}. */
  async revoke(deviceId: string): Promise<boolean> {
    this.#requireHub();
    return await this.#shutOut(deviceId, "device_revoked");
  }

  /**
   * Admits a revoked device again; false when it is not revoked.
   *
   * @throws {WireError} `LOCKED`, and what the keeper refuses: then it stays revoked.
   */
  async reinstate(deviceId: string): Promise<boolean> {
    this.#requireHub();
    const { admission, keeper } = this.#context;
    if (admission.known(deviceId)?.status !== "revoked") return false;
    await keeper.setDeviceStatus(deviceId, "admitted");
    admission.setStatus(deviceId, "admitted", "device_reinstated");
    return true;
  }

  /** Drops what has expired and stores when devices were last heard: once a minute. */
  async upkeep(): Promise<void> {
    const { admission, sessions, handshakeLimits, loginLimits } = this.#context;
    for (const part of [admission, sessions, handshakeLimits, loginLimits]) part.sweep();
    await this.flush();
  }

  /** Stores when devices were last heard. Call it before the lock. Never rejects. */
  async flush(): Promise<void> {
    if (this.#hub === null) return;
    const { lastSeen, keeper, events } = this.#context;
    try {
      await lastSeen.flush((seen) => keeper.touchDevices(seen));
    } catch {
      events.error("TOUCH_FAILED", "upkeep");
    }
  }

  /** Answers a request to one of the three routes that do work. Never rejects. */
  async answer(
    route: PhoneRoute,
    request: Request,
    address: string,
    written: Promise<void> = Promise.resolve(),
  ): Promise<Response> {
    const context = this.#context;
    try {
      // While locked not a byte of the body is read.
      this.#requireServing();
      using _entered = context.inFlight.enter(address);
      return route === "handshake"
        ? await answerHandshake(context, request, address)
        : await answerRpc(context, route, request, { address, written });
    } catch (error) {
      if (error instanceof WireError) return errorAnswer(error.code, error);
      if (!(error instanceof ClientGone)) context.events.error("HANDLER_FAILED", route);
      return errorAnswer("INTERNAL");
    }
  }

  async #shutOut(deviceId: string, as: "device_undone" | "device_revoked"): Promise<boolean> {
    const { admission, keeper } = this.#context;
    if (admission.known(deviceId)?.status !== "admitted") return false;
    const status: DeviceStatus = "revoked";
    admission.setStatus(deviceId, status, as);
    await keeper.setDeviceStatus(deviceId, status);
    return true;
  }

  #requireServing(): void {
    if (!this.ready) throw new WireError("LOCKED");
  }

  #requireHub(): UnlockedHub {
    if (this.#hub === null) throw new WireError("LOCKED");
    return this.#hub;
  }
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
