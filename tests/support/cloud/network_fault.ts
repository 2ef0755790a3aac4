/**
 * Ways in which the line between hub and cloud fails.
 *
 * @module
 */

/** Which way the bytes go. */
export type Direction = "request" | "answer";

/** One failure of one request. Bytes are counted from the message's first, head included. */
export type NetworkFault =
  /** The connection is closed at once. The cloud hears nothing. */
  | { readonly kind: "refuse" }
  /** Both ends lose the connection after so many bytes; an answer cut at 0 was still computed. */
  | { readonly kind: "cut"; readonly direction: Direction; readonly afterBytes: number }
  /** Nothing moves for a while after so many bytes; `Infinity` is until the network is closed. */
  | {
    readonly kind: "stall";
    readonly direction: Direction;
    readonly afterBytes: number;
    readonly forMs: number;
  }
  /** Bytes trickle. */
  | { readonly kind: "slow"; readonly direction: Direction; readonly bytesPerSecond: number }
  /** The answer looks whole and is not: its body ends after so many bytes, and the head says so. */
  | { readonly kind: "truncate"; readonly bodyBytes: number }
  /** The cloud gets the request twice, one after the other or both at once. */
  | { readonly kind: "duplicate"; readonly together: boolean }
  /** Something on the way answers: a proxy, a captive portal. The cloud hears nothing. */
  | {
    readonly kind: "replace";
    readonly status: number;
    readonly body: string;
    readonly contentType?: string;
  };

/** What is known of a request before it is let through. */
export interface NetworkRequest {
  /** HTTP method. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** From 0, over the network's life. */
  readonly number: number;
}

/** Chooses requests. */
export type RequestTest = (request: NetworkRequest) => boolean;

/** Pulls. */
export function isPull({ method, path }: NetworkRequest): boolean {
  return method === "GET" && path === "/api/v2/sync";
}

/** Pushes. */
export function isPush({ method, path }: NetworkRequest): boolean {
  return method === "POST" && path === "/api/v2/sync";
}

/** Key checks. */
export function isKeyCheck({ path }: NetworkRequest): boolean {
  return path === "/api/hub/verify-key";
}

/**
 * Bad weather: fails a share of the requests, each in a way of its own.
 *
 * @param random numbers from 0 up to 1
 * @param share from 0 to 1
 * @param maxBytes cuts, stalls and truncations come before this byte
 */
export function badWeather(
  random: () => number,
  share: number,
  maxBytes = 20_000,
): () => NetworkFault | null {
  return () => {
    if (random() >= share) return null;
    const bytes = Math.floor(random() ** 2 * maxBytes);
    const direction = random() < 0.5 ? "request" : "answer";
    const kinds: readonly NetworkFault[] = [
      { kind: "refuse" },
      { kind: "cut", direction: "request", afterBytes: bytes },
      { kind: "cut", direction: "answer", afterBytes: bytes },
      { kind: "stall", direction, afterBytes: bytes, forMs: 20 },
      { kind: "truncate", bodyBytes: bytes },
      { kind: "duplicate", together: random() < 0.5 },
      { kind: "replace", status: 502, body: "Bad Gateway", contentType: "text/html" },
      { kind: "replace", status: 200, body: "<html>Sign in</html>", contentType: "text/html" },
    ];
    return kinds[Math.floor(random() * kinds.length)] ?? null;
  };
}
