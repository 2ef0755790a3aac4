/**
 * The two kinds of UUID the phone app makes: version 4 for its client id, version 7 for records
 * (`sync.md` 1.2).
 *
 * @module
 */

/** A source of uniformly random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

const systemRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A UUID version 4: the app's client id. */
export function uuidV4(): string {
  return crypto.randomUUID();
}

/**
 * A UUID version 7 (RFC 9562 section 5.7): 48 bits of time, then random bits.
 *
 * @param atMs the time it carries, epoch milliseconds
 * @param random where its random bits come from; given, the id is repeatable
 */
export function uuidV7(atMs: number, random: RandomBytes = systemRandom): string {
  const bytes = new Uint8Array(16);
  bytes.set(random(10), 6);
  new DataView(bytes.buffer).setUint16(0, Math.floor(atMs / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, atMs % 2 ** 32);
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x70;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
