/**
 * The phone's secure storage: what outlives the database (`wire.md` 2.4).
 *
 * @module
 */

import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import type { HubSession } from "./handshake.ts";
import { uuidV4 } from "./uuid.ts";

/** The keys the app uses. `provider_password` really is kept in clear. */
export type SecureKey =
  | "hub_client_id"
  | "hub_session"
  | "provider_email"
  | "provider_password"
  | "provider_token";

/** Texts by key, as the system's key store keeps them. */
export class SecureStore {
  readonly #texts = new Map<SecureKey, string>();

  /** The text of a key, or null. */
  get(key: SecureKey): string | null {
    return this.#texts.get(key) ?? null;
  }

  /** Stores a text; null removes it. */
  set(key: SecureKey, text: string | null): void {
    if (text === null) this.#texts.delete(key);
    else this.#texts.set(key, text);
  }

  /** Forgets everything, as Android does when the app is removed (iOS keeps it). */
  clear(): void {
    this.#texts.clear();
  }

  /** The id this phone presents in every envelope: made once, kept over unpairing. */
  clientId(): string {
    const known = this.get("hub_client_id");
    if (known) return known;
    const made = uuidV4();
    this.set("hub_client_id", made);
    return made;
  }

  /** Stores the one hub session there is; a second hub replaces it. The hub's name is not kept. */
  saveSession(session: HubSession): void {
    const { hubUrl, hubId, clientId, sharedKey, token } = session;
    this.set(
      "hub_session",
      JSON.stringify({ hubUrl, hubId, clientId, sharedKey: encodeBase64url(sharedKey), token }),
    );
  }

  /** The stored session, or null. */
  loadSession(): HubSession | null {
    const text = this.get("hub_session");
    if (!text) return null;
    try {
      const { hubUrl, hubId, clientId, sharedKey, token } = JSON.parse(text);
      return { hubUrl, hubId, clientId, sharedKey: decodeBase64url(sharedKey), token };
    } catch {
      return null;
    }
  }
}
