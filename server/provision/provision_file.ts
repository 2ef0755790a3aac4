/**
 * The provisioning file: text that a passphrase opens (`docs/provisioning.md`). Knows no rows.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  openWithPassphrase,
  type PassphraseKdf,
  sealWithPassphrase,
  VaultError,
  type VaultOptions,
} from "../../vault/mod.ts";
import { z } from "zod";
import { ProvisionError } from "./provision_error.ts";

/** First member of every file. */
const FORMAT = "hikma-hub-provisioning";
const VERSION = 1;
const CIPHER = "aes-256-gcm";
const DAY_MS = 86_400_000;
/** How long a file may be loaded. */
export const VALID_MS = 30 * DAY_MS;
/** Clocks differ by less than this. */
const CLOCK_MARGIN_MS = DAY_MS;
/** No file is larger, characters. */
export const MAX_FILE_CHARS = 32 * 1024 * 1024;
/** No content is larger, bytes: a small file must not grow without bound. */
const MAX_CONTENT_BYTES = 256 * 1024 * 1024;

const HEAD = z.object({ format: z.literal(FORMAT), version: z.int().min(1) });
const FILE = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  madeAtMs: z.int().min(0),
  expiresAtMs: z.int().min(0),
  kdf: z.strictObject({
    id: z.literal("argon2id"),
    memoryKiB: z.int(),
    passes: z.int(),
    lanes: z.int(),
    salt: z.base64(),
  }),
  cipher: z.literal(CIPHER),
  nonce: z.base64(),
  sealed: z.base64(),
  checksum: z.hex().length(64),
});
type FileContent = z.infer<typeof FILE>;

/** What can be read without the passphrase. */
export interface ProvisionTimes {
  /** When it was made, epoch ms by the clock of whoever made it. */
  readonly madeMs: number;
  /** After which no hub takes it. */
  readonly expiresMs: number;
}

/** Seals a content of JSON. @throws {ProvisionError} `WEAK_PASSPHRASE`, `TOO_LARGE` */
export async function sealProvision(
  content: unknown,
  passphrase: string,
  nowMs: number,
  options: VaultOptions = {},
): Promise<{ readonly file: string } & ProvisionTimes> {
  const json = new TextEncoder().encode(JSON.stringify(content));
  if (json.length > MAX_CONTENT_BYTES) throw new ProvisionError("TOO_LARGE");
  const packed = new Uint8Array(gzipSync(json));
  json.fill(0);
  const times = { madeMs: nowMs, expiresMs: nowMs + VALID_MS };
  try {
    const { kdf, nonce, sealed } = await sealWithPassphrase(
      packed,
      passphrase,
      (kdf) => boundTo(times, kdf),
      options,
    );
    const unchecked = {
      ...headOf(times, kdf),
      cipher: CIPHER,
      nonce: encodeBase64(nonce),
      sealed: encodeBase64(sealed),
    } as const;
    const file = `${JSON.stringify({ ...unchecked, checksum: checksumOf(unchecked) }, null, 2)}\n`;
    if (file.length > MAX_FILE_CHARS) throw new ProvisionError("TOO_LARGE");
    return { file, ...times };
  } catch (error) {
    const weak = error instanceof VaultError && error.code === "WEAK_PASSPHRASE";
    throw weak ? new ProvisionError("WEAK_PASSPHRASE") : error;
  } finally {
    packed.fill(0);
  }
}

/** Reads what is in clear, and whether the file is whole and of this time. @throws {ProvisionError} */
export function readProvisionTimes(file: string, nowMs: number): ProvisionTimes {
  const { madeAtMs: madeMs, expiresAtMs: expiresMs } = parseFile(file);
  if (madeMs > nowMs + CLOCK_MARGIN_MS) throw new ProvisionError("FROM_THE_FUTURE");
  // Whoever could write another end could not seal it: but neither is it believed.
  if (nowMs > Math.min(expiresMs, madeMs + VALID_MS)) throw new ProvisionError("EXPIRED");
  return { madeMs, expiresMs };
}

/** Opens a file. @throws {ProvisionError} */
export async function openProvision(
  file: string,
  passphrase: string,
  nowMs: number,
  options: VaultOptions = {},
): Promise<{ readonly content: unknown } & ProvisionTimes> {
  const times = readProvisionTimes(file, nowMs);
  const { kdf, nonce, sealed } = parseFile(file);
  const packed = await openWithPassphrase(
    {
      kdf: { ...kdf, salt: decodeBase64(kdf.salt) },
      nonce: decodeBase64(nonce),
      sealed: decodeBase64(sealed),
    },
    passphrase,
    (derived) => boundTo(times, derived),
    options,
  ).catch((error: unknown) => {
    throw error instanceof RangeError ? new ProvisionError("DAMAGED") : error;
  });
  if (packed === null) throw new ProvisionError("WRONG_PASSPHRASE");
  try {
    const json = gunzipSync(packed, { maxOutputLength: MAX_CONTENT_BYTES });
    return { content: JSON.parse(json.toString("utf8")), ...times };
  } catch {
    throw new ProvisionError("DAMAGED");
  } finally {
    packed.fill(0);
  }
}

function parseFile(text: string): FileContent {
  if (text.length > MAX_FILE_CHARS) throw new ProvisionError("TOO_LARGE");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // One that was cut off still begins like one.
    throw new ProvisionError(text.slice(0, 200).includes(FORMAT) ? "DAMAGED" : "NOT_A_FILE");
  }
  const head = HEAD.safeParse(value);
  if (!head.success) throw new ProvisionError("NOT_A_FILE");
  if (head.data.version > VERSION) throw new ProvisionError("NEWER_VERSION");
  const file = FILE.safeParse(value);
  if (!file.success) throw new ProvisionError("DAMAGED");
  const { checksum, ...unchecked } = file.data;
  if (checksumOf(unchecked) !== checksum) throw new ProvisionError("DAMAGED");
  return file.data;
}

/** What is in clear and bound to the content; the order of the members counts. */
function headOf({ madeMs, expiresMs }: ProvisionTimes, kdf: PassphraseKdf) {
  const { id, memoryKiB, passes, lanes, salt } = kdf;
  return {
    format: FORMAT,
    version: VERSION,
    madeAtMs: madeMs,
    expiresAtMs: expiresMs,
    kdf: { id, memoryKiB, passes, lanes, salt: encodeBase64(salt) },
  } as const;
}

function boundTo(times: ProvisionTimes, kdf: PassphraseKdf): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(headOf(times, kdf)));
}

/** Tells a damaged file from a wrong passphrase; protects from accidents, not from people. */
function checksumOf(file: Omit<FileContent, "checksum">): string {
  const { format, version, madeAtMs, expiresAtMs, kdf, cipher, nonce, sealed } = file;
  const { id, memoryKiB, passes, lanes, salt } = kdf;
  const text = JSON.stringify([
    ...[format, version, madeAtMs, expiresAtMs, id, memoryKiB, passes, lanes, salt],
    ...[cipher, nonce, sealed],
  ]);
  return createHash("sha256").update(text).digest("hex");
}

function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function decodeBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
