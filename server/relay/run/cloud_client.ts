/**
 * Requests to the cloud: key check, push, pull. Knows no rows.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import { boundedText } from "../bounded_text.ts";
import {
  type CloudAnswer,
  GATEWAY_STATUSES,
  readPushAnswer,
  readRefusal,
} from "../cloud_answer.ts";
import { type CloudDevice, readCloudDevice } from "../cloud_device.ts";
import { readCloudUrl } from "../cloud_url.ts";
import { RequestPace, retryAfterMs } from "../pace.ts";

/** Why a run could not go on. Names no address, key or row. */
export type RelayErrorCode =
  /** No connection: no internet, or the cloud cannot be reached. */
  | "NO_CONNECTION"
  /** The cloud does not know the key: register again. */
  | "KEY_REFUSED"
  /** Something else answered: a sign-in page, a proxy. */
  | "NOT_THE_CLOUD"
  /** The cloud failed. */
  | "CLOUD_FAILED"
  /** The cloud has no such route any more. */
  | "TOO_NEW"
  /** Too many requests from this address. */
  | "TOO_MANY"
  /** Nothing arrived for two minutes. */
  | "STALLED"
  /** The answer ended in the middle or was damaged. */
  | "BROKEN_ANSWER"
  /** Somebody stopped the run. */
  | "CANCELLED";

/** A run that could not go on. */
export class RelayError extends Error {
  /** Name of the class. */
  override readonly name = "RelayError";
  /** Why. */
  readonly code: RelayErrorCode;

  /** A run that could not go on. */
  constructor(code: RelayErrorCode, options?: ErrorOptions) {
    super(`Cannot relay: ${code}`, options);
    this.code = code;
  }
}

/** Times a request is sent that the cloud has no room for, and how long it waits in between. */
const TOO_MANY_ATTEMPTS = 3;
const MAX_WAIT_MS = 5 * 60_000;
/** An answer without rows: at most the ids that were refused. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Settings of the client. */
export interface ClientOptions {
  readonly pace?: RequestPace;
  /** Without a byte for so long, a request is given up. */
  readonly stallMs?: number;
  /**
   * How slow a line up may be: nobody tells how much of a body has left, so each of its bytes is
   * given this much more time.
   */
  readonly leastBytesPerSecond?: number;
  readonly nowMs?: () => number;
  /** How it waits; ends early when the signal is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Bytes of the answer as they arrive. */
  readonly onBytes?: (bytes: number) => void;
}

interface TextRequest {
  readonly method: "GET" | "POST";
  readonly body?: string;
}

/** One cloud with one key. */
export class CloudClient {
  readonly #url: string;
  readonly #apiKey: string;
  readonly #pace: RequestPace;
  readonly #stallMs: number;
  readonly #leastBytesPerSecond: number;
  readonly #nowMs: () => number;
  readonly #pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #onBytes: (bytes: number) => void;
  readonly #signal: AbortSignal;

  /** @throws {CloudUrlError} when the address would carry the key in clear */
  constructor(access: CloudAccess, signal: AbortSignal, options: ClientOptions = {}) {
    this.#url = readCloudUrl(access.url);
    this.#apiKey = access.apiKey;
    this.#signal = signal;
    this.#pace = options.pace ?? new RequestPace();
    this.#stallMs = options.stallMs ?? 120_000;
    this.#leastBytesPerSecond = options.leastBytesPerSecond ?? 1_024;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#pause = options.pause ?? pause;
    this.#onBytes = options.onBytes ?? (() => {});
  }

