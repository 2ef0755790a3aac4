/**
 * The waker: a worker that ends the main thread's blocking. See `window_signal.ts`.
 *
 * @module
 */

import { nativeWebview } from "./native.ts";
import { WindowSignal } from "./window_signal.ts";

/** What the main thread sends first. */
export interface WakerStart {
  readonly memory: SharedArrayBuffer;
  /** Any message on any of them wakes, and `failing` does so again and again. */
  readonly ports: readonly MessagePort[];
}

const AGAIN_MS = 500;

self.onmessage = (event: MessageEvent<WakerStart>) => {
  const { memory, ports } = event.data;
  const signal = new WindowSignal(memory);
  for (const port of ports) {
    // The library is opened with the first window, not before.
    const wake = () => signal.wake((handle) => nativeWebview().webview_terminate(handle));
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      wake();
      if (data === "failing") setInterval(wake, AGAIN_MS);
    };
  }
};
