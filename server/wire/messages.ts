/**
 * The JSON that phones and hub exchange: handshake, envelope, and what an envelope holds.
 * Source: `docs/protocol.md` sections 2 and 3.
 *
 * Unknown members are ignored everywhere. Whatever cannot be read is `MALFORMED`, never more.
 *
 * @module
 */
import { WireError } from "./errors.ts";
import { type JsonObject, parseJsonObject, requiredString } from "./json_object.ts";

/** Phones send a UUID of 36; the id is a key of maps and is shown to the operator. */
const MAX_CLIENT_ID_CHARS = 200;
const MAX_DEVICE_NAME_CHARS = 100;

/** What a phone sends to open a session. */
export interface HandshakeRequest {
  /** The phone's own id: opaque, at most 200 characters, may be empty. */
  readonly clientId: string;
  /** As sent: base64url of 32 bytes if the phone is sound, not yet decoded. */
  readonly clientPublicKey: string;
  /** At most 100 characters without control characters; absent from every phone known. */
  readonly deviceName?: string;
}

/** What a phone sends to `/rpc/command` and `/rpc/query`. */
export interface EnvelopeRequest {
  /** The phone's own id, which names the session. */
  readonly clientId: string;
  /** The sealed envelope as sent, not yet decoded. */
  readonly payload: string;
}

/** What the envelope of a request holds. */
export interface Call {
  /** The command or query asked for: any text. */
  readonly name: string;
  /** Its arguments: any JSON value, `null` included. */
  readonly args: unknown;
  /** The token of the user, `null` if the phone has none. */
  readonly token: string | null;
}

/** What the hub says of itself in a handshake. */
export interface HubIntroduction {
  /** 43 characters, base64url of the hub's public key. */
  readonly hubPublicKey: string;
  /** Not empty: phones require it. */
  readonly hubId: string;
  /** May be empty. */
  readonly hubName: string;
}

/** The JSON body of a handshake answer, keys in wire order. */
export interface HandshakeResponse {
  /** 43 characters, base64url of the hub's public key. */
  readonly hub_public_key: string;
  /** The hub's id, the same for its whole life. */
  readonly hub_id: string;
  /** The hub's name as people know it. */
  readonly hub_name: string;
  /** Always true. */
  readonly success: true;
}

/** The JSON body of every answer that carries a result, keys in wire order. */
export interface SuccessEnvelope {
  /** The sealed result. */
  readonly payload: string;
  /** Always true. */
  readonly success: true;
}

/**
 * Reads the body of `POST /rpc/handshake`.
 *
 * @throws {WireError} `MALFORMED`.
 */
export function parseHandshakeRequest(body: Uint8Array): HandshakeRequest {
  const object = parseJsonObject(body);
  const clientId = readClientId(object);
  const clientPublicKey = requiredString(object, "client_public_key");
  const sentName = object.device_name ?? "";
  if (typeof sentName !== "string") throw new WireError("MALFORMED");
  const deviceName = printable(sentName);
  return deviceName === ""
    ? { clientId, clientPublicKey }
    : { clientId, clientPublicKey, deviceName };
}

/**
 * Reads the body of `POST /rpc/command` and `POST /rpc/query`.
 *
 * @throws {WireError} `MALFORMED`.
 */
export function parseEnvelopeRequest(body: Uint8Array): EnvelopeRequest {
  const object = parseJsonObject(body);
  return { clientId: readClientId(object), payload: requiredString(object, "payload") };
}

/**
 * Reads the plaintext of an envelope sent to `/rpc/command`.
 *
 * @throws {WireError} `MALFORMED`.
 */
export function parseCommand(plain: Uint8Array): Call {
  return parseCall(plain, "command", "data");
}

/**
 * Reads the plaintext of an envelope sent to `/rpc/query`.
 *
 * @throws {WireError} `MALFORMED`.
 */
export function parseQuery(plain: Uint8Array): Call {
  return parseCall(plain, "query", "params");
}

/** The body that answers a handshake, ready for `JSON.stringify`. */
export function handshakeResponse(hub: HubIntroduction): HandshakeResponse {
  return {
    hub_public_key: hub.hubPublicKey,
    hub_id: hub.hubId,
    hub_name: hub.hubName,
    success: true,
  };
}

/** The body that carries a sealed result, ready for `JSON.stringify`. */
export function successEnvelope(payload: string): SuccessEnvelope {
  return { payload, success: true };
}

function parseCall(plain: Uint8Array, nameKey: string, argsKey: string): Call {
  const object = parseJsonObject(plain);
  const name = requiredString(object, nameKey);
  const args = object[argsKey];
  if (args === undefined) throw new WireError("MALFORMED");
  const token = object.token ?? null;
  if (token !== null && typeof token !== "string") throw new WireError("MALFORMED");
  return { name, args, token };
}

function readClientId(object: JsonObject): string {
  const clientId = requiredString(object, "client_id");
  const acceptable = clientId.length <= MAX_CLIENT_ID_CHARS && clientId.isWellFormed() &&
    !/\p{Cc}/u.test(clientId);
  if (!acceptable) throw new WireError("MALFORMED");
  return clientId;
}

/** `name` fit for a screen and a log line: a name that is merely odd is no reason to refuse. */
function printable(name: string): string {
  return name.slice(0, MAX_DEVICE_NAME_CHARS).toWellFormed().replace(/\p{Cc}/gu, " ").trim();
}
