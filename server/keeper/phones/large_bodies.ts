/**
 * Large request bodies: taken apart and opened here, so that the listener never waits for them.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { OpenedLarge, UnwrappedLarge } from "../../keeper_api.ts";
import { couldBeJsonUnder, openEnvelope, payloadNonce } from "../../wire/envelope.ts";
import { WireError } from "../../wire/errors.ts";
import { parseLargeEnvelope } from "../../wire/large_envelope.ts";
import { parseCommand, parseQuery } from "../../wire/messages.ts";

/** A body nobody asked for again within this time is forgotten, ms. */
const FORGET_AFTER_MS = 60_000;

interface Waiting {
  readonly atMs: number;
  readonly payload?: string;
  readonly args?: unknown;
}

/** Bodies between two calls of the listener. */
export class LargeBodies {
  readonly #waiting = new Map<number, Waiting>();
  readonly #nowMs: () => number;
  #next = 1;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** @throws {WireError} `MALFORMED` */
  unwrap(body: Uint8Array): UnwrappedLarge {
    const { clientId, payload } = parseLargeEnvelope(body);
    const ticket = this.#next++;
    const atMs = this.#nowMs();
    for (const [old, waiting] of this.#waiting) {
      if (atMs - waiting.atMs > FORGET_AFTER_MS) this.#waiting.delete(old);
    }
    this.#waiting.set(ticket, { atMs, payload });
    return { clientId, ticket };
  }

  /** @throws {WireError} `MALFORMED` when no key opens it or it is no request */
  async open(
    ticket: number,
    keys: readonly Uint8Array[],
    label: "command" | "query",
  ): Promise<OpenedLarge> {
    const payload = this.#waiting.get(ticket)?.payload;
    this.#waiting.delete(ticket);
    if (payload === undefined) throw new WireError("MALFORMED");
    for (const [keyIndex, key] of keys.entries()) {
      if (keys.length > 1 && !couldBeJsonUnder(key, payload)) continue;
      const plain = await openEnvelope(key, label, payload).catch(() => null);
      if (plain === null) continue;
      const { name, args, token } = label === "command" ? parseCommand(plain) : parseQuery(plain);
      this.#waiting.set(ticket, { atMs: this.#nowMs(), args });
      const digest = createHash("sha256").update(payload).digest("hex");
      return { keyIndex, nonce: payloadNonce(payload).toHex(), digest, name, token };
    }
    throw new WireError("MALFORMED");
  }

  /** The arguments of an opened request; forgets it. */
  take(ticket: number): unknown {
    const waiting = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    if (waiting === undefined || !("args" in waiting)) throw new WireError("MALFORMED");
    return waiting.args;
  }

  /** Forgets a body. */
  drop(ticket: number): void {
    this.#waiting.delete(ticket);
  }

  /** Forgets all. */
  clear(): void {
    this.#waiting.clear();
  }
}
