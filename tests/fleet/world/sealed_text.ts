/**
 * Reads what a phone and the hub say to each other.
 *
 * @module
 */

import { createDecipheriv } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A request as the phone sealed it. */
export interface OpenedRequest {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** `sub` of the token; null without one. */
  readonly userId: string | null;
  readonly key: Uint8Array;
}

/** Opens the body of a command or query with the first key that fits; null when none does. */
export function openRequest(
  kind: "command" | "query",
  body: string,
  keys: readonly Uint8Array[],
): OpenedRequest | null {
  const { payload } = JSON.parse(body) as { payload: string };
  for (const key of keys) {
    const text = open(key, kind, payload);
    if (text === null) continue;
    const { command, query, data, params, token } = JSON.parse(text);
    return {
      name: command ?? query,
      args: data ?? params ?? {},
      userId: typeof token === "string" ? subjectOf(token) : null,
      key,
    };
  }
  return null;
}

/** The JSON of an answer, or null when it is an error or does not open. */
export function openAnswer(kind: "command" | "query", body: string, key: Uint8Array): unknown {
  const { payload } = JSON.parse(body) as { payload?: string };
  const text = payload ? open(key, `${kind}_response`, payload) : null;
  return text === null ? null : JSON.parse(text);
}

function open(key: Uint8Array, label: string, payload: string): string | null {
  const sealed = Uint8Array.fromBase64(payload, { alphabet: "base64url" });
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(new TextEncoder().encode(label));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const text = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}

function subjectOf(token: string): string | null {
  const [, claims = ""] = token.split(".");
  try {
    const bytes = Uint8Array.fromBase64(claims, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder().decode(bytes)).sub ?? null;
  } catch {
    return null;
  }
}
