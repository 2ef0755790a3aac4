/**
 * The listener worker: see `listener/hub_listener.ts`. Handles the signals, because the main thread
 * may be blocked in the window.
 *
 * @module
 */

import type { KeeperControl } from "./keeper/keeper_control.ts";
import type { WindowState } from "./operator/mod.ts";
import type { ProcedureEvent } from "./phone/procedure.ts";
import { type Announce, announceJson, announceText } from "./listener/announcer.ts";
import type { ClosingFacts } from "./listener/closing_facts.ts";
import { HubListener, type ListenerOptions } from "./listener/hub_listener.ts";
import { ProgramSide, type ProgramStart } from "./listener/program_side.ts";
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
  /** The program itself: where it is installed, where updates come from. */
  readonly program: ProgramStart;
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
  /** The relay's worker has ended. */
  | { readonly type: "relayLost" }
  | { readonly type: "stop" };

/** What the main thread is told. */
export type ListenerReport =
  | { readonly type: "ready"; readonly url: string }
  /** `again`: the launcher is to be started, for another version. */
  | { readonly type: "stopped"; readonly again: boolean }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | { readonly type: "closing" } & ClosingFacts
  | WindowOrder;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

self.onmessage = async (event: MessageEvent<ListenerStart>) => {
  const { calls, relay, relayEvents, events, waker, options, version, webview } = event.data;
  const { directory } = event.data.open;
  const say = options.headless ? announceJson : announceText;
  const announce: Announce = (event) => {
    say(event);
    program.hear(event);
  };
  const wake = () => waker?.postMessage(WAKE);
  if (waker !== null) wakeWhenFailing(waker);
  const keeper = connect<KeeperControl>(calls);
  const program = new ProgramSide({
    ...event.data.program,
    version,
    directory,
    isDirectoryGiven: options.dataDir !== null,
    keeper,
    stop: () => void hub.stop(),
    onChange: () => hub.notify(),
  });
  const open = { ...event.data.open, failedUpdate: program.failedUpdate };
  const hub = new HubListener({
    keeper,
    program,
    relay: connect<RelayWorkerControl>(relay),
    announce,
    onStopped: () => {
      program[Symbol.dispose]();
      report({ type: "stopped", again: program.restartWanted });
      wake();
    },
    onWindow: report,
    wake,
  }, { options, open, version, ...(webview === undefined ? {} : { webview }) });
  self.onmessage = (event: MessageEvent<MainMessage>) => hear(hub, event.data);
  events.onmessage = (event: MessageEvent<ProcedureEvent>) => {
    announce(event.data);
    hub.hearKeeper(event.data);
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
    case "relayLost":
      hub.hearRelay({ type: "lost" });
      break;
    case "stop":
      await hub.stop();
  }
}

function report(message: ListenerReport): void {
  self.postMessage(message);
}
