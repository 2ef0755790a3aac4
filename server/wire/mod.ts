/**
 * Everything phones and hub agree on, byte for byte: keys, envelopes, messages, tokens, errors and
 * the QR text. Pure: values in, values out, no input or output. The agreement itself is in
 * `docs/protocol.md`.
 *
 * @module
 */
export { decodeBase64url, encodeBase64url } from "./base64url.ts";
export {
  couldBeJsonUnder,
  type EnvelopeLabel,
  openEnvelope,
  payloadNonce,
  sealEnvelope,
  sealEnvelopeInParts,
  type TextInParts,
} from "./envelope.ts";
export {
  type ErrorEnvelope,
  errorEnvelope,
  httpStatusOf,
  WireError,
  type WireErrorCode,
  type WireErrorOptions,
} from "./errors.ts";
export {
  type Call,
  type EnvelopeRequest,
  type HandshakeRequest,
  type HandshakeResponse,
  handshakeResponse,
  type HubIntroduction,
  parseCommand,
  parseEnvelopeRequest,
  parseHandshakeRequest,
  parseQuery,
  type SuccessEnvelope,
  successEnvelope,
} from "./messages.ts";
export { type PairingInvitation, pairingText } from "./pairing.ts";
export { deriveSessionKey, type IdentityKey, importIdentityKey } from "./session_key.ts";
export { signToken, type TokenClaims, verifyToken } from "./token.ts";
