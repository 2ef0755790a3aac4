/**
 * Receives a request body within bounds.
 *
 * `Deno.serve` bounds neither the size of a body nor the time it takes, so both are done here.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import type { InFlight } from "./in_flight.ts";
import type { PhoneClock } from "./phone_clock.ts";

/** RFC 6838 section 4.2 for the subtype; phones send `application/json`. */
const JSON_TYPE = /^application\/(?:json|[\w!#$&^.+-]+\+json)\s*(?:;|$)/i;

/** How a body may arrive. */
export interface BodyRules {
  readonly clock: PhoneClock;
  readonly inFlight: InFlight;
  readonly maxBytes: number;
  /** Longest time without a byte. */
  readonly idleMs: number;
  /** Longest time for the whole body. */
  readonly deadlineMs: number;
  /** A slower body, on average, is a trickle that holds a place others need. */
  readonly minBytesPerSecond: number;
  /** Called once with the first bytes of a body above `largeBytes`; may throw to refuse it. */
  readonly onLarge?: (start: Uint8Array) => void;
  /** Above this a body counts as large. */
  readonly largeBytes?: number;
  /** Called with the first bytes of a body above `maxBytes`. */
  readonly onTooLarge?: (start: Uint8Array) => void;
}

/** A complete body. Dispose it when the request is answered: only then its bytes stop counting. */
export interface ReceivedBody extends Disposable {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A refusal in the middle of a body: the rest of it is still to come, and unwanted. */
export class UnfinishedBody extends WireError {
  /** For the answer: the connection is of no further use. */
  readonly close = true;

  constructor({ code, retryAfterSeconds }: WireError) {
    super(code, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    this.name = "UnfinishedBody";
  }
}

/** The client hung up in the middle of its request: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = "ClientGone";

  constructor() {
    super("Cannot read request: the client hung up");
  }
}

/**
 * Reads the whole body of `request`.
 *
 * @throws {WireError} `UNSUPPORTED_MEDIA`.
 * @throws {UnfinishedBody} `TOO_LARGE`, `BUSY`, `MALFORMED` for one that stalls, and what `onLarge`
 * throws.
 * @throws {ClientGone} when the connection ends first.
 */
export async function readBody(request: Request, rules: BodyRules): Promise<ReceivedBody> {
  if (!JSON_TYPE.test(request.headers.get("content-type") ?? "")) {
    throw new WireError("UNSUPPORTED_MEDIA");
  }
  if (request.body === null) return { bytes: new Uint8Array(), [Symbol.dispose]: () => {} };
  const reader = request.body.getReader();
  const received: Received = { chunks: [], byteCount: 0, lastByteMs: rules.clock.steadyMs() };
  const over = new AbortController();
  let stalled = false;
  const watch = watchForStall(received, rules, over.signal).then(async (hasStalled) => {
    stalled = hasStalled;
    // Ends the pending read below, and with it the connection.
    if (hasStalled) await reader.cancel();
  });
  let complete = false;
  try {
    await receive(reader, received, rules, announcedBytes(request));
    if (stalled) throw new WireError("MALFORMED");
    complete = true;
  } catch (error) {
    throw error instanceof WireError ? new UnfinishedBody(error) : error;
  } finally {
    over.abort();
    await watch.catch(() => {});
    if (!complete) {
      rules.inFlight.giveBackBytes(received.byteCount);
      await reader.cancel().catch(() => {});
    }
  }
  const bytes = joined(received);
  const { byteCount } = received;
  return { bytes, [Symbol.dispose]: () => rules.inFlight.giveBackBytes(byteCount) };
}

interface Received {
  readonly chunks: Uint8Array[];
  byteCount: number;
  lastByteMs: number;
}

async function receive(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  received: Received,
  rules: BodyRules,
  announced: number,
): Promise<void> {
  const { maxBytes, largeBytes = Infinity } = rules;
  for (;;) {
    const { done, value } = await readOrGone(reader);
    if (done) return;
    received.lastByteMs = rules.clock.steadyMs();
    const start = received.chunks[0] ?? value;
    const wasLarge = received.byteCount > largeBytes;
    // One chunk is read even of a body announced too large: it says whose it is.
    if (Math.max(announced, received.byteCount + value.length) > maxBytes) {
      rules.onTooLarge?.(start);
      throw new WireError("TOO_LARGE");
    }
    rules.inFlight.takeBytes(value.length, received.byteCount);
    received.byteCount += value.length;
    received.chunks.push(value);
    if (!wasLarge && received.byteCount > largeBytes) rules.onLarge?.(start);
  }
}

function announcedBytes(request: Request): number {
  const bytes = Number(request.headers.get("content-length"));
  return Number.isNaN(bytes) ? 0 : bytes;
}

async function readOrGone(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch {
    throw new ClientGone();
  }
}

/** True when the body stalls before `signal` aborts. */
async function watchForStall(
  received: Received,
  { clock, idleMs, deadlineMs, minBytesPerSecond }: BodyRules,
  signal: AbortSignal,
): Promise<boolean> {
  const endMs = clock.steadyMs() + deadlineMs;
  // Each stretch has to bring its share: a fast start does not pay for a trickle afterwards.
  const leastBytes = minBytesPerSecond * idleMs / 1000;
  let stretch = { endMs: clock.steadyMs() + idleMs, bytes: 0 };
  while (!signal.aborted) {
    const nowMs = clock.steadyMs();
    if (nowMs >= stretch.endMs) {
      if (received.byteCount - stretch.bytes < leastBytes) return true;
      stretch = { endMs: nowMs + idleMs, bytes: received.byteCount };
    }
    const waitMs = Math.min(received.lastByteMs + idleMs, endMs) - nowMs;
    if (waitMs <= 0) return true;
    await clock.sleep(Math.min(waitMs, stretch.endMs - nowMs), signal);
  }
  return false;
}

function joined({ chunks, byteCount }: Received): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
