/**
 * The phone's way onto the network: a replaceable `fetch` and the traffic it causes.
 *
 * @module
 */

import { PhoneCrash } from "./crash.ts";

/** What a request is for. Never on the wire: only for fault injection to choose by. */
export interface CallInfo {
  /** Which route it goes to. */
  readonly kind: "handshake" | "command" | "query" | "heartbeat" | "other";
  /** Name of the procedure (`sync_push`, ...), or null when there is none. */
  readonly name: string | null;
}

/** The `fetch` a phone uses. The global one fits; a test may wrap it to break the network. */
export type PhoneFetch = (url: string, init: RequestInit, call: CallInfo) => Promise<Response>;

/** Running totals of what a phone has sent and received. Bodies only, no headers. */
export interface Traffic {
  /** Requests of any kind. */
  httpCalls: number;
  /** Requests to `/rpc/handshake`. */
  handshakes: number;
  /** Requests to `/rpc/command`. */
  commands: number;
  /** Requests to `/rpc/query`. */
  queries: number;
  /** Bytes of all request bodies. */
  bytesSent: number;
  /** Bytes of all answer bodies. */
  bytesReceived: number;
}

/** Totals of a phone that has not spoken yet. */
export function noTraffic(): Traffic {
  return { httpCalls: 0, handshakes: 0, commands: 0, queries: 0, bytesSent: 0, bytesReceived: 0 };
}

/** The real network. */
export function realFetch(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init);
}

/** `inner` with every request and answer counted in `traffic`, and every answer read to its end. */
export function countedFetch(inner: () => PhoneFetch, traffic: Traffic): PhoneFetch {
  return async (url, init, call) => {
    traffic.httpCalls++;
    if (call.kind === "handshake") traffic.handshakes++;
    if (call.kind === "command") traffic.commands++;
    if (call.kind === "query") traffic.queries++;
    traffic.bytesSent += bodyBytes(init.body);
    const answer = await inner()(url, init, call);
    return await readWhole(answer, traffic);
  };
}

function bodyBytes(body: RequestInit["body"]): number {
  if (typeof body === "string") return new TextEncoder().encode(body).length;
  return body instanceof Uint8Array ? body.length : 0;
}

/**
 * The app ignores the body of a non-2xx answer, so one that breaks off there is still that status;
 * one that breaks off in a 2xx answer is an exception.
 */
async function readWhole(answer: Response, traffic: Traffic): Promise<Response> {
  const { status, statusText, headers } = answer;
  let body: Uint8Array<ArrayBuffer>;
  try {
    body = await answer.bytes();
  } catch (error) {
    if (answer.ok || error instanceof PhoneCrash) throw error;
    body = new Uint8Array();
  }
  traffic.bytesReceived += body.length;
  const bodyless = status === 101 || status === 204 || status === 205 || status === 304;
  return new Response(bodyless ? null : body, { status, statusText, headers });
}
