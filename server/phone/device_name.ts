/**
 * The name a device goes by on the operator's screen until someone gives it a better one.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { FRIENDLY_WORDS } from "./friendly_words.ts";

/**
 * Three words made from the device's id, always the same for the same id: phones send no name of
 * their own, and nobody can tell two UUIDs apart across a room.
 */
export function deviceName(deviceId: string): string {
  const digest = createHash("sha256").update(`device-name:${deviceId}`).digest();
  return [...digest.subarray(0, 3)]
    .map((byte) => FRIENDLY_WORDS[byte % FRIENDLY_WORDS.length])
    .join(" ");
}
