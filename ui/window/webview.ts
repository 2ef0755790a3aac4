import { BoundFunctions, type RawCallback } from "./bound_functions.ts";
import { requireMainThread, requirePlace } from "./place.ts";
import { closeNativeWebview, cString, type NativeWebview, nativeWebview } from "./native.ts";
import { WindowError } from "./window_error.ts";

/** How a size is meant: a beginning, the smallest, the largest (no effect on GTK 4), or the only. */
export const SizeHint = { NONE: 0, MIN: 1, MAX: 2, FIXED: 3 } as const;
/** One of {@linkcode SizeHint}'s values. */
export type SizeHint = typeof SizeHint[keyof typeof SizeHint];

/** Width and height in pixels, and how they are meant. */
export interface Size {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** How they are meant. */
  readonly hint: SizeHint;
}

const DEFAULT_SIZE: Size = { width: 1024, height: 768, hint: SizeHint.NONE };

/** What the page is answered. */
const OK = 0;
const FAILED = 1;

const windows = new Set<Webview>();

/**
 * A native window that shows one web page.
 *
 * Names and signatures are those of `@webview/webview` 0.9; `ui/window/README.md` has the
 * differences. On the main thread only. While {@linkcode Webview.run} blocks, nothing else of the
 * thread runs: no timer, no promise; only bound functions are called.
 *
 * @example
 * ```ts
 * using window = new Webview();
 * window.title = "Sync Hub";
 * window.navigate("http://127.0.0.1:8080/");
 * window.run();
 * ```
 */
export class Webview implements Disposable {
  readonly #native: NativeWebview;
  readonly #functions: BoundFunctions;
  #handle: Deno.PointerValue;
  #running = false;

