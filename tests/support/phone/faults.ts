/**
 * Ready-made network faults: each wraps a phone's `fetch`. They compose by nesting.
 *
 * ```ts
 * phone.fetch = losesAnswers(phone.fetch, once(calls("sync_push")));
 * ```
 *
 * @module
 */

import type { CallInfo, PhoneFetch } from "./phone_fetch.ts";

/** Chooses the requests a fault hits. */
export type When = (call: CallInfo) => boolean;

/** Chooses every request. */
export function always(): boolean {
  return true;
}

/** The requests of one procedure, or all handshakes (`"handshake"`). */
export function calls(name: string): When {
  return (call) => call.name === name || (call.name === null && call.kind === name);
}

/** The first request that `when` chooses, and no later one. */
export function once(when: When = always): When {
  let done = false;
  return (call) => {
    if (done || !when(call)) return false;
    done = true;
    return true;
  };
}

/** What React Native's `fetch` rejects with whenever the network fails. */
export function networkError(): TypeError {
  return new TypeError("Network request failed");
}

/** The request never reaches the hub. */
export function dropsRequests(inner: PhoneFetch, when: When = always): PhoneFetch {
  return (url, init, call) => when(call) ? Promise.reject(networkError()) : inner(url, init, call);
}

/** The hub gets the request and answers, but the answer never reaches the phone. */
export function losesAnswers(inner: PhoneFetch, when: When = always): PhoneFetch {
  return async (url, init, call) => {
    const hit = when(call);
    const answer = await inner(url, init, call);
    if (!hit) return answer;
    await answer.body?.cancel();
    throw networkError();
  };
}

/** The same bytes reach the hub `times` times, one after the other; the last answer counts. */
export function repeatsRequests(
  inner: PhoneFetch,
  when: When = always,
  times = 2,
): PhoneFetch {
  return async (url, init, call) => {
    if (when(call)) {
      for (let sent = 1; sent < times; sent++) {
        await (await inner(url, init, call)).body?.cancel();
      }
    }
    return await inner(url, init, call);
  };
}

/** The same bytes reach the hub twice at the same time; the first answer to arrive counts. */
export function doublesRequests(inner: PhoneFetch, when: When = always): PhoneFetch {
  return async (url, init, call) => {
    if (!when(call)) return await inner(url, init, call);
    const both = [inner(url, init, call), inner(url, init, call)];
    const first = await Promise.any(both);
    for (const other of await Promise.allSettled(both)) {
      if (other.status === "fulfilled" && other.value !== first) await other.value.body?.cancel();
    }
    return first;
  };
}

/** The request leaves late. */
export function delaysRequests(
  inner: PhoneFetch,
  delayMs: number,
  when: When = always,
): PhoneFetch {
  return async (url, init, call) => {
    if (when(call)) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return await inner(url, init, call);
  };
}

/** The answer breaks off in the middle. */
export function truncatesAnswers(inner: PhoneFetch, when: When = always): PhoneFetch {
  return async (url, init, call) => {
    const hit = when(call);
    const answer = await inner(url, init, call);
    if (!hit) return answer;
    const body = await answer.bytes();
    const { status, headers } = answer;
    return new Response(body.slice(0, Math.floor(body.length / 2)), { status, headers });
  };
}

/** Runs `act` while a request is under way: after it was answered, before the phone sees it. */
export function whileInFlight(
  inner: PhoneFetch,
  act: () => void | Promise<void>,
  when: When = always,
): PhoneFetch {
  return async (url, init, call) => {
    const hit = when(call);
    const answer = await inner(url, init, call);
    if (hit) await act();
    return answer;
  };
}
