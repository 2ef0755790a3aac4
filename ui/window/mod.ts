/**
 * The native window: a binding of the C library `webview/webview` with the names and signatures of
 * `@webview/webview`. See `README.md` beside this file.
 *
 * @module
 */

export type { RawCallback } from "./bound_functions.ts";
export { preload, type Size, SizeHint, unload, Webview } from "./webview.ts";
export { WindowError, type WindowErrorCode, type WindowErrorOptions } from "./window_error.ts";
