/**
 * Ends the main thread's blocking from another thread.
 *
 * The main thread lies inside `webview_run` while a window is shown and hears no message. A waker,
 * a worker that does nothing else, is told to wake it and calls `webview_terminate`, one of the two
 * calls of the library that other threads may make. Both share a few words of memory: which window
 * there is, and whether it was woken.
 */

const HANDLE = 0;
/** 1 while one of the two threads uses the handle: it must not be freed meanwhile. */
const IN_USE = 2;
/** 1 when the window was woken and the main thread has not taken note. */
const WOKEN = 3;

/** Memory of a {@linkcode WindowSignal}. */
export function newSignalMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(16);
}

/** One end of the shared memory. */
export class WindowSignal {
  readonly #handles: BigUint64Array<SharedArrayBuffer>;
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** @param memory of {@linkcode newSignalMemory}, the same on both threads */
  constructor(memory: SharedArrayBuffer) {
    this.#handles = new BigUint64Array(memory, 0, 1);
    this.#words = new Int32Array(memory);
  }

  /**
   * Says which window can be woken from now on; false when it was woken before, which counts as
   * noted then: the window must not run.
   */
  arm(handle: Deno.PointerValue): boolean {
    return this.#exclusively(() => {
      if (Atomics.exchange(this.#words, WOKEN, 0) === 1) return false;
      Atomics.store(this.#handles, HANDLE, Deno.UnsafePointer.value(handle));
      return true;
    });
  }

  /** From now on no window can be woken. True when it was. */
  disarm(): boolean {
    return this.#exclusively(() => {
      Atomics.store(this.#handles, HANDLE, 0n);
      return Atomics.exchange(this.#words, WOKEN, 0) === 1;
    });
  }

  /**
   * Wakes the main thread, also ahead of its next run. A second call before it has taken note does
   * nothing: the library would end a later run for it.
   *
   * @param terminate `webview_terminate`
   */
  wake(terminate: (handle: Deno.PointerValue) => void): void {
    this.#exclusively(() => {
      if (Atomics.exchange(this.#words, WOKEN, 1) === 1) return;
      const handle = Atomics.load(this.#handles, HANDLE);
      if (handle !== 0n) terminate(Deno.UnsafePointer.create(handle));
    });
  }

  /** Neither side holds it longer than one quick call. */
  #exclusively<T>(action: () => T): T {
    while (Atomics.compareExchange(this.#words, IN_USE, 0, 1) === 1);
    try {
      return action();
    } finally {
      Atomics.store(this.#words, IN_USE, 0);
    }
  }
}
