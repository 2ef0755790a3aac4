/**
 * How long a token is honoured (decision 5).
 *
 * @module
 */

const DAY_MS = 86_400_000;
/** The operator is told this long before. */
export const TOKEN_WARNING_DAYS = 7;

/** Epoch ms after which the tokens of a device heard last at `lastCallMs` no longer count. */
export function tokensLapseAtMs(lastCallMs: number, days: number): number {
  return lastCallMs + days * DAY_MS;
}

/** True while the device's tokens count. */
export function tokensCount(lastCallMs: number, nowMs: number, days: number): boolean {
  return nowMs <= tokensLapseAtMs(lastCallMs, days);
}

/** True when the device will soon need a new scan. */
export function tokensLapseSoon(lastCallMs: number, nowMs: number, days: number): boolean {
  return tokensCount(lastCallMs, nowMs, days) &&
    !tokensCount(lastCallMs, nowMs + TOKEN_WARNING_DAYS * DAY_MS, days);
}
