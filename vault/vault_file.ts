import { createHash } from "node:crypto";
import { z } from "zod";
import { NONCE_BYTES, TAG_BYTES } from "./aes_gcm.ts";
import { ARGON2_LIMITS } from "./argon2.ts";
import { CIPHER, FORMAT, type Header, headerToJson, NEWEST_VERSION } from "./header.ts";
import { SALT_BYTES, WRAPPED_KEY_BYTES } from "./wrap.ts";

/** No vault file is larger: bounds what is read before anything is known about a file. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

const MAX_WRAPS = 8;

/** Everything in a vault file. */
export interface VaultFile extends Header {
  readonly nonce: Uint8Array;
  readonly sealedSecrets: Uint8Array;
}

/** Why bytes are not a vault this program can open. */
export type FileProblem = "DAMAGED" | "FOREIGN" | "NEWER_VERSION";

/** The outcome of {@linkcode parseVaultFile}. */
export type ParsedVaultFile =
  | { readonly ok: true; readonly file: VaultFile }
  | { readonly ok: false; readonly problem: FileProblem };

// The frame is the same in every version, so that damage is told from novelty for good: the file
// begins with START and ends with the checksum of all bytes before CHECKSUM_START.
const START = new TextEncoder().encode(`{\n  "format": "${FORMAT}",\n`);
const CHECKSUM_START = `,\n  "checksum": "`;
const CHECKSUM_END = `"\n}\n`;
const CHECKSUM_HEX_DIGITS = 64; // SHA-256
const FRAME_END_BYTES = CHECKSUM_START.length + CHECKSUM_HEX_DIGITS + CHECKSUM_END.length;

/** The bytes of a vault file: JSON text that ends with its own checksum. */
export function encodeVaultFile(file: VaultFile): Uint8Array<ArrayBuffer> {
  const content = {
    ...headerToJson(file),
    secrets: {
      cipher: CIPHER,
      nonce: file.nonce.toBase64(),
      sealed: file.sealedSecrets.toBase64(),
    },
  };
  // Without the closing line break and brace, which follow the checksum.
  const text = JSON.stringify(content, null, 2).slice(0, -2);
  const bytes = new TextEncoder().encode(text);
  return new TextEncoder().encode(text + CHECKSUM_START + sha256Hex(bytes) + CHECKSUM_END);
}

/**
 * Reads the bytes of a vault file and says what is wrong with any other bytes: `DAMAGED` if they
 * look like a vault but the checksum does not hold, `FOREIGN` if no version of this program wrote
 * them, `NEWER_VERSION` if a later one did. Never throws.
 */
export function parseVaultFile(bytes: Uint8Array): ParsedVaultFile {
  if (!looksLikeOurs(bytes)) return { ok: false, problem: "FOREIGN" };
  if (bytes.length > MAX_FILE_BYTES || !checksumHolds(bytes)) {
    return { ok: false, problem: "DAMAGED" };
  }
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problem: "FOREIGN" };
  }
  const frame = frameSchema.safeParse(content);
  if (!frame.success) return { ok: false, problem: "FOREIGN" };
  if (frame.data.version > NEWEST_VERSION) return { ok: false, problem: "NEWER_VERSION" };
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) return { ok: false, problem: "FOREIGN" };
  const { version, writtenAtMs, wraps, secrets } = parsed.data;
  return {
    ok: true,
    file: { version, writtenAtMs, wraps, nonce: secrets.nonce, sealedSecrets: secrets.sealed },
  };
}

/** True also for what a power cut leaves of a file of ours: nothing, a beginning, or zeros. */
function looksLikeOurs(bytes: Uint8Array): boolean {
  if (bytes.every((byte) => byte === 0)) return true;
  const compared = Math.min(bytes.length, START.length);
  let differing = 0;
  for (let at = 0; at < compared; at++) if (bytes[at] !== START[at]) differing++;
  // A few wrong bytes are damage; other JSON shares no more than the opening brace and a key.
  return differing * 8 <= compared;
}

function checksumHolds(bytes: Uint8Array): boolean {
  if (bytes.length < FRAME_END_BYTES) return false;
  const content = bytes.subarray(0, bytes.length - FRAME_END_BYTES);
  const end = new TextDecoder().decode(bytes.subarray(content.length));
  return end === CHECKSUM_START + sha256Hex(content) + CHECKSUM_END;
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function base64(minBytes: number, maxBytes = minBytes) {
  return z.string().transform((text, context) => {
    let bytes: Uint8Array;
    try {
      bytes = Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
    } catch {
      bytes = new Uint8Array(0);
    }
    if (bytes.length >= minBytes && bytes.length <= maxBytes) return bytes;
    context.addIssue("length");
    return z.NEVER;
  });
}

const frameSchema = z.object({ format: z.literal(FORMAT), version: z.int().min(1) });

const kdfSchema = z.discriminatedUnion("id", [
  z.strictObject({
    id: z.literal("argon2id"),
    memoryKiB: z.int().min(ARGON2_LIMITS.minMemoryKiB).max(ARGON2_LIMITS.maxMemoryKiB),
    passes: z.int().min(1).max(ARGON2_LIMITS.maxPasses),
    lanes: z.int().min(1).max(ARGON2_LIMITS.maxLanes),
    salt: base64(SALT_BYTES),
  }),
  z.strictObject({ id: z.literal("hkdf-sha256"), salt: base64(SALT_BYTES) }),
]);

const wrapSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  kdf: kdfSchema,
  cipher: z.literal(CIPHER),
  nonce: base64(NONCE_BYTES),
  wrappedKey: base64(WRAPPED_KEY_BYTES),
});

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.union([z.literal(1), z.literal(2)]),
  writtenAtMs: z.int().min(0),
  wraps: z.array(wrapSchema).min(1).max(MAX_WRAPS).refine((wraps) =>
    new Set(wraps.map((wrap) => wrap.name)).size === wraps.length
  ),
  secrets: z.strictObject({
    cipher: z.literal(CIPHER),
    nonce: base64(NONCE_BYTES),
    sealed: base64(TAG_BYTES + 1, MAX_FILE_BYTES),
  }),
  checksum: z.string(),
});
