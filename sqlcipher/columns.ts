import type { Native } from "./native.ts";
import { BLOB, FLOAT, INTEGER, TEXT } from "./result_codes.ts";

/** What SQLite can return. Integers beyond 2^53 - 1 in size are bigints. */
export type ColumnValue = null | number | bigint | string | Uint8Array;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of the given length at an address, which may hold NULs. */
export function readText(pointer: Deno.PointerValue, byteLength: number): string {
  if (pointer === null || byteLength === 0) return "";
  return decoder.decode(Deno.UnsafePointerView.getArrayBuffer(pointer, byteLength));
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
