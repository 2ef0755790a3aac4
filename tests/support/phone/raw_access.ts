/**
 * Anything at all to the hub, under the phone's identity and current session key: for tests of bad
 * input, replays and stolen requests. No app does this.
 *
 * @module
 */

import { type EnvelopeLabel, keyPair, openPayload, sealPayload } from "./envelope.ts";
import { encodeBase64url } from "./base64url.ts";
import type { HubSession } from "./handshake.ts";
import type { PhoneFetch } from "./phone_fetch.ts";
import type { CallKind } from "./transport.ts";

/** An answer, unjudged. */
export interface RawAnswer {
  /** HTTP status. */
  readonly status: number;
  /** HTTP headers. */
  readonly headers: Headers;
  /** The body. */
  readonly text: string;
  /** The body as JSON, or undefined when it is not JSON. */
  readonly json: unknown;
}

/** An answer to a sealed request. */
export interface SealedAnswer extends RawAnswer {
  /** The plaintext of the payload, or null when there is none or it does not open. */
  readonly opened: string | null;
}

/** What a sealed request may have otherwise than a phone's. */
export interface SealOptions {
  /** Another label than the one of the call. */
  readonly label?: EnvelopeLabel;
  /** 12 bytes instead of random ones. */
  readonly nonce?: Uint8Array;
  /** 32 bytes instead of the session key. */
  readonly key?: Uint8Array;
  /** Another id than the phone's. */
  readonly clientId?: string;
}

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();

/** Raw requests of one phone. */
export class RawAccess {
  readonly #session: () => HubSession | null;
  readonly #fetch: PhoneFetch;

  /** Requests under whatever session is stored when they are made. */
  constructor(session: () => HubSession | null, phoneFetch: PhoneFetch) {
    this.#session = session;
    this.#fetch = phoneFetch;
  }

  /**
   * Any body to any path of the paired hub.
   *
   * @param path with its leading slash
   * @param headers what to send instead of the JSON content type
   */
  async post(
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string> = { "Content-Type": "application/json" },
  ): Promise<RawAnswer> {
    const bytes = typeof body === "string" ? body : new Uint8Array(body);
    return await this.request(path, { method: "POST", headers, body: bytes });
  }

  /** Any request to any path of the paired hub. */
  async request(path: string, init: RequestInit): Promise<RawAnswer> {
    const url = `${this.#paired().hubUrl}${path}`;
    const answer = await this.#fetch(url, init, { kind: "other", name: null });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  }

  /** A handshake with any fields; the client id and a fresh public key where none are given. */
  async handshake(fields: Readonly<Record<string, unknown>> = {}): Promise<RawAnswer> {
    const body = {
      client_id: this.#paired().clientId,
      client_public_key: encodeBase64url(keyPair().publicKey),
      ...fields,
    };
    return await this.post("/rpc/handshake", JSON.stringify(body));
  }

  /** The request body that carries a plaintext: keep it to send the same bytes again. */
  body(kind: CallKind, plaintext: string | Uint8Array, options: SealOptions = {}): string {
    const { sharedKey, clientId } = this.#paired();
    const bytes = typeof plaintext === "string" ? utf8.encode(plaintext) : plaintext;
    const { key = sharedKey, label = kind, nonce } = options;
    const payload = sealPayload(key, label, bytes, nonce);
    return JSON.stringify({ client_id: options.clientId ?? clientId, payload });
  }

  /** Any plaintext, sealed under the current session key, without a handshake before it. */
  async sealed(
    kind: CallKind,
    plaintext: string | Uint8Array,
    options: SealOptions = {},
  ): Promise<SealedAnswer> {
    return await this.send(kind, this.body(kind, plaintext, options), options.key);
  }

  /** A request body as {@linkcode body} made it: the same one again is a replay. */
  async send(kind: CallKind, body: string, key?: Uint8Array): Promise<SealedAnswer> {
    const sessionKey = key ?? this.#paired().sharedKey;
    const answer = await this.post(`/rpc/${kind}`, body);
    const payload = (answer.json as { payload?: unknown } | null | undefined)?.payload;
    const opened = typeof payload === "string"
      ? openPayload(sessionKey, `${kind}_response`, payload)
      : null;
    return { ...answer, opened: opened === null ? null : utf8Text.decode(opened) };
  }

  #paired(): HubSession {
    const session = this.#session();
    if (session === null) throw new Error("Cannot send a raw request: the phone is not paired");
    return session;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
