/**
 * The live status: one stream of server-sent events that the page reads itself, so that it sees the
 * beats of a silent stream, notices a hung one, and learns why it was refused.
 *
 * @module
 */
/// <reference lib="dom" />
import { refusalOf, Refused } from "./requests.ts";

/** What is told of the stream. */
export interface FeedListener {
  /** An event with its data. */
  onEvent(name: string, data: unknown): void;
  /** The stream stands, or has broken and is tried again. */
  onLink(isLive: boolean): void;
  /** Newer windows of this browser have taken its place, until somebody comes to this one. */
  onRest(): void;
  /** The hub does not let this window in. It is tried again when somebody comes to it. */
  onRefused(): void;
}

/** The hub gives a sign of life every 15 s; two missed ones mean that it hangs. */
const SILENCE_MS = 35_000;
const RETRY_MS = 2_000;

/** Follows the stream until `signal` says so; comes back after every break. Never rejects. */
export async function followFeed(listener: FeedListener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let isToRest = false;
    const onEvent = (name: string, data: unknown) => {
      if (name === "rest") isToRest = true;
      else listener.onEvent(name, data);
    };
    try {
      await readStream({ ...listener, onEvent }, signal);
    } catch (error) {
      if (error instanceof Refused && error.code === "NOT_SIGNED_IN" && !signal.aborted) {
        listener.onRefused();
        // A newer link may have been opened in another window of this browser.
        await someoneComes();
        continue;
      }
    }
    if (signal.aborted) return;
    if (isToRest) {
      listener.onRest();
      await someoneComes();
      continue;
    }
    listener.onLink(false);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

const COMING = ["focus", "pointerdown", "keydown"] as const;

/** Resolves when the operator turns to this window. */
function someoneComes(): Promise<void> {
  return new Promise((resolve) => {
    const come = () => {
      if (document.visibilityState === "hidden") return;
      document.removeEventListener("visibilitychange", come);
      for (const name of COMING) removeEventListener(name, come);
      resolve();
    };
    document.addEventListener("visibilitychange", come);
    for (const name of COMING) addEventListener(name, come);
  });
}

async function readStream(listener: FeedListener, signal: AbortSignal): Promise<void> {
  // One controller for both reasons: older web views cannot join two signals.
  const silence = new AbortController();
  const giveUp = () => silence.abort();
  signal.addEventListener("abort", giveUp);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, SILENCE_MS);
  };
  heard();
  try {
    const answer = await fetch("/api/events", {
      headers: { accept: "text/event-stream" },
      signal: silence.signal,
    });
    if (!answer.ok || answer.body === null) throw await refusalOf(answer);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) readFrame(frame, listener);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

/**
 * WHATWG HTML section 9.2.6, as far as this hub uses it: one `data` line per event. A line ends at a
 * line feed and nowhere else: names that people paste hold other characters that end lines.
 */
function readFrame(frame: string, listener: FeedListener): void {
  const lines = frame.split("\n");
  const valueOf = (field: string) =>
    lines.find((line) => line.startsWith(field))?.slice(field.length);
  const name = valueOf("event: ");
  const data = valueOf("data: ");
  if (name === undefined || data === undefined) return;
  listener.onLink(true);
  listener.onEvent(name, JSON.parse(data));
}
