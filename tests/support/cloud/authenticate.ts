/**
 * Who is asking (`cloud.md` 3.4, 3.5).
 *
 * @module
 */

import { bcryptVerify } from "hash-wasm";
import type { CloudDatabase } from "./cloud_database.ts";
import { deviceOfKey } from "./devices.ts";

/** Someone who was let in. */
export interface Caller {
  /** A device with a key, or a person with a password. */
  readonly kind: "hub" | "user";
  /** Of the device or the user. */
  readonly id: string;
  /** Clinics of the device; a user has none, and nothing is scoped for one. */
  readonly clinicIds: readonly string[];
}

/** What decides about a request. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly peerType: string;
}

/**
 * Lets a hub in by its device's key and anyone else by e-mail and password.
 *
 * @param hubsNeedKeys whether `peerType=sync_hub` with a password is refused
 */
export async function authenticate(
  database: CloudDatabase,
  { authorization = "", peerType }: Credentials,
  hubsNeedKeys: boolean,
): Promise<Caller | null> {
  const match = /^(Basic|Bearer) (.*)$/.exec(authorization);
  if (match === null) return null;
  const [, scheme, value = ""] = match;
  if (peerType === "sync_hub") {
    if (scheme === "Bearer") return hubOfKey(database, value);
    if (hubsNeedKeys) return null;
  }
  return await userOfPassword(database, value);
}

function hubOfKey(database: CloudDatabase, apiKey: string): Caller | null {
  const device = deviceOfKey(database, apiKey);
  if (device === null) return null;
  return { kind: "hub", id: String(device.id), clinicIds: device.clinic_ids as string[] };
}

async function userOfPassword(database: CloudDatabase, base64: string): Promise<Caller | null> {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return null;
  }
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  const email = text.slice(0, colon);
  const [user] = database.rows("users", "email = ? AND is_deleted = 0", [email]);
  if (user === undefined) return null;
  const hash = String(user.hashed_password);
  const password = text.slice(colon + 1);
  const matches = await bcryptVerify({ password, hash }).catch(() => false);
  return matches ? { kind: "user", id: String(user.id), clinicIds: [] } : null;
}
