/** A phone written from the protocol text alone, with another crypto library than the hub's. */
import { gcm } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

export type Send = (path: string, init: RequestInit, address?: string) => Promise<Response>;

export interface CallOptions {
  readonly key?: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly token?: string | null;
  /** White space put into the outer JSON. */
  readonly padding?: number;
  readonly address?: string;
}

export interface PhoneAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The outer JSON. */
  readonly body: Record<string, unknown>;
  /** What the payload decrypts to, undefined if it does not. */
  readonly data: unknown;
}

export class NoblePhone {
  readonly id: string;
  readonly #send: Send;
  /** The key of the last handshake. */
  key: Uint8Array = new Uint8Array(32);
  token: string | null = null;

  constructor(id: string, send: Send) {
    this.id = id;
    this.#send = send;
  }

  async handshake(address?: string): Promise<PhoneAnswer> {
    const secret = x25519.utils.randomSecretKey();
    const answer = await this.handshakeWith(toBase64url(x25519.getPublicKey(secret)), address);
    if (answer.status !== 200) return answer;
    this.key = sessionKey(secret, fromBase64url(String(answer.body["hub_public_key"])));
    return answer;
  }

  async handshakeWith(publicKey: string, address?: string): Promise<PhoneAnswer> {
    const body = JSON.stringify({ client_id: this.id, client_public_key: publicKey });
    return await read(await this.#send("/rpc/handshake", post(body), address), null, "");
  }

  command(name: string, data: unknown, options: CallOptions = {}): Promise<PhoneAnswer> {
    return this.#call("command", { command: name, data }, options);
  }

  query(name: string, params: unknown, options: CallOptions = {}): Promise<PhoneAnswer> {
    return this.#call("query", { query: name, params }, options);
  }

  async login(password = "right", email = "amal@clinic.example"): Promise<PhoneAnswer> {
    const answer = await this.command("login", { email, password });
    const { data } = answer;
    if (typeof data === "object" && data !== null && "token" in data) {
      this.token = String(data.token);
    }
    return answer;
  }

  /** The outer JSON of a sealed request. */
  envelope(kind: "command" | "query", inner: unknown, options: CallOptions = {}): string {
    const plain = typeof inner === "string" ? inner : JSON.stringify(inner);
    const payload = seal(options.key ?? this.key, kind, plain, options.nonce);
    const padding = " ".repeat(options.padding ?? 0);
    return `{"client_id":${JSON.stringify(this.id)},"payload":"${payload}"${padding}}`;
  }

  async post(kind: "command" | "query", body: string, options: CallOptions = {}) {
    const response = await this.#send(`/rpc/${kind}`, post(body), options.address);
    return await read(response, options.key ?? this.key, `${kind}_response`);
  }

  async #call(kind: "command" | "query", inner: object, options: CallOptions) {
    const token = options.token === undefined ? this.token : options.token;
    const body = this.envelope(kind, { ...inner, token }, options);
    return await this.post(kind, body, options);
  }
}

export function post(body: string): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body };
}

export function toBase64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function sessionKey(secret: Uint8Array, hubPublicKey: Uint8Array): Uint8Array {
  const info = new Uint8Array([...hubPublicKey, ...x25519.getPublicKey(secret)]);
  const shared = x25519.getSharedSecret(secret, hubPublicKey);
  return hkdf(sha256, shared, new TextEncoder().encode("hikma-health-pairing-v1"), info, 32);
}

function seal(key: Uint8Array, label: string, plain: string, given?: Uint8Array): string {
  const nonce = given ?? crypto.getRandomValues(new Uint8Array(12));
  const cipher = gcm(key, nonce, new TextEncoder().encode(label));
  const sealed = cipher.encrypt(new TextEncoder().encode(plain));
  const bytes = new Uint8Array(12 + sealed.length);
  bytes.set(nonce);
  bytes.set(sealed, 12);
  // btoa in slices: a large push has more bytes than a call may have arguments.
  let text = "";
  for (let at = 0; at < bytes.length; at += 30_000) {
    text += toBase64url(bytes.subarray(at, at + 30_000));
  }
  return text;
}

async function read(response: Response, key: Uint8Array | null, label: string) {
  const text = await response.text();
  const body: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body, data: open(key, label, body) };
}

function open(key: Uint8Array | null, label: string, body: Record<string, unknown>): unknown {
  if (key === null || typeof body["payload"] !== "string") return undefined;
  try {
    const bytes = fromBase64url(body["payload"]);
    const cipher = gcm(key, bytes.subarray(0, 12), new TextEncoder().encode(label));
    return JSON.parse(new TextDecoder().decode(cipher.decrypt(bytes.subarray(12))));
  } catch {
    return undefined;
  }
}
