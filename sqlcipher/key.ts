import type { Native } from "./native.ts";
import { OK } from "./result_codes.ts";
import type { SqliteError } from "./sqlite_error.ts";

/** Length of a raw key: AES-256. */
const KEY_BYTES = 32;
const HEX_DIGITS = new TextEncoder().encode("0123456789abcdef");
const MAIN = new TextEncoder().encode("main\0");

type MakeError = (code: number, action: string) => SqliteError;

/** Gives SQLCipher the key of a database. Nothing is read, so a wrong key is not noticed yet. */
export function applyKey(
  native: Native,
  handle: Deno.PointerObject,
  raw: Uint8Array,
  makeError: MakeError,
): void {
  withKeySpec(raw, (spec) => {
    const code = native.sqlite3_key_v2(handle, MAIN, spec, spec.length);
    if (code !== OK) throw makeError(code, "set database key");
  });
}

/** Has SQLCipher encrypt a database anew. */
export function applyRekey(
  native: Native,
  handle: Deno.PointerObject,
  raw: Uint8Array,
  makeError: MakeError,
): void {
  withKeySpec(raw, (spec) => {
    const code = native.sqlite3_rekey_v2(handle, MAIN, spec, spec.length);
    if (code !== OK) throw makeError(code, "change database key");
  });
}

/**
 * SQLCipher takes a raw key as the text `x'…'` with 64 hex digits. It is made as bytes, never as a
 * string, which could not be overwritten.
 */
function withKeySpec(raw: Uint8Array, use: (spec: Uint8Array<ArrayBuffer>) => void): void {
  if (raw.length !== KEY_BYTES) {
    throw new RangeError(`Cannot use database key: it must have ${KEY_BYTES} bytes`);
  }
  const spec = new Uint8Array(KEY_BYTES * 2 + 3);
  try {
    spec[0] = 0x78; // x
    spec[1] = 0x27; // '
    raw.forEach((byte, i) => {
      spec[2 + i * 2] = HEX_DIGITS[byte >> 4] ?? 0;
      spec[3 + i * 2] = HEX_DIGITS[byte & 15] ?? 0;
    });
    spec[spec.length - 1] = 0x27;
    use(spec);
  } finally {
    spec.fill(0);
  }
}
