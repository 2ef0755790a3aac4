import { findLibrary, libraryHere } from "./find_library.ts";
import { WindowError } from "./window_error.ts";

/**
 * The calls of `webview.h` 0.12. Nearly all answer with an error code; only `webview_terminate` and
 * `webview_dispatch` may be called from another thread than the one that made the window.
 */
const SYMBOLS = {
  webview_create: { parameters: ["i32", "pointer"], result: "pointer" },
  webview_destroy: { parameters: ["pointer"], result: "i32" },
  webview_run: { parameters: ["pointer"], result: "i32" },
  webview_terminate: { parameters: ["pointer"], result: "i32" },
  webview_get_window: { parameters: ["pointer"], result: "pointer" },
  webview_set_title: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_set_size: { parameters: ["pointer", "i32", "i32", "i32"], result: "i32" },
  webview_navigate: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_set_html: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_init: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_eval: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_bind: { parameters: ["pointer", "buffer", "function", "pointer"], result: "i32" },
  webview_unbind: { parameters: ["pointer", "buffer"], result: "i32" },
  webview_return: { parameters: ["pointer", "buffer", "i32", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The library's functions. */
export type NativeWebview = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Deno.DynamicLibrary<typeof SYMBOLS> | undefined;

/**
 * The library, opened at the first call and kept for the thread.
 *
 * @throws {WindowError} `UNSUPPORTED`, `LIBRARY_MISSING`, `LIBRARY_DAMAGED`,
 *   `SYSTEM_LIBRARY_MISSING`
 */
export function nativeWebview(): NativeWebview {
  opened ??= openLibrary();
  return opened.symbols;
}

/** Closes the library if it is open. Every window has to be destroyed. */
export function closeNativeWebview(): void {
  opened?.close();
  opened = undefined;
}

function openLibrary(): Deno.DynamicLibrary<typeof SYMBOLS> {
  const path = findLibrary();
  try {
    return Deno.dlopen(path, SYMBOLS);
  } catch (error) {
    // The file is the pinned one, so it is one of the libraries it needs that is missing.
    const detail = `install ${libraryHere().needs}`;
    throw new WindowError("SYSTEM_LIBRARY_MISSING", { detail, cause: error });
  }
}

/** UTF-8 with a final NUL. A NUL inside would cut the text: @throws {TypeError} */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError("Cannot hand over a text that holds a NUL");
  return new TextEncoder().encode(`${text}\0`);
}
