import { createHash } from "node:crypto";
import { z } from "zod";
import type { VaultVersion } from "./header.ts";
import { KEY_BYTES } from "./wrap.ts";

/** Where the hub's cloud is, and what it shows to be let in. */
export interface CloudAccess {
  /** Base URL of the cloud. */
  readonly url: string;
  /** The key the cloud's administrator issued for this hub. */
  readonly apiKey: string;
}

/** A place in a log whose end is not to be cut off unnoticed. */
export interface LogMark {
  /** Number of an entry, from 1. */
  readonly entry: number;
  /** Its hash, 64 hex digits. */
  readonly hash: string;
}

/** What a vault protects. The byte arrays are the vault's own: it zeroes them when it locks. */
export interface VaultSecrets {
  /** 32 bytes, the raw SQLCipher key of the database. Never changes with the passphrase. */
  readonly dataKey: Uint8Array;
  /**
   * 32 bytes, the key that is about to take its place: the database is under the one or the other.
   * Null at any other time. {@linkcode Vault.drawDataKey}, {@linkcode Vault.settleDataKey}
   */
  readonly nextDataKey: Uint8Array | null;
  /** 32 bytes, the hub's X25519 private key. {@linkcode Vault.renewIdentity} */
  readonly identityPrivateKey: Uint8Array;
  /** 32 bytes, the HS256 key of the phones' tokens. */
  readonly tokenKey: Uint8Array;
  /** UUID version 7 made with the vault. Never changes. */
  readonly hubId: string;
  /** The hub's name as the cloud or the operator gave it, if any. */
  readonly hubName: string | null;
  /** Cloud access, if the hub is registered. */
  readonly cloud: CloudAccess | null;
  /** The cloud's last answer about this hub, any JSON value, if there was one. */
  readonly cloudDeviceInfo: unknown | null;
  /**
   * Whether a database was made for this vault: from then on a missing one is a loss and must not
   * be replaced by an empty one.
   */
  readonly databaseMade: boolean;
  /** The newest entry of the database's audit log when it was last noted, if there was one. */
  readonly auditMark: LogMark | null;
}

/** What {@linkcode Vault.update} may change; a field left out stays as it is. */
export type VaultChange = Partial<
  Pick<VaultSecrets, "hubName" | "cloud" | "cloudDeviceInfo" | "databaseMade" | "auditMark">
>;

/** Bytes of the changeable part as JSON: a cloud's answer must not outgrow the file. */
const MAX_SETTINGS_BYTES = 1024 * 1024;

const cloudSchema = z.object({ url: z.string(), apiKey: z.string() }).nullable();
const markSchema = z.object({ entry: z.int().min(1), hash: z.hex().length(64) }).nullable();
const changeSchema = z.object({
  hubName: z.string().nullable().exactOptional(),
  cloud: cloudSchema.exactOptional(),
  cloudDeviceInfo: z.unknown().exactOptional(),
  databaseMade: z.boolean().exactOptional(),
  auditMark: markSchema.exactOptional(),
});
const settingsSchema = z.object({
  hubId: z.uuid(),
  hubName: z.string().nullable(),
  cloud: cloudSchema,
  cloudDeviceInfo: z.unknown(),
  databaseMade: z.boolean(),
  // Vaults of the first versions have none.
  auditMark: markSchema.default(null),
});

/**
 * A checked copy of `change`, which its owner cannot alter any more.
 *
 * @throws {TypeError} if a field has a wrong type or is no JSON value
 */
export function copyChange(change: VaultChange): VaultChange {
  try {
    return deepFreeze(changeSchema.parse(JSON.parse(JSON.stringify(change))));
  } catch {
    // Neither zod's message nor JSON's: they quote values.
    throw new TypeError("Cannot update vault: a field has a wrong type or is no JSON value");
  }
}

/**
 * `secrets` with a copied `change` applied; the byte arrays are shared.
 *
 * @throws {RangeError} if the changeable part would exceed 1 MiB of JSON
 */
export function applyChange(secrets: VaultSecrets, change: VaultChange): VaultSecrets {
  const changed = guard({ ...secrets, ...change });
  if (encodeSettings(changed).length > MAX_SETTINGS_BYTES) {
    throw new RangeError(`Cannot update vault: content exceeds ${MAX_SETTINGS_BYTES} bytes`);
  }
  return changed;
}

/** The plaintext that is sealed: the keys as bytes, then the rest as JSON. */
export function encodeSecrets(secrets: VaultSecrets): Uint8Array {
  const json = encodeSettings(secrets);
  const keys = keysOf(secrets);
  // Keys never become text: JavaScript cannot erase a string.
  const plaintext = new Uint8Array(keys.length * KEY_BYTES + json.length);
  keys.forEach((key, at) => plaintext.set(key, at * KEY_BYTES));
  plaintext.set(json, keys.length * KEY_BYTES);
  json.fill(0);
  return plaintext;
}

/**
 * The secrets in `plaintext`, or null if it has another layout: 3 keys in version 1, 4 in version 2.
 * Zeroes `plaintext`.
 */
export function decodeSecrets(plaintext: Uint8Array, version: VaultVersion): VaultSecrets | null {
  const key = (at: number) => plaintext.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES);
  const settings = readSettings(plaintext.subarray((version + 2) * KEY_BYTES));
  const secrets = settings === null ? null : guard({
    dataKey: key(0),
    identityPrivateKey: key(1),
    tokenKey: key(2),
    nextDataKey: version === 1 ? null : key(3),
    ...settings,
  });
  plaintext.fill(0);
  return secrets;
}

/** Zeroes every key of `secrets`. */
export function zeroSecrets(secrets: VaultSecrets): void {
  for (const key of keysOf(secrets)) key.fill(0);
}

/** Whether both have the same keys. */
export function sameKeys(a: VaultSecrets, b: VaultSecrets): boolean {
  // Digests of all keys at once: no key is compared byte by byte or becomes text.
  const digest = (secrets: VaultSecrets) =>
    keysOf(secrets).reduce((hash, key) => hash.update(key), createHash("sha256")).digest("hex");
  return digest(a) === digest(b);
}

/** The keys in the order of the file. */
export function keysOf(secrets: VaultSecrets): Uint8Array[] {
  const { dataKey, identityPrivateKey, tokenKey, nextDataKey } = secrets;
  return [dataKey, identityPrivateKey, tokenKey, ...(nextDataKey === null ? [] : [nextDataKey])];
}

/** Freezes `secrets`, and keeps them out of logs: inspecting or serialising them shows nothing. */
export function guard(secrets: VaultSecrets): VaultSecrets {
  const hidden = { value: () => "[vault secrets]", enumerable: false };
  return Object.freeze(Object.defineProperties({ ...secrets }, {
    [Symbol.for("Deno.customInspect")]: hidden,
    toJSON: hidden,
  }));
}

function encodeSettings(secrets: VaultSecrets): Uint8Array {
  const { hubId, hubName, cloud, cloudDeviceInfo, databaseMade, auditMark } = secrets;
  return new TextEncoder().encode(
    JSON.stringify({ hubId, hubName, cloud, cloudDeviceInfo, databaseMade, auditMark }),
  );
}

function readSettings(json: Uint8Array): z.infer<typeof settingsSchema> | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(json);
    return deepFreeze(settingsSchema.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
