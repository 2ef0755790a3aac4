/**
 * How long a token is honoured (decision 5).
 *
 * @module
 */

const DAY_MS = 86_400_000;
/** A device not heard with a good token for longer has to be scanned again. */
export const TOKEN_SEEN_DAYS = 90;
/** The operator is told this long before. */
export const TOKEN_WARNING_DAYS = 7;

/** True while the device's tokens count. */
export function tokensCount(lastCallMs: number, nowMs: number, days = TOKEN_SEEN_DAYS): boolean {
  return nowMs - lastCallMs <= days * DAY_MS;
}

/** True when the device will soon need a new scan. */
export function tokensLapseSoon(
  lastCallMs: number,
  nowMs: number,
  days = TOKEN_SEEN_DAYS,
): boolean {
  return tokensCount(lastCallMs, nowMs, days) &&
    !tokensCount(lastCallMs, nowMs + TOKEN_WARNING_DAYS * DAY_MS, days);
}
