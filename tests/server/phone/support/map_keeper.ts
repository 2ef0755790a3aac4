/** A keeper made of maps: what the phone side asks is kept for the test to look at. */
import { gcm } from "@noble/ciphers/aes.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type {
  CallRequest,
  CallResult,
  DeviceLogin,
  DeviceSeen,
  DeviceStatus,
  KeeperApi,
  LoginCandidate,
  LoginFacts,
  OpenedLarge,
  UnwrappedLarge,
} from "../../../../server/keeper_api.ts";
import { WireError } from "../../../../server/wire/errors.ts";
import { fromBase64url } from "./noble_phone.ts";

export type Procedure = (request: CallRequest) => CallResult | Promise<CallResult>;

export const AMAL: LoginCandidate = {
  userId: "user-amal",
  hashedPassword: "hash of right",
  clinicId: "clinic-1",
  role: "provider",
  name: "Amal",
  clinicName: "North Clinic",
  email: "amal@clinic.example",
};

export class MapKeeper implements KeeperApi {
  readonly users = new Map<string, LoginCandidate>([[AMAL.email, AMAL]]);
  readonly procedures = new Map<string, Procedure>();
  readonly statuses = new Map<string, DeviceStatus>();
  readonly logins: DeviceLogin[] = [];
  readonly calls: CallRequest[] = [];
  /** Devices whose pulls' answers have left. */
  readonly written: string[] = [];
  readonly touched: DeviceSeen[][] = [];
  readonly large = new Map<number, { clientId: string; payload: string }>();
  candidatesRead = 0;
  unwrapped = 0;
  /** Awaited by the method of that name before it does anything. */
  readonly before = new Map<keyof KeeperApi, () => Promise<void> | void>();

  /** How many writes the phone side has caused. */
  get writes(): number {
    return this.logins.length + this.touched.length + this.calls.length;
  }

  async loginCandidate(email: string): Promise<LoginCandidate | null> {
    await this.before.get("loginCandidate")?.();
    this.candidatesRead++;
    return this.users.get(email) ?? null;
  }

  async deviceLoggedIn(login: DeviceLogin): Promise<LoginFacts> {
    await this.before.get("deviceLoggedIn")?.();
    if (this.statuses.get(login.deviceId) === "revoked") throw new WireError("DEVICE_REVOKED");
    this.logins.push(login);
    this.statuses.set(login.deviceId, "admitted");
    const user = [...this.users.values()].find(({ userId }) => userId === login.userId);
    if (user === undefined) throw new WireError("AUTH_FAILED");
    const { userId, role, name, clinicName, email } = user;
    return { userId, clinicId: user.clinicId ?? "", role, name, clinicName, email };
  }

  async unwrapLarge(body: Uint8Array<ArrayBuffer>): Promise<UnwrappedLarge> {
    await this.before.get("unwrapLarge")?.();
    const taken = new Uint8Array(body.buffer.transfer()); // as a message port would
    const { client_id: clientId, payload } = JSON.parse(new TextDecoder().decode(taken));
    const ticket = ++this.unwrapped;
    this.large.set(ticket, { clientId, payload });
    return { clientId, ticket };
  }

  async openLarge(
    ticket: number,
    keys: readonly Uint8Array[],
    label: "command" | "query",
  ): Promise<OpenedLarge> {
    await this.before.get("openLarge")?.();
    const payload = this.large.get(ticket)?.payload ?? "";
    const bytes = fromBase64url(payload);
    const [nonce, sealed] = [bytes.subarray(0, 12), bytes.subarray(12)];
    for (const [keyIndex, key] of keys.entries()) {
      try {
        const plain = gcm(key, nonce, new TextEncoder().encode(label)).decrypt(sealed);
        const inner = JSON.parse(new TextDecoder().decode(plain));
        const digest = sha256(new TextEncoder().encode(payload)).toHex();
        return {
          keyIndex,
          nonce: nonce.toHex(),
          digest,
          name: inner[label],
          token: inner.token ?? null,
        };
      } catch {
        // another key
      }
    }
    this.large.delete(ticket);
    throw new WireError("MALFORMED");
  }

  dropLarge(ticket: number): Promise<void> {
    this.large.delete(ticket);
    return Promise.resolve();
  }

  async call(request: CallRequest): Promise<CallResult> {
    await this.before.get("call")?.();
    this.calls.push(request);
    if (request.ticket !== undefined) this.large.delete(request.ticket);
    const procedure = this.procedures.get(request.name);
    return await procedure?.(request) ?? { ok: false, code: "UNKNOWN_PROCEDURE" };
  }

  answerWritten(deviceId: string): Promise<void> {
    this.written.push(deviceId);
    return Promise.resolve();
  }

  async touchDevices(seen: readonly DeviceSeen[]): Promise<void> {
    await this.before.get("touchDevices")?.();
    this.touched.push([...seen]);
  }

  async setDeviceStatus(deviceId: string, status: DeviceStatus): Promise<void> {
    await this.before.get("setDeviceStatus")?.();
    this.statuses.set(deviceId, status);
  }
}

/** A successful result. */
export function result(value: unknown): CallResult {
  return { ok: true, result: new TextEncoder().encode(JSON.stringify(value)) };
}
