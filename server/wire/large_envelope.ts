/**
 * Reads the outer JSON of a large request without parsing it.
 *
 * Nobody has vouched for these bytes yet: a general parser would build whatever a stranger nests in
 * 64 MiB, which takes seconds and gigabytes. A phone's envelope is one flat object of text members,
 * so nothing else is read here.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { WireError } from "./errors.ts";
import { type EnvelopeRequest, parseEnvelopeRequest } from "./messages.ts";

/** More members than any phone sends. */
const MAX_MEMBERS = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The `client_id` and `payload` of a large body; other members must be text too.
 *
 * @throws {WireError} `MALFORMED`
 */
export function parseLargeEnvelope(body: Uint8Array): EnvelopeRequest {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const scan = new Scan(bytes);
  const small: Record<string, string> = {};
  let payload: string | null = null;
  scan.expect("{");
  for (let member = 0;; member++) {
    if (member === MAX_MEMBERS) throw new WireError("MALFORMED");
    const name = scan.text();
    scan.expect(":");
    const value = scan.text();
    if (name === '"payload"' && payload === null) payload = value.slice(1, -1);
    else if (name in small || name === '"payload"') throw new WireError("MALFORMED");
    else small[name] = value;
    if (!scan.take(",")) break;
  }
  scan.expect("}");
  scan.end();
  if (payload === null) throw new WireError("MALFORMED");
  // The rest is small: the usual parser reads it, with an empty payload in its place.
  const rest = [...Object.entries(small), ['"payload"', '""']].map((pair) => pair.join(":"));
  const { clientId } = parseEnvelopeRequest(new TextEncoder().encode(`{${rest.join(",")}}`));
  // base64url has no escapes; anything else is refused when the payload is decoded.
  return { clientId, payload };
}

class Scan {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Takes the character if it is next. */
  take(character: string): boolean {
    while (SPACES.has(this.#bytes[this.#at] ?? 0)) this.#at++;
    if (this.#bytes[this.#at] !== character.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw new WireError("MALFORMED");
  }

  /** A JSON text with its quotes, escapes as they stand. */
  text(): string {
    this.expect('"');
    const start = this.#at - 1;
    for (;;) {
      const quote = this.#bytes.indexOf(QUOTE, this.#at);
      if (quote === -1) throw new WireError("MALFORMED");
      let backslashes = 0;
      while (this.#bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
      this.#at = quote + 1;
      if (backslashes % 2 === 0) return this.#bytes.toString("utf8", start, this.#at);
    }
  }

  end(): void {
    while (SPACES.has(this.#bytes[this.#at] ?? 0)) this.#at++;
    if (this.#at !== this.#bytes.length) throw new WireError("MALFORMED");
  }
}
