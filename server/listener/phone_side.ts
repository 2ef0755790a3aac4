/**
 * The phones' side of the listener: which gate they come to, and who the hub says it is.
 *
 * @module
 */

import type { KeeperControl, OpenedHub } from "../keeper/keeper_control.ts";
import { PasswordChecker } from "../phone/password_check.ts";
import { createLanApp, deviceName, type LanApp, type PhoneEvent, PhoneGate } from "../phone/mod.ts";
import { encodeBase64url } from "../wire/base64url.ts";
import { pairingText } from "../wire/pairing.ts";
import { importIdentityKey } from "../wire/session_key.ts";
import type { Announce } from "./announcer.ts";
import type { AuditForwarder } from "./audit_forwarder.ts";
import type { HubIdentity } from "./operator_side.ts";

const MIB = 1024 * 1024;

/** What it needs. */
export interface PhoneSideParts {
  readonly keeper: KeeperControl;
  readonly audit: AuditForwarder;
  readonly announce: Announce;
  /** Something that the operator's page shows may have changed. */
  readonly onChange: () => void;
}

/** See the module. */
export class PhoneSide implements Disposable {
  readonly #parts: PhoneSideParts;
  readonly #passwords = new PasswordChecker();
  #gate: PhoneGate;
  #app: LanApp;
  #identity: HubIdentity | null = null;

  constructor(parts: PhoneSideParts) {
    this.#parts = parts;
    this.#gate = this.#newGate({});
    this.#app = createLanApp(this.#gate);
  }

  /** Of the hub that is open, or was open last. */
  get gate(): PhoneGate {
    return this.#gate;
  }

  /** Answers phones. */
  get app(): LanApp {
    return this.#app;
  }

  /** Who the hub is, null before it was open. */
  get identity(): HubIdentity | null {
    return this.#identity;
  }

  /** Lets the phones of a hub that was just opened in. */
  async serve(opened: OpenedHub, pairingOpen: boolean): Promise<void> {
    const { identityPrivateKey, tokenKey, hubId, hubName, devices, settings } = opened;
    const { publicKey } = await importIdentityKey(identityPrivateKey);
    const gate = this.#newGate({ maxBodyBytes: settings.maxBodyMiB * MIB });
    await gate.unlock({ identityPrivateKey, tokenKey, hubId, hubName, devices });
    if (pairingOpen) {
      gate.openPairing(null);
      this.#parts.audit.note({ kind: "pairing_opened", minutes: 0 });
    }
    this.#identity = { id: hubId, name: hubName, publicKey };
    this.#gate = gate;
    this.#app = createLanApp(gate);
  }

  /** A stored name is told to phones from now on. */
  takeHubName(name: string): void {
    if (this.#identity !== null) this.#identity = { ...this.#identity, name };
    this.#gate.setHubName(name);
  }

  /** What the QR code says, as JSON; undefined before the hub was open. */
  pairing(url: string): unknown {
    if (this.#identity === null) return undefined;
    const { id, publicKey } = this.#identity;
    return JSON.parse(pairingText({ url, id, pk: encodeBase64url(publicKey) }));
  }

  [Symbol.dispose](): void {
    this.#passwords[Symbol.dispose]();
  }

  #newGate(limits: { readonly maxBodyBytes?: number }): PhoneGate {
    return new PhoneGate({
      keeper: this.#parts.keeper,
      passwords: this.#passwords,
      onEvent: (event) => this.#hear(event),
      limits,
    });
  }

  #hear(event: PhoneEvent): void {
    const { announce, audit, onChange } = this.#parts;
    audit.event(event);
    if (event.type === "refusal") return;
    if (event.type === "error") {
      announce({ event: "error", code: event.code });
    } else if (event.type === "notice") {
      const device = event.deviceId === undefined ? null : deviceName(event.deviceId);
      announce({ event: "phone", code: event.code, device });
    } else {
      announce({ event: "phone", code: event.type, device: deviceName(event.deviceId) });
    }
    onChange();
  }
}
