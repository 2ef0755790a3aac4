/** The vector file as the tests of this folder read it. Both sides of the wire passed it. */
import type { EnvelopeLabel, TokenClaims } from "../../../server/wire/mod.ts";

export interface SessionVector {
  id: string;
  hub_private_hex: string;
  hub_public_hex: string;
  hub_public_b64url: string;
  client_private_hex: string;
  client_public_hex: string;
  client_public_b64url: string;
  ecdh_shared_hex: string;
  hkdf_prk_hex: string;
  session_key_hex: string;
  session_key_b64url: string;
}

export interface EnvelopeVector {
  id: string;
  session: string;
  aad: EnvelopeLabel;
  nonce_hex: string;
  plaintext_utf8: string;
  plaintext_len: number;
  sealed_hex: string;
  payload_b64url: string;
  payload_chars: number;
  http: { method?: string; path?: string; status?: number; body: string };
}

export interface NegativeEnvelopeVector {
  id: string;
  key_hex: string;
  aad: EnvelopeLabel;
  payload_b64url: string;
}

export interface BadPublicKeyVector {
  id: string;
  hub_private_hex: string;
  client_public_key: string;
}

export interface JwtVector {
  id: string;
  token: string;
  /** `ok`, or the existing hub's error text: only accept or refuse binds. */
  expect: string;
  sign_claims?: TokenClaims;
}

export interface InnerPayloadVector {
  id: string;
  kind: "command" | "query" | "envelope" | "handshake";
  json?: string;
  bytes_hex?: string;
  accept: boolean;
}

export interface QrVector {
  id: string;
  input: string;
}

export interface WireVectors {
  client_id: string;
  constants: { aad: Record<string, string>; jwt: { header_b64url: string } };
  sessions: SessionVector[];
  envelopes: EnvelopeVector[];
  negative_envelopes: NegativeEnvelopeVector[];
  bad_public_keys: BadPublicKeyVector[];
  handshake: {
    request: { body: string };
    request_with_device_name: string;
    response: { body: string };
  };
  jwt: { key_hex: string; cases: JwtVector[] };
  inner_payloads: InnerPayloadVector[];
  qr: QrVector[];
  client_classification: unknown[];
  bcrypt: unknown[];
}

export function readWireVectors(): WireVectors {
  const file = new URL("../../vectors/wire_vectors.json", import.meta.url);
  return JSON.parse(Deno.readTextFileSync(file));
}

export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(hex);
}

export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** For `assert.throws` and `assert.rejects`: a `WireError` with this code and its fixed text only. */
export function wireError(code: string) {
  return (error: unknown): boolean =>
    error instanceof Error && error.name === "WireError" && "code" in error &&
    error.code === code && error.cause === undefined;
}
