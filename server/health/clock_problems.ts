/**
 * Whether the clock of this computer can be right. Pure.
 *
 * @module
 */

import type { ClockFacts, PhoneClockFacts } from "./health_facts.ts";
import type { FoundProblem } from "./health_problem.ts";

const MINUTE_MS = 60_000;
/** Clocks of phones and computers that nobody looks after differ by minutes. */
const OFF_MS = 10 * MINUTE_MS;
/** Rows wait on phones: only much more than that says that this computer is ahead. */
const AHEAD_MS = 3 * 60 * MINUTE_MS;
/** and only of phones that push often. */
const PUSHES_OF_ONE = 3;
/** Phones that have to agree before this computer is the one that is wrong. */
const AGREEING = 2;

/** The problems of the clock. */
export function clockProblems(clock: ClockFacts): FoundProblem[] {
  const { wallMs, madeMs, newestStampMs, leapt, phones, cloudLeadMs } = clock;
  if (leapt) return [{ code: "CLOCK_LEAPT", values: {} }];
  const fromPhones = phoneProblems(phones);
  const problems = [...fromPhones];
  const cloudAgrees = cloudLeadMs !== null && Math.abs(cloudLeadMs) < OFF_MS;
  const phoneAgrees = phones.some(({ leadMs }) => Math.abs(leadMs) < OFF_MS);
  // A newest stamp ahead of everything stays from a time when the clock was wrong and was set right.
  const isBehindStamps = newestStampMs !== null && wallMs < newestStampMs - OFF_MS &&
    !cloudAgrees && !phoneAgrees;
  if (wallMs < madeMs || isBehindStamps) problems.push({ code: "CLOCK_BEHIND", values: {} });
  if (cloudLeadMs !== null && !cloudAgrees) {
    problems.push({ code: "CLOCK_OFF_CLOUD", values: difference(cloudLeadMs) });
  }
  return problems;
}

function phoneProblems(phones: readonly PhoneClockFacts[]): FoundProblem[] {
  const ahead = phones.filter(({ leadMs }) => leadMs > OFF_MS);
  if (ahead.length >= AGREEING && 2 * ahead.length > phones.length) {
    return [{ code: "CLOCK_OFF_PHONES", values: difference(middle(ahead)) }];
  }
  const busy = phones.filter(({ pushes }) => pushes >= PUSHES_OF_ONE);
  const behind = busy.filter(({ leadMs }) => leadMs < -AHEAD_MS);
  if (behind.length >= AGREEING && behind.length === phones.length) {
    return [{ code: "CLOCK_OFF_PHONES", values: difference(middle(behind)) }];
  }
  return ahead.slice(0, 1).map(({ phone, leadMs }) => ({
    code: "PHONE_CLOCK",
    values: { phone, ...difference(leadMs) },
  }));
}

/** Of those who agree, the one in the middle: one that is far off must not set the figure. */
function middle(phones: readonly PhoneClockFacts[]): number {
  const leads = phones.map(({ leadMs }) => leadMs).toSorted((a, b) => a - b);
  return leads[Math.floor(leads.length / 2)] ?? 0;
}

function difference(ms: number): { readonly minutes: number } {
  return { minutes: Math.round(Math.abs(ms) / MINUTE_MS) };
}
