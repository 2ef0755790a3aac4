/**
 * A program that is woken for nothing while it asks what closing the window means, for
 * `late_wake_test.ts`. Ends with code 7 when the answer is to go on without the window.
 */

import { runWindow, type WindowHost } from "../../../ui/window/run_window.ts";
import { Wishes } from "../../../ui/window/wishes.ts";

const wishes = new Wishes();
const channel = new MessageChannel();
const worker = new Worker(new URL("./late_wake_worker.ts", import.meta.url), { type: "module" });
worker.postMessage(channel.port2, [channel.port2]);

const host: WindowHost = {
  next: (timeoutMs) => wishes.next(timeoutMs),
  report: () => {},
  closing: () => {
    worker.postMessage("soon");
    return Promise.resolve({ serving: true, phones: 0, language: "en" });
  },
  leave: () => wishes.add({ type: "end", exitCode: 7 }),
  askShow: () => wishes.add({ type: "end", exitCode: 2 }),
  askStop: () => wishes.add({ type: "end", exitCode: 3 }),
  say: () => {},
};

wishes.add({ type: "show", url: "about:blank" });
Deno.exit(await runWindow(host, [channel.port1]));
