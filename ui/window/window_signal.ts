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

  /** Says which window can be woken; null before it is freed. */
  setWindow(handle: Deno.PointerValue): void {
    this.#exclusively(() => {
      Atomics.store(this.#handles, HANDLE, Deno.UnsafePointer.value(handle));
      Atomics.store(this.#words, WOKEN, 0);
    });
  }

  /** Whether the window was woken since this was last asked. */
  takeWoken(): boolean {
    return Atomics.exchange(this.#words, WOKEN, 0) === 1;
  }

  /**
   * Wakes the main thread. A second call before it has taken note does nothing: the library would
   * end the next run for it.
   *
   * @param terminate `webview_terminate`
   */
  wake(terminate: (handle: Deno.PointerValue) => void): void {
    this.#exclusively(() => {
      const handle = Atomics.load(this.#handles, HANDLE);
      if (handle === 0n || Atomics.exchange(this.#words, WOKEN, 1) === 1) return;
      terminate(Deno.UnsafePointer.create(handle));
    });
  }

  /** Neither side holds it longer than one quick call. */
  #exclusively(action: () => void): void {
    while (Atomics.compareExchange(this.#words, IN_USE, 0, 1) === 1);
    try {
      action();
    } finally {
      Atomics.store(this.#words, IN_USE, 0);
    }
  }
}
