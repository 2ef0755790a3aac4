/**
 * The session keys of all devices, in memory only.
 *
 * Phones make a handshake before each call, and their calls overlap, so the keys a newer handshake
 * has superseded go on opening requests for a while (W-R11).
 *
 * @module
 */
import type { PhoneClock } from "./phone_clock.ts";
import type { PhoneLimits } from "./phone_limits.ts";
import { ReplayBudget } from "./replay_budget.ts";
import { Session } from "./session.ts";

/** Keeps each device's keys within their lifetimes and numbers. */
export class Sessions {
  readonly #clock: PhoneClock;
  readonly #limits: PhoneLimits;
  readonly #budget: ReplayBudget;
  /** Each list newest first. */
  readonly #byDevice = new Map<string, Session[]>();
  /** All superseded ones in the order in which that happened. */
  readonly #superseded = new Set<Session>();
  #size = 0;

  constructor(clock: PhoneClock, limits: PhoneLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#budget = new ReplayBudget(limits, () => this.#retireBusiest());
  }

  /** Keys held. */
  get size(): number {
    return this.#size;
  }

  /** Takes over a new key as the device's newest one. */
  add(deviceId: string, key: Uint8Array): void {
    const nowMs = this.#clock.steadyMs();
    this.#expire(deviceId, nowMs);
    const older = this.#byDevice.get(deviceId) ?? [];
    const newest = older[0];
    if (newest !== undefined) {
      newest.supersededAtMs = nowMs;
      this.#superseded.add(newest);
    }
    const session = new Session(deviceId, key, nowMs, this.#budget);
    this.#byDevice.set(deviceId, [session, ...older]);
    this.#size++;
    const oldest = older[this.#limits.maxKeysPerDevice - 1];
    if (oldest !== undefined) this.#retire(oldest);
    if (this.#size > this.#limits.maxKeys) this.#retireOneExcept(session);
  }

  /** The device's live keys, newest first. */
  of(deviceId: string): readonly Session[] {
    this.#expire(deviceId, this.#clock.steadyMs());
    return this.#byDevice.get(deviceId) ?? [];
  }

  /** Notes that a request was opened with this key. */
  used(session: Session): void {
    session.lastUsedMs = this.#clock.steadyMs();
  }

  /** Ends all keys of a device at once; requests under way get an error. */
  dropDevice(deviceId: string): void {
    for (const session of this.#byDevice.get(deviceId) ?? []) {
      this.#forget(session);
      session.wipe();
    }
  }

  /** Ends everything at once: the hub is locked. */
  clear(): void {
    for (const deviceId of this.#byDevice.keys()) this.dropDevice(deviceId);
  }

  /** Ends what has expired, so that no key outlives its time for want of a request. */
  sweep(): void {
    const nowMs = this.#clock.steadyMs();
    for (const deviceId of this.#byDevice.keys()) this.#expire(deviceId, nowMs);
  }

  #expire(deviceId: string, nowMs: number): void {
    for (const session of this.#byDevice.get(deviceId) ?? []) {
      const { supersededAtMs } = session;
      const expired = supersededAtMs === null
        ? nowMs - session.lastUsedMs >= this.#limits.sessionIdleMs
        : nowMs - supersededAtMs >= this.#limits.supersededMs;
      if (expired) this.#retire(session);
    }
  }

  /** Ends the key superseded longest ago; failing that, the one unused longest. */
  #retireOneExcept(spared: Session): void {
    const [oldest] = this.#superseded;
    if (oldest !== undefined) return this.#retire(oldest);
    let idlest: Session | null = null;
    for (const [session] of this.#byDevice.values()) {
      if (session === undefined || session === spared) continue;
      if (idlest === null || session.lastUsedMs < idlest.lastUsedMs) idlest = session;
    }
    if (idlest !== null) this.#retire(idlest);
  }

  /** Ends the key that has opened most requests, when all together have opened too many. */
  #retireBusiest(): void {
    let busiest: Session | null = null;
    for (const session of [...this.#byDevice.values()].flat()) {
      if (busiest === null || session.replay.size > busiest.replay.size) busiest = session;
    }
    if (busiest !== null) this.#retire(busiest);
  }

  #retire(session: Session): void {
    this.#forget(session);
    session.retire();
  }

  #forget(session: Session): void {
    const rest = (this.#byDevice.get(session.deviceId) ?? []).filter((other) => other !== session);
    this.#size--;
    this.#superseded.delete(session);
    if (rest.length === 0) this.#byDevice.delete(session.deviceId);
    else this.#byDevice.set(session.deviceId, rest);
  }
}
