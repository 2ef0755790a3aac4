/**
 * Reads bytes from the network as one JSON object, as strictly as the wire asks.
 *
 * @module
 */
import { Buffer, isUtf8 } from "node:buffer";
import { WireError } from "./errors.ts";

/**
 * Up to this many characters a repeated top-level key is refused. Above, the scan would cost as
 * much as parsing, and only a push is that long; there the last of two keys counts.
 */
const DUPLICATE_CHECK_MAX_CHARS = 16_384;

/** A JSON object whose members have not been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object that `bytes` are the UTF-8 text of: no byte order mark, nothing after it.
 *
 * @throws {WireError} `MALFORMED` for invalid UTF-8, invalid JSON, another JSON value, and a
 * repeated key at the top of a short text.
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  // Checking first and converting then is three times as fast as a fatal TextDecoder for the
  // 40 MB that a large push has, and unlike it keeps a byte order mark for JSON to refuse.
  if (!isUtf8(bytes)) throw new WireError("MALFORMED");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError("MALFORMED");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new WireError("MALFORMED");
  }
  if (text.length <= DUPLICATE_CHECK_MAX_CHARS && hasRepeatedKey(text)) {
    throw new WireError("MALFORMED");
  }
  return value as JsonObject;
}

/**
 * The member `key` as a string.
 *
 * @throws {WireError} `MALFORMED` if it is absent or anything else.
 */
export function requiredString(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value !== "string") throw new WireError("MALFORMED");
  return value;
}

/** Whether the object that `text`, known to be valid JSON, stands for names a key twice. */
function hasRepeatedKey(text: string): boolean {
  const seen = new Set<string>();
  let depth = 0;
  let keyComesNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = closingQuote(text, at);
        if (keyComesNext) {
          keyComesNext = false;
          const key: string = JSON.parse(text.slice(at, end + 1));
          if (seen.has(key)) return true;
          seen.add(key);
        }
        at = end;
        break;
      }
      case "{":
      case "[":
        depth++;
        keyComesNext = depth === 1;
        break;
      case "}":
      case "]":
        depth--;
        break;
      case ",":
        keyComesNext = depth === 1;
        break;
    }
  }
  return false;
}

/** Where the string that opens at `open` ends. */
function closingQuote(text: string, open: number): number {
  let at = open + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
