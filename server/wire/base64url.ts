/**
 * The one text encoding of the wire: base64url without padding, RFC 4648 section 5, in its only
 * canonical form.
 *
 * @module
 */
import { WireError } from "./errors.ts";

/** `bytes` as canonical base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * The bytes of `text`, which must be exactly what {@linkcode encodeBase64url} would write for them:
 * no padding, no `+` or `/`, no white space, no unused bits set in the last character.
 *
 * @throws {WireError} `MALFORMED` for anything else.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  // The built-in decoder skips white space and accepts padding. Both add characters that yield no
  // byte, so the byte count gives them away; one lone extra character is the case it would not.
  if (text.length % 4 === 1) throw new WireError("MALFORMED");
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
  } catch {
    throw new WireError("MALFORMED");
  }
  if (bytes.length !== Math.floor(text.length * 3 / 4)) throw new WireError("MALFORMED");
  // It also ignores unused bits of the last character. Only the last one or two bytes can hide
  // them: writing those again shows it without encoding the whole text a second time.
  const tailBytes = bytes.length % 3;
  if (tailBytes > 0) {
    const tail = encodeBase64url(bytes.subarray(bytes.length - tailBytes));
    if (!text.endsWith(tail)) throw new WireError("MALFORMED");
  }
  return bytes;
}
