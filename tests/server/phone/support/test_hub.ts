/** A phone side on maps and standing clocks, reached through `app.request()`. */
import type { KnownDevice } from "../../../../server/keeper_api.ts";
import { createLanApp, type LanApp } from "../../../../server/phone/lan_app.ts";
import type { PhoneEvent } from "../../../../server/phone/phone_events.ts";
import { PhoneGate } from "../../../../server/phone/phone_gate.ts";
import type { PhoneLimits } from "../../../../server/phone/phone_limits.ts";
import { MapKeeper, result } from "./map_keeper.ts";
import { NoblePhone } from "./noble_phone.ts";
import { TestClock } from "./test_clock.ts";

export const HUB_ID = "0197a1de-0000-7000-8000-000000000001";

/** Compares with a made-up hash, and counts. */
export class TestPasswords {
  readonly asked: { password: string; hash: string | null }[] = [];
  before: (() => Promise<void>) | null = null;

  async verify(password: string, hash: string | null): Promise<boolean> {
    this.asked.push({ password, hash });
    await this.before?.();
    return hash === `hash of ${password}`;
  }
}

export interface TestHub {
  readonly gate: PhoneGate;
  readonly app: LanApp;
  readonly keeper: MapKeeper;
  readonly passwords: TestPasswords;
  readonly clock: TestClock;
  readonly events: PhoneEvent[];
  readonly tokenKey: Uint8Array;
  phone(id?: string): NoblePhone;
  /** A phone that is admitted, with a session and a token. */
  admitted(id?: string): Promise<NoblePhone>;
  codes(): string[];
}

export interface TestHubOptions {
  readonly limits?: Partial<PhoneLimits>;
  readonly devices?: readonly KnownDevice[];
  readonly unlocked?: boolean;
  readonly pairingOpen?: boolean;
}

export async function testHub(options: TestHubOptions = {}): Promise<TestHub> {
  const clock = new TestClock();
  const keeper = new MapKeeper();
  const passwords = new TestPasswords();
  const events: PhoneEvent[] = [];
  const { limits = {}, devices = [] } = options;
  const gate = new PhoneGate({
    keeper,
    passwords,
    clock,
    limits,
    onEvent: (event) => events.push(event),
  });
  const tokenKey = new Uint8Array(32).fill(9);
  if (options.unlocked ?? true) await gate.unlock(unlockWith(devices, tokenKey));
  if (options.pairingOpen ?? true) gate.openPairing(null);
  keeper.procedures.set("echo", ({ args, userId }) => result({ args, userId }));
  const app = createLanApp(gate);
  const send = async (path: string, init: RequestInit, address = "192.168.1.20") =>
    await app.request(path, init, { remoteAddr: { hostname: address } });
  let phones = 0;
  const phone = (id = `phone-${++phones}`) => new NoblePhone(id, send);
  return {
    gate,
    app,
    keeper,
    passwords,
    clock,
    events,
    tokenKey,
    phone,
    admitted: async (id) => {
      const admitted = phone(id);
      await admitted.handshake();
      await admitted.login();
      return admitted;
    },
    codes: () =>
      events.filter(({ type }) => type !== "refusal")
        .map((event) => "code" in event ? event.code : event.type),
  };
}

export function unlockWith(devices: readonly KnownDevice[] = [], tokenKey?: Uint8Array) {
  return {
    identityPrivateKey: new Uint8Array(32).fill(7),
    tokenKey: tokenKey ?? new Uint8Array(32).fill(9),
    hubId: HUB_ID,
    hubName: "Clinic Hub",
    devices,
  };
}

export function knownDevice(deviceId: string, over: Partial<KnownDevice> = {}): KnownDevice {
  const nowMs = new TestClock().wallMs();
  return {
    deviceId,
    status: "admitted",
    name: "amber cedar lake",
    address: "192.168.1.20",
    userId: "user-amal",
    firstSeenMs: nowMs,
    lastSeenMs: nowMs,
    lastSyncMs: null,
    rowsIn: 0,
    rowsOut: 0,
    ...over,
  };
}