  /**
   * A window; or, given a handle, an object for a window that is there already.
   *
   * @param debugOrHandle whether the page's developer tools can be opened; or a handle
   * @param size `undefined` leaves it to the system
   * @param window a native window to fill in place of a new one
   * @throws {WindowError} `UNSUPPORTED`, `LIBRARY_MISSING`, `LIBRARY_DAMAGED`,
   *   `SYSTEM_LIBRARY_MISSING`, `NO_DISPLAY`, `NOT_CREATED`, `WRONG_THREAD`
   */
  constructor(
    debugOrHandle: boolean | Deno.PointerObject = false,
    size: Size | undefined = DEFAULT_SIZE,
    window: Deno.PointerValue = null,
  ) {
    requireMainThread();
    if (typeof debugOrHandle === "boolean") requirePlace();
    this.#native = nativeWebview();
    this.#handle = typeof debugOrHandle === "boolean"
      ? this.#native.webview_create(Number(debugOrHandle), window)
      : debugOrHandle;
    if (this.#handle === null) throw new WindowError("NOT_CREATED");
    this.#functions = new BoundFunctions(this.#native, this.#handle);
    windows.add(this);
    // As the public package: a handle's size is its owner's affair unless one is given.
    if (size !== undefined && (typeof debugOrHandle === "boolean" || arguments.length > 1)) {
      this.size = size;
    }
  }

  /** The library's pointer to this window; null once it is destroyed. */
  get unsafeHandle(): Deno.PointerValue {
    return this.#handle;
  }

  /** The `GtkWindow`, `NSWindow` or `HWND`; null when the person has closed it. */
  get unsafeWindowHandle(): Deno.PointerValue {
    return this.#native.webview_get_window(this.#require());
  }

  /** Changes the size. @throws {WindowError} `CLOSED`, `CALL_FAILED` */
  set size({ width, height, hint }: Size) {
    this.#check("size", this.#native.webview_set_size(this.#require(), width, height, hint));
  }

  /** Changes the title. @throws {WindowError} `CLOSED`, `CALL_FAILED` */
  set title(title: string) {
    this.#check("title", this.#native.webview_set_title(this.#require(), cString(title)));
  }

  /** Loads a page. @throws {WindowError} `CLOSED`, `CALL_FAILED` */
  navigate(url: URL | string): void {
    const text = url instanceof URL ? url.href : url;
    this.#check("navigate", this.#native.webview_navigate(this.#require(), cString(text)));
  }

  /** Shows a document. @throws {WindowError} `CLOSED`, `CALL_FAILED` */
  setHTML(html: string): void {
    this.#check("setHTML", this.#native.webview_set_html(this.#require(), cString(html)));
  }

  /** Shows the window until it is closed, then destroys it. */
  run(): void {
    try {
      this.runUntilEnded();
    } finally {
      this.destroy();
    }
  }

  /**
   * Shows the window until it is closed or {@linkcode Webview.terminate} is called, here or, through
   * `webview_terminate`, on another thread. Unlike {@linkcode Webview.run} it leaves the window as
   * it is; one that was not closed may run again.
   *
   * @throws {WindowError} `CLOSED`, `CALL_FAILED`
   */
  runUntilEnded(): void {
    const handle = this.#require();
    this.#running = true;
    try {
      this.#check("run", this.#native.webview_run(handle));
    } finally {
      this.#running = false;
      this.#functions.free();
    }
  }

  /** Makes {@linkcode Webview.run} return. */
  terminate(): void {
    this.#check("terminate", this.#native.webview_terminate(this.#require()));
  }

  /**
   * Closes the window and frees it. While it runs, in a bound function that is, it is only
   * terminated: `run` frees it when it returns. Safe to call again.
   */
  destroy(): void {
    if (this.#handle === null) return;
    if (this.#running || this.#functions.busy) return this.terminate();
    this.#functions.unbindAll();
    const handle = this.#handle;
    this.#handle = null;
    windows.delete(this);
    this.#native.webview_destroy(handle);
  }

  /** As {@linkcode Webview.destroy}. */
  [Symbol.dispose](): void {
    this.destroy();
  }

  /**
   * Gives the page a function `name`. The callback has to answer with {@linkcode Webview.return}.
   *
   * @param arg handed to each call
   * @throws {WindowError} `CLOSED`, `CALL_FAILED` (the name is taken)
   */
  bindRaw(name: string, callback: RawCallback, arg: Deno.PointerValue = null): void {
    this.#require();
    this.#check("bind", this.#functions.bind(name, callback, arg));
  }

  /**
   * Gives the page an asynchronous function `name`: its arguments and result travel as JSON, and a
   * throw rejects with the error's name and message. What an asynchronous callback promises reaches
   * the page only after `run` has returned, for promises do not settle while it blocks.
   *
   * @throws {WindowError} `CLOSED`, `CALL_FAILED` (the name is taken)
   */
  bind(name: string, callback: (...args: unknown[]) => unknown): void {
    this.bindRaw(name, (seq, req) => {
      try {
        const args: unknown = JSON.parse(req);
        const result = callback(...(Array.isArray(args) ? args : []));
        if (result instanceof Promise) {
          result.then((value) => this.#answer(seq, OK, value), (e) => this.#refuse(seq, e));
        } else {
          this.#answer(seq, OK, result);
        }
      } catch (error) {
        this.#refuse(seq, error);
      }
    });
  }

  /** Takes a bound function back. @throws {WindowError} `CLOSED`, `CALL_FAILED` (no such name) */
  unbind(name: string): void {
    this.#require();
    this.#check("unbind", this.#functions.unbind(name));
  }

  /** Answers a raw call: status 0 fulfils, any other rejects; `result` is JSON. */
  return(seq: string, status: number, result: string): void {
    const handle = this.#require();
    const code = this.#native.webview_return(handle, cString(seq), status, cString(result));
    this.#check("return", code);
  }

  /** Runs a script in the page some time later. */
  eval(source: string): void {
    this.#check("eval", this.#native.webview_eval(this.#require(), cString(source)));
  }

  /** Runs a script at the beginning of every page from now on. */
  init(source: string): void {
    this.#check("init", this.#native.webview_init(this.#require(), cString(source)));
  }

  #answer(seq: string, status: number, value: unknown): void {
    // The page may be gone by the time a promise settles.
    if (this.#handle === null) return;
    this.return(seq, status, value === undefined ? "" : JSON.stringify(value));
  }

  #refuse(seq: string, error: unknown): void {
    const reason = error instanceof Error ? { name: error.name, message: error.message } : error;
    this.#answer(seq, FAILED, reason ?? null);
  }

  #require(): Deno.PointerObject {
    if (this.#handle === null) throw new WindowError("CLOSED");
    return this.#handle;
  }

  #check(what: string, code: number): void {
    if (code !== 0) throw new WindowError("CALL_FAILED", { detail: `${what}, error ${code}` });
  }
}

/**
 * Opens the library ahead of the first window.
 *
 * @throws {WindowError} `UNSUPPORTED`, `LIBRARY_MISSING`, `LIBRARY_DAMAGED`,
 *   `SYSTEM_LIBRARY_MISSING`
 */
// deno-lint-ignore require-await -- async in the public package, which downloads
export async function preload(): Promise<void> {
  nativeWebview();
}

/** Destroys every window and closes the library. */
export function unload(): void {
  for (const window of [...windows]) window.destroy();
  closeNativeWebview();
}
