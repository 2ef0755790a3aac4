/**
 * Carries what the listener sees to the audit log in the keeper: once a second, repeats as counts.
 *
 * @module
 */

import type { ListenerNote } from "../audit/mod.ts";
import type { KeeperControl } from "../keeper/keeper_control.ts";
import type { PhoneEvent } from "../phone/mod.ts";

/** How long a note waits for others, ms. */
const GATHER_MS = 1_000;
/** Notes told apart in that time; further ones are counted without phone, account and address. */
const MAX_APART = 64;

/** See the module. */
export class AuditForwarder {
  readonly #keeper: Pick<KeeperControl, "noteAudit">;
  readonly #waiting = new Map<string, [note: ListenerNote, times: number]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keeper: Pick<KeeperControl, "noteAudit">) {
    this.#keeper = keeper;
  }

  /** Takes over what belongs into the log. */
  event(event: PhoneEvent): void {
    const note = noteOf(event);
    if (note !== null) this.note(note);
  }

  /** Sends a note with the next ones. */
  note(note: ListenerNote): void {
    const key = JSON.stringify(Object.entries(note).sort());
    if (this.#waiting.has(key) || this.#waiting.size < MAX_APART) this.#add(key, note);
    else this.#add(note.kind, { kind: note.kind });
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Sends what waits. Call it before the keeper closes. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const notes = [...this.#waiting.values()];
    this.#waiting.clear();
    // A locked hub has no log to write to.
    await this.#keeper.noteAudit(notes).catch(() => {});
  }

  #add(key: string, note: ListenerNote): void {
    const known = this.#waiting.get(key);
    if (known === undefined) this.#waiting.set(key, [note, 1]);
    else known[1] += 1;
  }
}

/** What the log says of an event; null for what the keeper records itself, and for defects. */
function noteOf(event: PhoneEvent): ListenerNote | null {
  switch (event.type) {
    case "refusal": {
      const { at, code, deviceId, userId, address } = event;
      return {
        kind: at === "login" ? "login_failed" : "handshake_refused",
        code,
        address,
        ...(deviceId === null ? {} : { deviceId }),
        ...(userId === null ? {} : { userId }),
      };
    }
    case "notice": {
      const { code, deviceId, address } = event;
      const phone = deviceId === undefined ? {} : { deviceId };
      if (code === "LOGIN_LIMIT_ACCOUNT" || code === "LOGIN_LIMIT_HUB") {
        return { kind: "login_limited", code, ...phone };
      }
      if (code !== "HANDSHAKE_LIMIT" && code !== "WAITING_FULL") return null;
      return { kind: "handshake_refused", code, ...(address === undefined ? {} : { address }) };
    }
    case "device_waiting":
    case "device_forgotten":
    case "device_undone": {
      const { type: kind, deviceId, address } = event;
      return { kind, deviceId, address };
    }
    default:
      return null;
  }
}
