/**
 * The encrypted envelope: AES-256-GCM, `nonce ‖ ciphertext ‖ tag` as base64url.
 * Source: `docs/protocol.md` section 3.
 *
 * @module
 */
import { createCipheriv } from "node:crypto";
import { decryptAesGcm, encryptAesGcm } from "./aes_gcm.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { WireError } from "./errors.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12; // NIST SP 800-38D section 8.2
const TAG_BYTES = 16;
const BLOCK_BYTES = 16;
const NONCE_CHARS = 16;
/** The characters of nonce and tag around an empty plaintext. */
const MIN_PAYLOAD_CHARS = 38;
/** A multiple of three bytes is encoded apart from what follows it. */
const PART_BYTES = 49_152;
/** Enough characters for the nonce and the first block; a whole number of 4-character groups. */
const HEAD_CHARS = 40;
/** What a payload is for, authenticated with it: no answer passes for a request, nor the reverse. */
export type EnvelopeLabel = "command" | "query" | "command_response" | "query_response";

/**
 * The plaintext of `payload`, if it was sealed under `key` with `label`.
 *
 * @param key 32 bytes.
 * @throws {WireError} `MALFORMED` for bad base64url, too few bytes, another key or label, and any
 * change: always the same, so that an answer tells nothing about the cause.
 */
export async function openEnvelope(
  key: Uint8Array,
  label: EnvelopeLabel,
  payload: string,
): Promise<Uint8Array<ArrayBuffer>> {
  requireKey(key);
  if (payload.length < MIN_PAYLOAD_CHARS) throw new WireError("MALFORMED");
  const bytes = decodeBase64url(payload);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  try {
    return await decryptAesGcm(key, nonce, labelBytes(label), bytes.subarray(NONCE_BYTES));
  } catch {
    throw new WireError("MALFORMED");
  }
}

/**
 * `plaintext` sealed under `key` with `label`, as the text of a `payload`.
 *
 * @param key 32 bytes.
 * @param nonce 12 bytes, never used before with this key; random if left out, and it is given only
 * to reproduce test vectors.
 */
export async function sealEnvelope(
  key: Uint8Array,
  label: EnvelopeLabel,
  plaintext: Uint8Array,
  nonce: Uint8Array = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
): Promise<string> {
  return [...(await sealEnvelopeInParts(key, label, plaintext, nonce)).parts()].join("");
}

/** ASCII text that is made part by part, so that it never stands in memory as a whole. */
export interface TextInParts {
  /** Characters of all parts together. */
  readonly length: number;
  /** From the beginning, each time. */
  parts(): Iterable<string>;
}

/** The same as {@linkcode sealEnvelope}, for what is large. */
export async function sealEnvelopeInParts(
  key: Uint8Array,
  label: EnvelopeLabel,
  plaintext: Uint8Array,
  nonce: Uint8Array,
): Promise<TextInParts> {
  requireKey(key);
  if (nonce.length !== NONCE_BYTES) {
    throw new TypeError(`Cannot seal envelope: nonce has ${nonce.length} bytes, 12 are wanted`);
  }
  const sealed = await encryptAesGcm(key, nonce, labelBytes(label), plaintext);
  return {
    length: NONCE_CHARS + Math.ceil(sealed.length * 4 / 3),
    parts: function* () {
      // Twelve bytes are sixteen characters exactly, so the parts may be encoded apart.
      yield encodeBase64url(nonce);
      for (let at = 0; at < sealed.length; at += PART_BYTES) {
        yield encodeBase64url(sealed.subarray(at, at + PART_BYTES));
      }
    },
  };
}

/**
 * The 12-byte nonce of `payload`: with the key, what tells a repeated request from a new one.
 *
 * @throws {WireError} `MALFORMED` if the payload is too short to be an envelope or its nonce is not
 * base64url. The rest is not looked at.
 */
export function payloadNonce(payload: string): Uint8Array<ArrayBuffer> {
  if (payload.length < MIN_PAYLOAD_CHARS) throw new WireError("MALFORMED");
  return decodeBase64url(payload.slice(0, NONCE_CHARS));
}

/**
 * Whether `payload`, decrypted under `key`, could begin a JSON object. It looks at the first
 * sixteen bytes without any authentication: a cheap filter that finds the one key of several worth
 * opening a large payload with. `true` proves nothing (about one wrong key in ten thousand passes),
 * `false` is certain.
 *
 * @param key 32 bytes.
 */
export function couldBeJsonUnder(key: Uint8Array, payload: string): boolean {
  requireKey(key);
  const plaintextBytes = Math.floor(payload.length * 3 / 4) - NONCE_BYTES - TAG_BYTES;
  if (plaintextBytes < 1) return false;
  let head: Uint8Array;
  try {
    head = decodeBase64url(payload.slice(0, HEAD_CHARS));
  } catch {
    return false;
  }
  // GCM encrypts from counter 2 on; counter 1 is the tag's: NIST SP 800-38D section 7.1.
  const counterBlock = new Uint8Array(BLOCK_BYTES);
  counterBlock.set(head.subarray(0, NONCE_BYTES));
  counterBlock[BLOCK_BYTES - 1] = 2;
  const visibleBytes = Math.min(BLOCK_BYTES, plaintextBytes);
  const firstBlock = createCipheriv("aes-256-ctr", key, counterBlock)
    .update(head.subarray(NONCE_BYTES, NONCE_BYTES + visibleBytes));
  const couldBe = couldStartObject(firstBlock, visibleBytes < plaintextBytes);
  firstBlock.fill(0);
  return couldBe;
}

/** Whether `start` is white space, then `{`, then what may follow it, as far as it is visible. */
function couldStartObject(start: Uint8Array, hasMore: boolean): boolean {
  let at = 0;
  while (isJsonSpace(start[at])) at++;
  if (at === start.length) return hasMore;
  if (start[at] !== 0x7b) return false; // {
  const next = start[at + 1];
  if (next === undefined) return hasMore;
  return next === 0x22 || next === 0x7d || isJsonSpace(next); // " or }
}

/** RFC 8259 section 2. */
function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function labelBytes(label: EnvelopeLabel): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(label);
}

/** A key of another size is a mistake of the caller, not of the phone. */
function requireKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) {
    throw new TypeError(`Cannot use session key: it has ${key.length} bytes, 32 are wanted`);
  }
}
