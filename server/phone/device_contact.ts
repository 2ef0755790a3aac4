/**
 * That an admitted device was heard.
 *
 * @module
 */
import type { PhoneContext } from "./phone_context.ts";

/**
 * Notes that a device was heard, in memory: phones make a handshake before each call. Whether its
 * tokens still count does not hang on this: the keeper goes by the calls made with one.
 */
export function touchDevice(context: PhoneContext, deviceId: string): void {
  if (context.admission.known(deviceId)?.status !== "admitted") return;
  context.lastSeen.touch(deviceId, context.clock.wallMs());
}
