import type { Native } from "./native.ts";
import { BLOB, FLOAT, INTEGER, TEXT } from "./result_codes.ts";

/** What SQLite can return. Integers beyond 2^53 - 1 in size are bigints. */
export type ColumnValue = null | number | bigint | string | Uint8Array;

/** A C string is worth a try up to here: for ASCII it is several times quicker than decoding. */
const MAX_C_STRING_BYTES = 65_536;
/** Up to here it is quicker to count the bytes of other scripts than to decode them again. */
const MAX_COUNTED_BYTES = 256;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The text of the given length at an address that SQLite has ended with a NUL. A C string is by far
 * the quickest thing to receive, but ends at the first NUL, so its length is compared.
 */
export function readText(pointer: Deno.PointerValue, byteLength: number): string {
  if (pointer === null || byteLength === 0) return "";
  if (byteLength <= MAX_C_STRING_BYTES) {
    const text = Deno.UnsafePointerView.getCString(pointer);
    if (text.length === byteLength) return text;
    if (byteLength <= MAX_COUNTED_BYTES && utf8Length(text) === byteLength) return text;
  }
  return decoder.decode(Deno.UnsafePointerView.getArrayBuffer(pointer, byteLength));
}

/** Length as UTF-8; -1 if it cannot be told because something was not valid and got replaced. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit === 0xfffd) return -1;
    // A pair of surrogates takes four bytes, two for each.
    else bytes += (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}

/** A copy of the bytes at an address. */
export function readBytes(pointer: Deno.PointerValue, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  if (pointer !== null && byteLength > 0) Deno.UnsafePointerView.copyInto(pointer, bytes);
  return bytes;
}

/** Reads a column of the current row. */
export function readColumn(
  native: Native,
  statement: Deno.PointerObject,
  column: number,
): ColumnValue {
  switch (native.sqlite3_column_type(statement, column)) {
    case INTEGER: {
      // A double is cheaper to receive than a bigint, and up to 2^53 - 1 it is the same number.
      const value = native.sqlite3_column_double(statement, column);
      return Number.isSafeInteger(value) ? value : native.sqlite3_column_int64(statement, column);
    }
    case FLOAT:
      return native.sqlite3_column_double(statement, column);
    case TEXT: {
      const pointer = native.sqlite3_column_text(statement, column);
      return readText(pointer, native.sqlite3_column_bytes(statement, column));
    }
    case BLOB: {
      const pointer = native.sqlite3_column_blob(statement, column);
      return readBytes(pointer, native.sqlite3_column_bytes(statement, column));
    }
    default:
      return null;
  }
}
