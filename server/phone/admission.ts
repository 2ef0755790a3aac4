/**
 * Which devices may speak to the hub.
 *
 * A device never seen is *waiting* once it has made a handshake while pairing was open, *admitted*
 * once someone has logged in on it, and *revoked* when the operator says so.
 *
 * @module
 */
import type { KnownDevice } from "../keeper_api.ts";
import { WireError } from "../wire/mod.ts";
import { deviceName } from "./device_name.ts";
import type { PhoneClock } from "./phone_clock.ts";
import type { DeviceEvent, PhoneEvents } from "./phone_events.ts";
import type { PhoneLimits } from "./phone_limits.ts";

/** How the hub stands to a device. */
export type DeviceState = "unknown" | "waiting" | "admitted" | "revoked";

/** A device that has made a handshake and not yet logged in. */
export interface WaitingDevice {
  /** The phone's `client_id`. */
  readonly deviceId: string;
  /** Three words made from its id. */
  readonly name: string;
  /** Address of its last handshake. */
  readonly address: string;
  /** Epoch ms of its first handshake. */
  readonly sinceMs: number;
}

interface Waiting extends WaitingDevice {
  address: string;
  readonly forgetAtSteadyMs: number;
  /** Logins of it that are being stored: not to be forgotten in the middle. */
  logins: number;
}

/** What {@linkcode Admission} needs. */
export interface AdmissionParts {
  readonly clock: PhoneClock;
  readonly limits: Pick<PhoneLimits, "waitingMs" | "maxWaiting">;
  readonly events: PhoneEvents;
  /** Called for a device that may no longer speak: its sessions end. */
  readonly onGone: (deviceId: string) => void;
}

/** The devices of an unlocked hub. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #known = new Map<string, KnownDevice>();
  /** Longest waiting first. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Takes over the devices the hub has admitted or revoked before. */
  load(devices: readonly KnownDevice[]): void {
    for (const device of devices) this.#known.set(device.deviceId, device);
  }

  /** Forgets every device: the hub is locked. */
  clear(): void {
    this.#known.clear();
    this.#waiting.clear();
  }

  /** How the hub stands to a device now. */
  stateOf(deviceId: string): DeviceState {
    this.sweep();
    return this.#known.get(deviceId)?.status ??
      (this.#waiting.has(deviceId) ? "waiting" : "unknown");
  }

  /** The admitted or revoked device, if it is one. */
  known(deviceId: string): KnownDevice | undefined {
    return this.#known.get(deviceId);
  }

  /** Devices without a login, longest waiting first. */
  get waiting(): readonly WaitingDevice[] {
    this.sweep();
    return [...this.#waiting.values()].map(({ deviceId, name, address, sinceMs }) => ({
      deviceId,
      name,
      address,
      sinceMs,
    }));
  }

  /**
   * Refuses when one more device cannot wait.
   *
   * @throws {WireError} `TOO_MANY` until the device waiting longest is forgotten.
   */
  requireRoom(): void {
    this.sweep();
    if (this.#waiting.size < this.#parts.limits.maxWaiting) return;
    this.#parts.events.notice({ code: "WAITING_FULL" });
    const [oldest] = this.#waiting.values();
    const waitMs = (oldest?.forgetAtSteadyMs ?? 0) - this.#parts.clock.steadyMs();
    throw new WireError("TOO_MANY", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  /** Notes the handshake of a device that is not known. */
  wait(deviceId: string, address: string): void {
    const { clock, limits } = this.#parts;
    const before = this.#waiting.get(deviceId);
    if (before !== undefined) {
      before.address = address;
      return;
    }
    const device = {
      deviceId,
      name: deviceName(deviceId),
      address,
      sinceMs: clock.wallMs(),
      forgetAtSteadyMs: clock.steadyMs() + limits.waitingMs,
      logins: 0,
    };
    this.#waiting.set(deviceId, device);
    this.#tell("device_waiting", { ...device, userId: null });
  }

  /** Keeps a waiting device from being forgotten while its login is stored. */
  holdLogin(deviceId: string): Disposable {
    const device = this.#waiting.get(deviceId);
    if (device !== undefined) device.logins++;
    return {
      [Symbol.dispose]: () => {
        if (device !== undefined) device.logins--;
      },
    };
  }

  /** Notes a login that the keeper has stored. A device revoked meanwhile stays so. */
  admit(device: KnownDevice): void {
    const before = this.#known.get(device.deviceId)?.status;
    if (before === "revoked") return;
    const isNew = before === undefined;
    this.#waiting.delete(device.deviceId);
    this.#known.set(device.deviceId, device);
    if (isNew) this.#tell("device_admitted", device);
  }

  /** Forgets a waiting device because the operator does not want it; false if it is not waiting. */
  undoWaiting(deviceId: string): boolean {
    return this.#removeWaiting(deviceId, "device_undone");
  }

  /** Marks a known device revoked or admitted again; `as` says how the operator sees it. */
  setStatus(
    deviceId: string,
    status: KnownDevice["status"],
    as: "device_undone" | "device_revoked" | "device_reinstated",
  ): void {
    const device = this.#known.get(deviceId);
    if (device === undefined || device.status === status) return;
    this.#known.set(deviceId, { ...device, status });
    if (status === "revoked") this.#parts.onGone(deviceId);
    this.#tell(as, device);
  }

  /** Forgets devices that have waited too long. */
  sweep(): void {
    const nowMs = this.#parts.clock.steadyMs();
    for (const device of this.#waiting.values()) {
      if (device.forgetAtSteadyMs > nowMs) return;
      if (device.logins === 0) this.#removeWaiting(device.deviceId, "device_forgotten");
    }
  }

  #removeWaiting(deviceId: string, as: "device_undone" | "device_forgotten"): boolean {
    const device = this.#waiting.get(deviceId);
    if (device === undefined) return false;
    this.#waiting.delete(deviceId);
    this.#parts.onGone(deviceId);
    this.#tell(as, { ...device, userId: null });
    return true;
  }

  #tell(
    type: DeviceEvent["type"],
    device: { deviceId: string; name: string; address: string; userId: string | null },
  ): void {
    const { deviceId, name, address, userId } = device;
    this.#parts.events.device({ type, deviceId, name, address, userId });
  }
}
