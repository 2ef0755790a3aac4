import { cString, type NativeWebview } from "./native.ts";

/** Told of a call from the page: its id, its arguments as a JSON array, and the bound argument. */
export type RawCallback = (seq: string, req: string, arg: Deno.PointerValue) => void;

const CALLBACK = {
  parameters: ["pointer", "pointer", "pointer"],
  result: "void",
} as const;

type NativeCallback = Deno.UnsafeCallback<typeof CALLBACK>;

/**
 * The functions a window's page may call. A function may be unbound while it runs: its memory is
 * freed once the window has stopped running.
 */
export class BoundFunctions {
  readonly #native: NativeWebview;
  readonly #handle: Deno.PointerValue;
  readonly #callbacks = new Map<string, NativeCallback>();
  #leaving: NativeCallback[] = [];
  #depth = 0;

  constructor(native: NativeWebview, handle: Deno.PointerValue) {
    this.#native = native;
    this.#handle = handle;
  }

  /** Whether one of them is running. */
  get busy(): boolean {
    return this.#depth > 0;
  }

  /** Binds; the library's error code otherwise. */
  bind(name: string, call: RawCallback, arg: Deno.PointerValue): number {
    const callback = new Deno.UnsafeCallback(CALLBACK, (seq, req, arg) => {
      this.#depth++;
      try {
        call(readText(seq), readText(req), arg);
      } finally {
        this.#depth--;
      }
    });
    const code = this.#native.webview_bind(this.#handle, cString(name), callback.pointer, arg);
    if (code === 0) this.#callbacks.set(name, callback);
    else callback.close();
    return code;
  }

  /** Takes a function back; the library's error code otherwise. */
  unbind(name: string): number {
    const code = this.#native.webview_unbind(this.#handle, cString(name));
    const callback = this.#callbacks.get(name);
    if (callback !== undefined) this.#leaving.push(callback);
    this.#callbacks.delete(name);
    this.free();
    return code;
  }

  /** Takes all of them back. */
  unbindAll(): void {
    for (const name of [...this.#callbacks.keys()]) this.unbind(name);
  }

  /** Frees what was taken back, unless one of them is running: its memory is still in use. */
  free(): void {
    if (this.#depth > 0) return;
    for (const callback of this.#leaving) callback.close();
    this.#leaving = [];
  }
}

function readText(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}
