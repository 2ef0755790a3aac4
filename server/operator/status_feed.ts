/**
 * The live status as server-sent events (WHATWG HTML section 9.2).
 *
 * @module
 */
import { coveredStatus } from "./covered_status.ts";
import { OperatorError, operatorErrorOf } from "./operator_error.ts";
import type { OperatorStatus } from "./operator_status.ts";

/** What a {@linkcode StatusFeed} is made of. */
export interface StatusFeedParts {
  /** Reads the status; asked only while somebody listens. */
  readonly status: () => Promise<OperatorStatus>;
  /** Shortest time between two readings, ms; 1 000 by default. */
  readonly minIntervalMs?: number;
  /** Time between two signs of life on a silent stream, ms; 15 000 by default. */
  readonly heartbeatMs?: number;
  /** Streams at the same time; 16 by default. */
  readonly maxStreams?: number;
}

/** A large database takes long to count: reading the status may take this share of the time. */
const PAUSE_PER_READING = 4;
/** How soon a page comes back after a break, ms. */
const RETRY_MS = 2_000;
/**
 * A browser opens six connections to a host, and every window of the page keeps one for its stream:
 * with more of them nothing else would be answered, in no window.
 */
const MAX_STREAMS_PER_BROWSER = 3;

interface Stream {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** The session of its browser, null for a script. */
  browser: string | null;
  /** What its reader was too slow for: only the newest is worth keeping. */
  missed: Uint8Array | null;
}

/**
 * Tells every open page of the status whenever it may have changed. Has timers only while somebody
 * listens.
 *
 * Events: `status` with an `OperatorStatus`, without names while the screen is hidden; `trouble` with
 * a `code` when it could not be read; `rest` at the end of a stream that newer windows of the same
 * browser have taken the place of.
 */
export class StatusFeed implements Disposable {
  readonly #parts: Required<StatusFeedParts>;
  readonly #streams = new Set<Stream>();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  /** True when something may have changed since the last reading began. */
  #stale = false;
  #notBeforeMs = 0;
  #closed = false;

  /** A feed nobody listens to yet. */
  constructor(parts: StatusFeedParts) {
    this.#parts = { minIntervalMs: 1_000, heartbeatMs: 15_000, maxStreams: 16, ...parts };
  }

  /** How many pages listen. */
  get streamCount(): number {
    return this.#streams.size;
  }

  /** Says that the status may have changed. Cheap: may be called at every event of the hub. */
  notify(): void {
    if (this.#streams.size === 0) return;
    this.#stale = true;
    if (this.#reading || this.#timer !== undefined) return;
    this.#readIn(Math.max(0, this.#notBeforeMs - performance.now()));
  }

  /**
   * The body of one more stream. It begins with the present status. The oldest of more than three of
   * a browser ends.
   *
   * @param browser The session of the browser, null for a script
   * @throws {OperatorError} `STOPPING` after {@linkcode close}, `BUSY` with too many streams
   */
  open(browser: string | null = null): ReadableStream<Uint8Array> {
    if (this.#closed) throw new OperatorError("STOPPING");
    if (this.#streams.size >= this.#parts.maxStreams) throw new OperatorError("BUSY");
    let stream: Stream | undefined;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = { controller, browser, missed: null };
        this.#add(stream);
        this.#letRest(browser);
      },
      pull: () => {
        if (stream === undefined || stream.missed === null) return;
        const { missed } = stream;
        stream.missed = null;
        stream.controller.enqueue(missed);
      },
      cancel: () => {
        if (stream !== undefined) this.#remove(stream);
      },
    });
  }

  /** A browser has another session from now on. */
  renew(before: string, session: string): void {
    for (const stream of this.#streams) {
      if (stream.browser === before) stream.browser = session;
    }
  }

  /** Ends every stream and accepts no more. A server that drains waits for open streams. */
  close(): void {
    this.#closed = true;
    for (const stream of [...this.#streams]) {
      this.#remove(stream);
      stream.controller.close();
    }
  }

  /** As {@linkcode close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  #add(stream: Stream): void {
    this.#streams.add(stream);
    stream.controller.enqueue(frame(`retry: ${RETRY_MS}`));
    const { heartbeatMs } = this.#parts;
    this.#heartbeat ??= setInterval(() => this.#send(frame(": beat"), false), heartbeatMs);
    this.#stale = true;
    if (this.#reading) return;
    clearTimeout(this.#timer);
    this.#readIn(0);
  }

  #letRest(browser: string | null): void {
    if (browser === null) return;
    const own = [...this.#streams].filter((stream) => stream.browser === browser);
    for (const stream of own.slice(0, -MAX_STREAMS_PER_BROWSER)) {
      this.#remove(stream);
      stream.controller.enqueue(frame("event: rest\ndata: {}"));
      stream.controller.close();
    }
  }

  #remove(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    this.#heartbeat = undefined;
    this.#timer = undefined;
    this.#stale = false;
  }

  #readIn(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#read();
    }, delayMs);
  }

  /** Never rejects. */
  async #read(): Promise<void> {
    this.#reading = true;
    this.#stale = false;
    const startedMs = performance.now();
    const news = await readFrame(this.#parts.status);
    const endedMs = performance.now();
    const pauseMs = PAUSE_PER_READING * (endedMs - startedMs);
    this.#notBeforeMs = endedMs + Math.max(this.#parts.minIntervalMs, pauseMs);
    this.#reading = false;
    this.#send(news, true);
    if (this.#stale) this.notify();
  }

  #send(news: Uint8Array, keep: boolean): void {
    for (const stream of this.#streams) {
      if ((stream.controller.desiredSize ?? 0) > 0) stream.controller.enqueue(news);
      else if (keep) stream.missed = news;
    }
  }
}

async function readFrame(status: () => Promise<OperatorStatus>): Promise<Uint8Array> {
  try {
    return frame(`event: status\ndata: ${JSON.stringify(coveredStatus(await status()))}`);
  } catch (error) {
    const { code } = operatorErrorOf(error);
    return frame(`event: trouble\ndata: ${JSON.stringify({ code })}`);
  }
}

function frame(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n\n`);
}
