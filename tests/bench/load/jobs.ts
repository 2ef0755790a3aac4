/**
 * What the load generator can be asked to do, and what it tells.
 *
 * @module
 */

import type { BenchTable } from "./bench_rows.ts";
import type { Latencies } from "./latencies.ts";
import type { CallKind } from "./load_phone.ts";
import type { AcceptedEncoding } from "./raw_exchange.ts";

/** Calls that a probe makes over and over. */
export type ProbedCall = "heartbeat" | "handshake" | "pull";

/** Each kind of job with its settings and its result. Phones are counted from 0. */
export interface Jobs {
  /** That many more phones make a handshake and log in, one after another. */
  admit: { ask: { phones: number }; result: { loginsMs: readonly number[] } };
  /** Makes rows and seals them as one push, under a fresh session. */
  preparePush: {
    ask: { phone: number; table: BenchTable; rows: number; seed: number; clinicId: string };
    result: { plainBytes: number; bodyBytes: number };
  };
  /** Sends what was prepared. */
  sendPush: { ask: { phone: number }; result: { ms: number } };
  /** Pulls from 0 until a page brings no row. */
  pullAll: {
    ask: { phone: number; accept: AcceptedEncoding };
    result: { pages: readonly PageResult[] };
  };
  /** Pulls once from the phone's cursor. */
  pullOnce: { ask: { phone: number }; result: { ms: number; rows: number; bodyBytes: number } };
  /** Each of these phones calls over and over, all at once, until they have made so many. */
  repeat: {
    ask: { call: ProbedCall; phones: number; calls: number };
    result: { ms: number; latencies: Latencies };
  };
  /** All phones log in at once, again and again. */
  logins: { ask: { phones: number; rounds: number }; result: { ms: number; latencies: Latencies } };
  /** One phone pushes a few rows, then another pulls them; again and again. */
  passOn: {
    ask: { from: number; to: number; rows: number; rounds: number; seed: number; clinicId: string };
    result: { push: Latencies; pull: Latencies; rowsPulled: number };
  };
  /** All phones sync at once, round by round: handshake, pull, push; at the end one more pull. */
  clinic: {
    ask: { phones: number; rows: number; rounds: number; seed: number; clinicId: string };
    result: ClinicResult;
  };
  /** A phone makes the same call again and again, one after another, under one session. */
  ask: {
    ask: { phone: number; kind: CallKind; name: string; args: unknown; calls: number };
    result: { latencies: Latencies; found: number | null };
  };
  /** Starts calling at a fixed pace, whether or not answers come. */
  probeStart: { ask: { call: ProbedCall; everyMs: number }; result: Record<never, never> };
  /** Stops the probe. */
  probeStop: { ask: Record<never, never>; result: Latencies };
}

/** A page as it was pulled. */
export interface PageResult {
  readonly ms: number;
  readonly rows: number;
  readonly plainBytes: number;
  readonly wireBytes: number;
  readonly compressed: boolean;
}

/** What came of a clinic's day. */
export interface ClinicResult {
  /** One phone's handshake, pull and push together. */
  readonly sync: Latencies;
  readonly handshake: Latencies;
  readonly pull: Latencies;
  readonly push: Latencies;
  readonly roundsMs: readonly number[];
  /** Patients that a phone did not get although another one pushed them, over all phones. */
  readonly missing: number;
  /** Patients that a phone got twice as new. */
  readonly doubled: number;
}

/** Kinds of job. */
export type JobKind = keyof Jobs;

/** A line to the generator. */
export type JobLine = {
  [Kind in JobKind]: { readonly id: number; readonly kind: Kind; readonly ask: Jobs[Kind]["ask"] };
}[JobKind];

/** A line from the generator. */
export interface ResultLine {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
