/**
 * A hub just big enough to show what a phone does: a handshake, a login, and a pull and a push
 * whose answers the test writes. It stores nothing and judges nothing.
 *
 * @module
 */

import {
  decodeBase64url,
  deriveSessionKey,
  encodeBase64url,
  type EnvelopeLabel,
  keyPair,
  openPayload,
  sealPayload,
} from "../../support/phone/mod.ts";

/** A decrypted request. */
export interface HubCall {
  readonly kind: "command" | "query";
  readonly name: string;
  readonly args: Record<string, unknown>;
  readonly token: string | null | undefined;
  /** The plaintext as it came. */
  readonly text: string;
}

/** What to answer: a value to seal, or a whole response. */
export type Answer = object | string | number | boolean | null | Response;

/** One row list of a test's pull, every list optional. */
export type Lists = { created?: unknown; updated?: unknown; deleted?: unknown };

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** A running hub on a loopback port. */
export class TinyHub implements AsyncDisposable {
  /** Every decrypted request, in order. */
  readonly calls: HubCall[] = [];
  /** Every request line, handshakes and heartbeats too. */
  readonly requests: string[] = [];
  /** Answers a pull; an empty one by default. */
  onPull: (call: HubCall) => Answer = () => pullOf({});
  /** Answers a push; the empty object by default. */
  onPush: (call: HubCall) => Answer | Promise<Answer> = () => ({});
  /** Answers every other call but `login`. */
  onOther: (call: HubCall) => Answer = () => ({ pong: true });
  /** Answers a login. */
  onLogin: (call: HubCall) => Answer = () => ({
    token: `token-${++this.#logins}`,
    user_id: "u1",
    clinic_id: "c1",
    role: "provider",
    provider_name: "Sister Amal",
    clinic_name: "Clinic",
  });
  /** Answers a handshake instead of the hub. */
  onHandshake: (() => Response) | null = null;
  hubId = "hub-1";

  readonly #keys = keyPair();
  readonly #sessions = new Map<string, Uint8Array>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #logins = 0;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#serve(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The text of its QR code. */
  get qr(): string {
    const pk = encodeBase64url(this.#keys.publicKey);
    return JSON.stringify({ type: "sync_hub", url: this.url, id: this.hubId, pk });
  }

  /** Requests of one name, in order. */
  of(name: string): HubCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  /** The changes of the last push. */
  get pushed(): Record<string, { created: Row[]; updated: Row[]; deleted: unknown[] }> {
    return this.of("sync_push").at(-1)?.args.changes as never;
  }

  /** Forgets every session, as a hub that starts again. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname}`);
    const body = await request.text();
    if (pathname === "/rpc/heartbeat") return Response.json({ status: "ok" });
    if (pathname === "/rpc/handshake") return this.#handshake(JSON.parse(body));
    if (pathname !== "/rpc/command" && pathname !== "/rpc/query") {
      return Response.json({ error: "not found" }, { status: 404 });
    }
    const kind = pathname === "/rpc/command" ? "command" : "query";
    const { client_id, payload } = JSON.parse(body);
    const key = this.#sessions.get(client_id);
    const plain = key ? openPayload(key, kind, payload) : null;
    if (!key || plain === null) return new Response("cannot decrypt", { status: 400 });
    const call = callOf(kind, text.decode(plain));
    this.calls.push(call);
    return this.#answer(key, `${kind}_response`, await this.#handle(call));
  }

  #handshake(body: { client_id: string; client_public_key: string }): Response {
    if (this.onHandshake) return this.onHandshake();
    const { privateKey, publicKey } = this.#keys;
    const client = decodeBase64url(body.client_public_key);
    this.#sessions.set(body.client_id, deriveSessionKey(privateKey, client, publicKey, client));
    return Response.json({
      hub_public_key: encodeBase64url(publicKey),
      hub_id: this.hubId,
      hub_name: "Tiny",
      success: true,
    });
  }

  #handle(call: HubCall): Answer | Promise<Answer> {
    if (call.name === "sync_pull") return this.onPull(call);
    if (call.name === "sync_push") return this.onPush(call);
    return call.name === "login" ? this.onLogin(call) : this.onOther(call);
  }

  #answer(key: Uint8Array, label: EnvelopeLabel, answer: Answer): Response {
    if (answer instanceof Response) return answer;
    const payload = sealPayload(key, label, utf8.encode(JSON.stringify(answer)));
    return Response.json({ payload, success: true });
  }
}

/** A pushed row. */
export type Row = Record<string, unknown> & { id: string };

/** The clear-text envelope of a business error. */
export function errorEnvelope(error: string, code?: string): Response {
  return Response.json({ payload: "", success: false, error, error_code: code });
}

/** The answer to a pull, with the lists that are left out empty. */
export function pullOf(changes: Record<string, Lists>, timestamp: unknown = 1_000): object {
  const full = Object.entries(changes).map(([table, lists]) => [
    table,
    { created: [], updated: [], deleted: [], ...lists },
  ]);
  return { changes: Object.fromEntries(full), timestamp };
}

function callOf(kind: "command" | "query", plain: string): HubCall {
  const { command, query, data, params, token } = JSON.parse(plain);
  return { kind, name: command ?? query, args: data ?? params, token, text: plain };
}
