/**
 * The token that a phone gets at login and sends inside every envelope: a JWT with HS256.
 * Source: `docs/protocol.md` section 6.
 *
 * @module
 */
import { CompactSign, compactVerify } from "jose";
import { decodeBase64url } from "./base64url.ts";
import { WireError } from "./errors.ts";
import { parseJsonObject, requiredString } from "./json_object.ts";

/** The one header: `{"alg":"HS256","typ":"JWT"}`. */
const HEADER_SEGMENT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const KEY_BYTES = 32;
/** Phones keep tokens in a store for small values; ours have some 300 characters. */
const MAX_TOKEN_CHARS = 4_096;

/** What a token says. Its word is not enough: device and user are looked up at every call. */
export interface TokenClaims {
  /** User id. */
  readonly sub: string;
  /** The user's clinic at login. */
  readonly clinic_id: string;
  /** The user's role at login. */
  readonly role: string;
  /** When it was issued, in seconds since the epoch; never checked. */
  readonly iat: number;
  /** The first second at which it no longer holds. */
  readonly exp: number;
  /** The `client_id` that logged in; tokens of other hubs lack it. */
  readonly device?: string;
}

/**
 * The token for `claims`, signed with `key`.
 *
 * @param key 32 bytes.
 */
export async function signToken(key: Uint8Array, claims: TokenClaims): Promise<string> {
  requireKey(key);
  const inOrder = {
    sub: claims.sub,
    clinic_id: claims.clinic_id,
    role: claims.role,
    iat: claims.iat,
    exp: claims.exp,
    ...(claims.device === undefined ? {} : { device: claims.device }),
  };
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(inOrder)))
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(key);
}

/**
 * The claims of `token`, if `key` signed it and it holds at `nowSeconds`.
 *
 * @param key 32 bytes.
 * @param nowSeconds Seconds since the epoch.
 * @throws {WireError} `AUTH_FAILED` for anything that is wrong with it.
 */
export async function verifyToken(
  key: Uint8Array,
  token: string,
  nowSeconds: number,
): Promise<TokenClaims> {
  requireKey(key);
  let claims: TokenClaims;
  try {
    requireCanonical(token);
    const { payload } = await compactVerify(token, key, { algorithms: ["HS256"] });
    claims = readClaims(payload);
  } catch {
    throw new WireError("AUTH_FAILED");
  }
  if (claims.exp <= nowSeconds) throw new WireError("AUTH_FAILED");
  return claims;
}

/** jose alone takes other headers, padding and unused bits: the wire knows one form of a token. */
function requireCanonical(token: string): void {
  if (token.length > MAX_TOKEN_CHARS) throw new WireError("AUTH_FAILED");
  const [header, claims, signature, ...rest] = token.split(".");
  const hasThreeSegments = claims !== undefined && signature !== undefined && rest.length === 0;
  if (header !== HEADER_SEGMENT || !hasThreeSegments) throw new WireError("AUTH_FAILED");
  decodeBase64url(claims);
  decodeBase64url(signature);
}

function readClaims(payload: Uint8Array): TokenClaims {
  const object = parseJsonObject(payload);
  const claims = {
    sub: requiredString(object, "sub"),
    clinic_id: requiredString(object, "clinic_id"),
    role: requiredString(object, "role"),
    iat: requiredInteger(object.iat),
    exp: requiredInteger(object.exp),
  };
  if (object.device === undefined) return claims;
  return { ...claims, device: requiredString(object, "device") };
}

function requiredInteger(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new WireError("AUTH_FAILED");
  return value;
}

/** A key of another size is a mistake of the caller, not of the phone. */
function requireKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) {
    throw new TypeError(`Cannot use token key: it has ${key.length} bytes, 32 are wanted`);
  }
}
