/**
 * The QR parser of the app, both copies (`wire.md` 2.2).
 *
 * @module
 */

/** A QR code that pairs with a hub. `id` and `pk` are copied unchecked and never used. */
export interface HubQr {
  /** Always this word. */
  readonly type: "sync_hub";
  /** Not checked to be an address. */
  readonly url: string;
  /** The hub's id. */
  readonly id?: unknown;
  /** The hub's public key. */
  readonly pk?: unknown;
}

/** A QR code that registers a cloud server. */
export interface CloudQr {
  /** Always this word. */
  readonly type: "cloud";
  /** The whole text. */
  readonly url: string;
}

/**
 * What the app takes a scanned text for; null when neither.
 *
 * @param acceptsHttpCloud true for the older copy, which takes `http://` for a cloud address
 */
export function parseQr(text: unknown, acceptsHttpCloud: boolean): HubQr | CloudQr | null {
  if (typeof text !== "string" || text === "") return null;
  const hub = hubOf(text);
  if (hub !== null) return hub;
  const isCloud = text.startsWith("https://") || (acceptsHttpCloud && text.startsWith("http://"));
  return isCloud ? { type: "cloud", url: text } : null;
}

function hubOf(text: string): HubQr | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { type, url, id, pk } = value as Record<string, unknown>;
  if (type !== "sync_hub" || typeof url !== "string" || url === "") return null;
  return { type, url, id, pk };
}
