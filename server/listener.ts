/**
 * The listener worker: see `listener/hub_listener.ts`. Handles the signals, because the main thread
 * may be blocked in the window.
 *
 * @module
 */

import type { KeeperControl } from "./keeper/hub_keeper.ts";
import type { ProcedureEvent } from "./phone/procedure.ts";
import { announceJson, announceText } from "./listener/announcer.ts";
import { HubListener, type ListenerOptions } from "./listener/hub_listener.ts";
import { startErrorCode, startErrorText } from "./start_error.ts";
import { connect } from "./threads/port_rpc.ts";

/** What the main thread sends first. */
export interface ListenerStart extends ListenerOptions {
  /** Calls to the keeper. */
  readonly calls: MessagePort;
  /** Events from the keeper. */
  readonly events: MessagePort;
}

/** What the main thread is told. */
export type ListenerReport =
  | { readonly type: "ready" }
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

self.onmessage = async (event: MessageEvent<ListenerStart>) => {
  const { calls, events, options, open, version } = event.data;
  const announce = options.headless ? announceJson : announceText;
  const hub = new HubListener({
    keeper: connect<KeeperControl>(calls),
    announce,
    onStopped: () => report({ type: "stopped" }),
  });
  events.onmessage = (event: MessageEvent<ProcedureEvent>) => {
    announce(event.data);
    hub.notify();
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => hub.stop());
  try {
    await hub.start({ options, open, version });
    report({ type: "ready" });
  } catch (error) {
    const code = startErrorCode(String((error as { code?: unknown }).code));
    const message = error instanceof Error && code !== "INTERNAL"
      ? error.message
      : startErrorText(code);
    announce({ event: "error", code });
    report({ type: "failed", code, message });
  }
};

function report(message: ListenerReport): void {
  self.postMessage(message);
}
