/**
 * The listener worker: see `listener/hub_listener.ts`. Handles the signals, because the main thread
 * may be blocked in the window.
 *
 * @module
 */

import type { KeeperControl } from "./keeper/keeper_control.ts";
import type { WindowState } from "./operator/mod.ts";
import type { ProcedureEvent } from "./phone/procedure.ts";
import { announceJson, announceText } from "./listener/announcer.ts";
import { type ClosingFacts, HubListener, type ListenerOptions } from "./listener/hub_listener.ts";
import type { WindowOrder } from "./listener/window_link.ts";
import type { RelayEvent, RelayWorkerControl } from "./relay/running/relay_worker_control.ts";
import { startErrorCode, startErrorText } from "./start_error.ts";
import { connect } from "./threads/port_rpc.ts";
import { WAKE, wakeWhenFailing } from "./threads/waking.ts";

/** What the main thread sends first. */
export interface ListenerStart extends ListenerOptions {
  /** Calls to the keeper. */
  readonly calls: MessagePort;
  /** Calls to the relay. */
  readonly relay: MessagePort;
  /** Events from the relay. */
  readonly relayEvents: MessagePort;
  /** Events from the keeper. */
  readonly events: MessagePort;
  /** Whoever can end the main thread's blocking; null without a window. */
  readonly waker: MessagePort | null;
}

/** What the main thread says and asks later. */
export type MainMessage =
  /** Whether the window is shown. */
  | { readonly type: "window"; readonly state: WindowState }
  /** Asks for the `closing` report. */
  | { readonly type: "closing" }
  /** Asks for a `show` report. */
  | { readonly type: "show" }
  /** Serving goes on without a window. */
  | { readonly type: "leave" }
  | { readonly type: "stop" };

/** What the main thread is told. */
export type ListenerReport =
  | { readonly type: "ready"; readonly url: string }
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | { readonly type: "closing" } & ClosingFacts
  | WindowOrder;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

self.onmessage = async (event: MessageEvent<ListenerStart>) => {
  const { calls, relay, relayEvents, events, waker, options, open, version } = event.data;
  const announce = options.headless ? announceJson : announceText;
  const wake = () => waker?.postMessage(WAKE);
  if (waker !== null) wakeWhenFailing(waker);
  const hub = new HubListener({
    keeper: connect<KeeperControl>(calls),
    relay: connect<RelayWorkerControl>(relay),
    announce,
    onStopped: () => {
      report({ type: "stopped" });
      wake();
    },
    onWindow: report,
    wake,
  }, { options, open, version });
  self.onmessage = (event: MessageEvent<MainMessage>) => hear(hub, event.data);
  events.onmessage = (event: MessageEvent<ProcedureEvent>) => {
    announce(event.data);
    hub.notify();
  };
  relayEvents.onmessage = (event: MessageEvent<RelayEvent>) => hub.hearRelay(event.data);
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => hub.stop());
  try {
    await hub.start();
    report({ type: "ready", url: hub.startUrl() });
  } catch (error) {
    const code = startErrorCode(String((error as { code?: unknown }).code));
    const message = error instanceof Error && code !== "INTERNAL"
      ? error.message
      : startErrorText(code);
    // A second start of a program with a window is no error: see `second_start.ts`.
    if (options.headless || code !== "OTHER_INSTANCE") announce({ event: "error", code });
    report({ type: "failed", code, message });
  }
};

async function hear(hub: HubListener, message: MainMessage): Promise<void> {
  switch (message.type) {
    case "window":
      hub.window.state = message.state;
      break;
    case "closing":
      report({ type: "closing", ...await hub.closing() });
      break;
    case "show":
      hub.showAgain();
      break;
    case "leave":
      hub.leave();
      break;
    case "stop":
      await hub.stop();
  }
}

function report(message: ListenerReport): void {
  self.postMessage(message);
}
