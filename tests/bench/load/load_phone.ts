/**
 * A phone reduced to what it puts on the wire.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { open, type PhoneKeyPair, phoneKeyPair, seal, sessionKey } from "./sealed_text.ts";

/** Where the hub is and who logs in. */
export interface Target {
  /** `http://host:port`. */
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

/** The two kinds of call. */
export type CallKind = "command" | "query";

/** A request ready to be sent. */
export interface SealedCall {
  readonly kind: CallKind;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Bytes before sealing. */
  readonly plainBytes: number;
}

/** An answer. */
export interface CallAnswer {
  /** From the first byte sent to the last one received; sealing and opening left out. */
  readonly ms: number;
  /** Bytes of the answer's body. */
  readonly bodyBytes: number;
  readonly plain: Uint8Array<ArrayBuffer>;
}

/** A call that was not answered as it should be. The message is status and code, nothing more. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
}

const JSON_TYPE = { "content-type": "application/json" };
/** The hub's server compresses for whoever accepts it; what that costs is measured apart. */
const HEADERS = { ...JSON_TYPE, "accept-encoding": "identity" };

/** One phone. */
export class LoadPhone {
  readonly target: Target;
  readonly clientId: string = randomUUID();
  /** The `timestamp` of its last pull. */
  cursor = 0;
  #key: Uint8Array<ArrayBuffer> | null = null;
  #token: string | null = null;

  constructor(target: Target) {
    this.target = target;
  }

  /** Makes a handshake and keeps its key. */
  async handshake(): Promise<{ readonly ms: number }> {
    const pair = phoneKeyPair();
    const { ms, hubPublicKey } = await this.exchangeKeys(pair);
    this.#key = sessionKey(pair, hubPublicKey);
    return { ms };
  }

  /** The HTTP part of a handshake alone. */
  async exchangeKeys(pair: PhoneKeyPair): Promise<{ ms: number; hubPublicKey: string }> {
    const request = { client_id: this.clientId, client_public_key: pair.publicKey };
    const { ms, bytes } = await this.#post("handshake", JSON.stringify(request));
    const answer = JSON.parse(new TextDecoder().decode(bytes));
    if (answer.success !== true || typeof answer.hub_public_key !== "string") {
      throw new CallFailed("handshake without a key");
    }
    return { ms, hubPublicKey: answer.hub_public_key };
  }

  /** Logs in and keeps the token. */
  async login(): Promise<CallAnswer> {
    const { email, password } = this.target;
    const answer = await this.call("command", "login", { email, password });
    this.#token = JSON.parse(new TextDecoder().decode(answer.plain)).token;
    return answer;
  }

  /** Seals and sends a call, and opens the answer. */
  async call(kind: CallKind, name: string, args: unknown): Promise<CallAnswer> {
    return await this.send(await this.seal(kind, name, args));
  }

  /** Seals a call under the key of the last handshake. */
  async seal(kind: CallKind, name: string, args: unknown): Promise<SealedCall> {
    const call = kind === "command"
      ? { command: name, data: args, token: this.#token }
      : { query: name, params: args, token: this.#token };
    const plain = new TextEncoder().encode(JSON.stringify(call));
    const payload = await seal(this.#requireKey(), kind, plain);
    const body = `{"client_id":"${this.clientId}","payload":"${payload}"}`;
    return { kind, body: new TextEncoder().encode(body), plainBytes: plain.length };
  }

  /** Sends a sealed call and opens its answer. */
  async send({ kind, body }: SealedCall): Promise<CallAnswer> {
    const { ms, bytes } = await this.#post(kind, body);
    return { ms, bodyBytes: bytes.length, plain: await this.openAnswer(kind, bytes) };
  }

  /** The plaintext of an answer's body. */
  async openAnswer(kind: CallKind, body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const { payload, error_code } = JSON.parse(new TextDecoder().decode(body));
    if (typeof payload !== "string" || payload === "") throw new CallFailed(`200 ${error_code}`);
    return await open(this.#requireKey(), `${kind}_response`, payload);
  }

  /** Pulls one page and moves the cursor. */
  async pull(): Promise<CallAnswer> {
    const answer = await this.call("query", "sync_pull", { lastPulledAt: this.cursor });
    this.cursor = cursorOf(answer.plain);
    return answer;
  }

  async #post(
    route: "handshake" | CallKind,
    body: BodyInit,
  ): Promise<{ ms: number; bytes: Uint8Array<ArrayBuffer> }> {
    const startedMs = performance.now();
    const response = await fetch(`${this.target.url}/rpc/${route}`, {
      method: "POST",
      headers: HEADERS,
      body,
    });
    const bytes = await response.bytes();
    const ms = performance.now() - startedMs;
    if (!response.ok) throw failureOf(response.status, bytes);
    return { ms, bytes };
  }

  #requireKey(): Uint8Array<ArrayBuffer> {
    if (this.#key === null) throw new CallFailed("no handshake yet");
    return this.#key;
  }
}

/** The error that a body with a status other than 2xx stands for. */
export function failureOf(status: number, body: Uint8Array): CallFailed {
  let code = "";
  try {
    code = ` ${JSON.parse(new TextDecoder().decode(body)).error_code}`;
  } catch {
    // The status says enough.
  }
  return new CallFailed(`${status}${code}`);
}

/** The `timestamp` at the end of a pull answer, without reading its rows. */
export function cursorOf(plain: Uint8Array): number {
  const end = new TextDecoder().decode(plain.subarray(-40));
  const found = /"timestamp":(\d+)\}$/.exec(end)?.[1];
  if (found === undefined) throw new CallFailed("pull without a timestamp");
  return Number(found);
}