  /** Who the hub is to the cloud. @throws {RelayError} */
  async verifyKey(): Promise<CloudDevice> {
    const { status, retryAfter, text } = await this.#ask("/api/hub/verify-key", {
      method: "POST",
      body: JSON.stringify({ api_key: this.#apiKey }),
    });
    throwRefusal(readRefusal({ status, retryAfter, text }, this.#nowMs()));
    const device = readCloudDevice(parse(text));
    if (status !== 200 || device === null) throw new RelayError("NOT_THE_CLOUD");
    return device;
  }

  /** Sends a body of rows. @throws {RelayError} when nothing was answered */
  async push(body: string): Promise<CloudAnswer> {
    const answer = await this.#ask("/api/v2/sync?lastPulledAt=0&peerType=sync_hub", {
      method: "POST",
      body,
    });
    return readPushAnswer(answer, this.#nowMs());
  }

  /** Asks for changes and gives the bytes as they arrive, decompressed. @throws {RelayError} */
  async *pull(since: number): AsyncGenerator<Uint8Array> {
    const path = `/api/v2/sync?lastPulledAt=${since}&peerType=sync_hub`;
    const watch = new StallWatch(this.#stallMs, this.#signal);
    let failure: RelayErrorCode = "NO_CONNECTION";
    try {
      const response = await this.#fetch(path, { method: "GET" }, watch);
      failure = "BROKEN_ANSWER";
      if (response.status !== 200) {
        const answer = { ...headOf(response), text: await boundedText(response, MAX_ANSWER_BYTES) };
        throwRefusal(readRefusal(answer, this.#nowMs()));
        throw new RelayError(pullFailure(answer.status, parse(answer.text)));
      }
      if (response.body === null) throw new RelayError("BROKEN_ANSWER");
      const kind = response.headers.get("content-type") ?? "";
      if (/^text\/html\b/i.test(kind)) {
        await response.body.cancel();
        throw new RelayError("NOT_THE_CLOUD");
      }
      for await (const bytes of response.body) {
        watch.heard();
        this.#onBytes(bytes.length);
        yield bytes;
      }
    } catch (error) {
      throw this.#errorOf(error, watch, failure);
    } finally {
      watch[Symbol.dispose]();
    }
  }

  async #ask(path: string, init: TextRequest) {
    const watch = new StallWatch(this.#stallMs, this.#signal);
    let failure: RelayErrorCode = "NO_CONNECTION";
    try {
      const response = await this.#fetch(path, init, watch);
      failure = "BROKEN_ANSWER";
      return { ...headOf(response), text: await boundedText(response, MAX_ANSWER_BYTES) };
    } catch (error) {
      throw this.#errorOf(error, watch, failure);
    } finally {
      watch[Symbol.dispose]();
    }
  }

  /** Obeys `Retry-After`, as long as that does not take for ever (B24). */
  async #fetch(path: string, init: TextRequest, watch: StallWatch): Promise<Response> {
    for (let attempt = 1;; attempt++) {
      const response = await this.#fetchOnce(path, init, watch);
      if (response.status !== 429) return response;
      const nowMs = this.#nowMs();
      const waitMs = retryAfterMs(response.headers.get("retry-after"), nowMs);
      this.#pace.holdUntil(nowMs + waitMs);
      if (attempt >= TOO_MANY_ATTEMPTS || waitMs > MAX_WAIT_MS) return response;
      await response.body?.cancel();
    }
  }

  async #fetchOnce(path: string, init: TextRequest, watch: StallWatch): Promise<Response> {
    for (;;) {
      const waitMs = this.#pace.waitMs(this.#nowMs());
      if (waitMs === 0 || this.#signal.aborted) break;
      // An earlier run was told so, and nobody could see what this one waits for.
      if (waitMs > MAX_WAIT_MS) throw new RelayError("TOO_MANY");
      watch.heard();
      await this.#pause(Math.min(waitMs, 1_000), this.#signal);
    }
    if (this.#signal.aborted) throw new RelayError("CANCELLED");
    this.#pace.note(this.#nowMs());
    const body = init.body === undefined ? null : new TextEncoder().encode(init.body);
    watch.heard(1_000 * (body?.length ?? 0) / this.#leastBytesPerSecond);
    const response = await fetch(`${this.#url}${path}`, {
      method: init.method,
      body,
      redirect: "manual",
      signal: watch.signal,
      headers: {
        "authorization": `Bearer ${this.#apiKey}`,
        "content-type": "application/json",
        "accept-encoding": "gzip",
      },
    });
    watch.heard();
    return response;
  }

  #errorOf(error: unknown, watch: StallWatch, otherwise: RelayErrorCode): RelayError {
    if (error instanceof RelayError) return error;
    if (this.#signal.aborted) return new RelayError("CANCELLED");
    if (watch.signal.aborted) return new RelayError("STALLED");
    return new RelayError(otherwise, { cause: error });
  }
}

/** Gives a request up when nothing moves. */
class StallWatch implements Disposable {
  readonly #controller = new AbortController();
  readonly #stallMs: number;
  readonly #outer: AbortSignal;
  readonly #abort = () => this.#controller.abort();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(stallMs: number, outer: AbortSignal) {
    this.#stallMs = stallMs;
    this.#outer = outer;
    outer.addEventListener("abort", this.#abort);
    if (outer.aborted) this.#abort();
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something moved; the next may take so much longer. */
  heard(extraMs = 0): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#abort, this.#stallMs + extraMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#abort);
  }
}

function headOf(response: Response) {
  return { status: response.status, retryAfter: response.headers.get("retry-after") };
}

/** What a refusal means for the whole run. */
export function throwRefusal(answer: CloudAnswer | null): void {
  if (answer === null || answer.kind === "success") return;
  // The cloud's own gateway cannot reach it, or has no time for a large answer.
  if ("status" in answer && GATEWAY_STATUSES.has(answer.status)) {
    throw new RelayError("CLOUD_FAILED");
  }
  const codes = {
    "unauthorised": "KEY_REFUSED",
    "too many": "TOO_MANY",
    "not the cloud": "NOT_THE_CLOUD",
    "failure": "CLOUD_FAILED",
  } as const;
  throw new RelayError(codes[answer.kind]);
}

/** What another answer than rows means to a pull, whose key was good a moment ago. */
function pullFailure(status: number, answer: unknown): RelayErrorCode {
  const saysError = typeof answer === "object" && answer !== null;
  if (status === 410 || status === 426 || (status === 404 && saysError)) return "TOO_NEW";
  // Signing in to the Wi-Fi is what the last of these asks for.
  const isElsewhere = (status < 500 && !saysError) || status === 511;
  return isElsewhere ? "NOT_THE_CLOUD" : "CLOUD_FAILED";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", done);
  });
}
