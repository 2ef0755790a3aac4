/**
 * The cloud's limit of requests per minute and address (`cloud.md` 3.4, 3.5).
 *
 * The window is fixed: it begins with an address's first request. Everything without
 * `x-forwarded-for` shares one address, `unknown`.
 *
 * @module
 */

/** Counts the requests of one minute for each address. */
export class RateLimit {
  /** Requests a minute; tests may change it. */
  perMinute: number;
  readonly #windows = new Map<string, { readonly startMs: number; count: number }>();

  /** Lets this many pass in each minute. */
  constructor(perMinute: number) {
    this.perMinute = perMinute;
  }

  /** Counts a request. Returns 0 if it may pass, else the seconds until the next may. */
  secondsToWait(address: string, nowMs: number): number {
    const window = this.#windows.get(address);
    if (window === undefined || nowMs - window.startMs >= 60_000) {
      this.#windows.set(address, { startMs: nowMs, count: 1 });
      return this.perMinute > 0 ? 0 : 60;
    }
    window.count++;
    if (window.count <= this.perMinute) return 0;
    return Math.max(1, Math.ceil((window.startMs + 60_000 - nowMs) / 1000));
  }
}

/** The address a request is counted under. */
export function limitedAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",")[0]?.trim() || "unknown";
}
