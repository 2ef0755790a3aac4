import { SYMBOLS } from "./ffi_symbols.ts";
import { findLibrary } from "./find_library.ts";
import { LibraryError } from "./library_error.ts";

/** The C functions of the loaded library. */
export type Native = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** One per thread: the functions of a worker are its own, the library behind them is shared. */
let loaded: Native | undefined;

/**
 * Loads the native library on the first call and returns its functions. It stays loaded: other
 * threads of the process may be using it.
 *
 * @throws {LibraryError} `LIBRARY_MISSING`, `LIBRARY_DAMAGED`
 */
export function loadNative(): Native {
  return loaded ??= openLibrary(findLibrary());
}

function openLibrary(path: string): Native {
  let native: Native;
  try {
    native = Deno.dlopen(path, SYMBOLS).symbols;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new LibraryError(
      exists(path) ? "LIBRARY_DAMAGED" : "LIBRARY_MISSING",
      `Cannot load the SQLCipher library: "${path}" is not a SQLCipher library for this system`,
      { cause },
    );
  }
  if (native.sqlite3_initialize() !== 0) {
    throw new LibraryError(
      "LIBRARY_DAMAGED",
      "Cannot load the SQLCipher library: it did not start",
    );
  }
  return native;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The text of a C string that SQLite owns; empty for a null pointer. */
export function cString(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** Bytes of a C string argument. @throws {TypeError} if the text holds a NUL */
export function toCString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError("Cannot pass text to SQLite: it holds a NUL");
  return new TextEncoder().encode(text + "\0");
}
