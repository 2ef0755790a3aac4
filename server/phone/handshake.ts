/**
 * `POST /rpc/handshake`: a phone introduces itself and a session key is agreed.
 *
 * @module
 */
import {
  decodeBase64url,
  handshakeResponse,
  parseHandshakeRequest,
  WireError,
} from "../wire/mod.ts";
import type { DeviceState } from "./admission.ts";
import { jsonAnswer } from "./answers.ts";
import { touchDevice } from "./device_contact.ts";
import type { PhoneContext } from "./phone_context.ts";
import { readBody } from "./read_body.ts";

/**
 * Answers a handshake. For a known device it costs one key agreement, no write and no limit: phones
 * make one before each call.
 *
 * @throws {WireError} `DEVICE_REVOKED`, `DEVICE_NOT_ADMITTED`, `TOO_MANY`, `MALFORMED`, `LOCKED` and
 * those of reading a body.
 */
export async function answerHandshake(
  context: PhoneContext,
  request: Request,
  address: string,
): Promise<Response> {
  const { clock, inFlight, limits, admission, sessions } = context;
  const hub = context.hub();
  using body = await readBody(request, {
    clock,
    inFlight,
    maxBytes: limits.maxHandshakeBytes,
    idleMs: limits.bodyIdleMs,
    deadlineMs: limits.handshakeDeadlineMs,
    minBytesPerSecond: limits.minBodyBytesPerSecond,
  });
  const { clientId, clientPublicKey } = parseHandshakeRequest(body.bytes);
  if (requireWelcome(context, clientId, address) !== "admitted") countUnknown(context, address);
  const key = await hub.deriveSessionKey(decodeBase64url(clientPublicKey));
  try {
    // While the key was made the operator may have closed pairing or revoked the device.
    if (requireWelcome(context, clientId, address) !== "admitted") {
      admission.wait(clientId, address);
    }
  } catch (error) {
    key.fill(0);
    throw error;
  }
  sessions.add(clientId, key);
  touchDevice(context, clientId);
  return jsonAnswer(JSON.stringify(handshakeResponse(hub.introduction)));
}

function requireWelcome(context: PhoneContext, deviceId: string, address: string): DeviceState {
  const { admission, pairing, events } = context;
  const state = admission.stateOf(deviceId);
  if (state === "revoked") {
    const code = "DEVICE_REVOKED";
    events.refusal({ at: "handshake", code, deviceId, userId: null, address });
    throw new WireError(code);
  }
  if (state === "unknown") {
    if (!pairing.state.open) {
      const code = "DEVICE_NOT_ADMITTED";
      // Without the id: whoever makes up a new one each time must not fill the log.
      events.refusal({ at: "handshake", code, deviceId: null, userId: null, address });
      throw new WireError(code);
    }
    admission.requireRoom();
  }
  return state;
}

function countUnknown(context: PhoneContext, address: string): void {
  try {
    context.handshakeLimits.count(address);
  } catch (error) {
    context.events.notice({ code: "HANDSHAKE_LIMIT", address });
    throw error;
  }
}
