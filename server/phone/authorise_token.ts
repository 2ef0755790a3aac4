/**
 * Whose call it is.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import type { PhoneContext } from "./phone_context.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

/**
 * The id of the user whose token this is. The token must have been issued to this very device
 * (W-S11), which must be admitted. Whether the device was silent for too long, whether the user is
 * still there and what that user may do, the keeper looks up at every call.
 *
 * @throws {WireError} `AUTH_FAILED` for whatever is wrong with it.
 */
export async function authoriseToken(
  context: PhoneContext,
  hub: UnlockedHub,
  deviceId: string,
  token: string | null,
): Promise<string> {
  if (token === null) throw new WireError("AUTH_FAILED");
  const claims = await hub.verifyToken(token, Math.floor(context.clock.wallMs() / 1000));
  const isAdmitted = context.admission.stateOf(deviceId) === "admitted";
  if (claims.device !== deviceId || !isAdmitted) {
    throw new WireError("AUTH_FAILED");
  }
  return claims.sub;
}
