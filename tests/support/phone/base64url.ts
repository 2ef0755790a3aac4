/**
 * Base64url without padding, as strict as the phone's own decoder (`wire.md` 4.3): padding, the
 * `+ /` alphabet, white space, an impossible length and non-zero trailing bits are all refused.
 *
 * Written apart from the hub's codec on purpose, so that each can catch the other's mistakes.
 *
 * @module
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const INVALID = 0xff;

const CHARACTER_OF = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const VALUE_OF = new Uint8Array(256).fill(INVALID);
CHARACTER_OF.forEach((code, value) => VALUE_OF[code] = value);

const latin1 = new TextDecoder("latin1");
const ascii = new TextEncoder();

/** Bytes to base64url text without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const full = Math.floor(bytes.length / 3);
  const rest = bytes.length - full * 3;
  const out = new Uint8Array(full * 4 + (rest === 0 ? 0 : rest + 1));
  const at = (index: number): number => bytes[index] ?? 0;
  const character = (value: number): number => CHARACTER_OF[value & 63] ?? 0;
  let to = 0;
  for (let from = 0; from < full * 3; from += 3) {
    const group = at(from) << 16 | at(from + 1) << 8 | at(from + 2);
    out[to++] = character(group >> 18);
    out[to++] = character(group >> 12);
    out[to++] = character(group >> 6);
    out[to++] = character(group);
  }
  if (rest > 0) {
    const group = at(full * 3) << 16 | at(full * 3 + 1) << 8;
    out[to++] = character(group >> 18);
    out[to++] = character(group >> 12);
    if (rest === 2) out[to++] = character(group >> 6);
  }
  return latin1.decode(out);
}

/**
 * Base64url text to bytes.
 *
 * @throws {Error} when the text is not canonical base64url without padding
 */
export function decodeBase64url(text: string): Uint8Array {
  if (typeof text !== "string") throw new TypeError("base64url: not a string");
  const codes = ascii.encode(text);
  const rest = codes.length % 4;
  if (codes.length !== text.length || rest === 1) throw new Error("base64url: invalid length");
  const out = new Uint8Array(Math.floor(codes.length * 3 / 4));
  const value = (index: number): number => {
    const found = VALUE_OF[codes[index] ?? 0] ?? INVALID;
    if (found === INVALID) throw new Error("base64url: invalid character");
    return found;
  };
  const end = codes.length - rest;
  let to = 0;
  for (let from = 0; from < end; from += 4) {
    const group = value(from) << 18 | value(from + 1) << 12 | value(from + 2) << 6 |
      value(from + 3);
    out[to++] = group >> 16;
    out[to++] = group >> 8;
    out[to++] = group;
  }
  if (rest > 0) {
    const group = value(end) << 18 | value(end + 1) << 12 | (rest === 3 ? value(end + 2) << 6 : 0);
    if ((rest === 2 ? group & 0xffff : group & 0xff) !== 0) {
      throw new Error("base64url: trailing bits are not zero");
    }
    out[to++] = group >> 16;
    if (rest === 3) out[to++] = group >> 8;
  }
  return out;
}
