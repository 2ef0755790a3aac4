import { NONCE_BYTES, open, seal } from "./aes_gcm.ts";
import { ARGON2_LIMITS, type Argon2Parameters } from "./argon2.ts";
import { encodePassphrase } from "./passphrase.ts";
import { VaultError } from "./vault_error.ts";
import { type VaultOptions, withDefaults } from "./vault_options.ts";

const FORMAT = "hikma-hub-sealed-lines";
const VERSION = 1;
const SALT_BYTES = 32;
/** Bytes of text in one line, before it is sealed. */
export const SEALED_PART_BYTES = 65_536;

/**
 * Seals a file in parts under a passphrase of its own derivation: the first line says how, each
 * further one is a part. Parts cannot be exchanged, left out or cut off at the end unnoticed.
 * Format: `docs/recovery.md`.
 *
 * @example
 * ```ts
 * import { SealedLines } from "./mod.ts";
 * using lines = await SealedLines.begin("a long passphrase");
 * const file = lines.header + lines.seal(new TextEncoder().encode("all"), true);
 * ```
 */
export class SealedLines implements Disposable {
  /** The first line, with its line break. */
  readonly header: string;
  readonly #key: Uint8Array;
  #next = 0;
  #ended = false;

  private constructor(header: string, key: Uint8Array) {
    this.header = header;
    this.#key = key;
  }

  /** Derives the key. @throws {VaultError} `WEAK_PASSPHRASE`, `KEY_DERIVATION` */
  static async begin(passphrase: string, options: VaultOptions = {}): Promise<SealedLines> {
    const { argon2, deriveKey, randomBytes } = withDefaults(options);
    const encoded = encodePassphrase(passphrase);
    if (encoded === null) throw new VaultError("WEAK_PASSPHRASE");
    const salt = randomBytes(SALT_BYTES);
    const { memoryKiB, passes, lanes } = argon2;
    const kdf = { id: "argon2id", memoryKiB, passes, lanes, salt: salt.toBase64() };
    const header = JSON.stringify({ format: FORMAT, version: VERSION, kdf, cipher: "aes-256-gcm" });
    return new SealedLines(`${header}\n`, await deriveKey(encoded, salt, argon2));
  }

  /**
   * The next line, with its line break.
   *
   * @param isLast the file ends with it
   * @throws {RangeError} after the last one
   */
  seal(part: Uint8Array, isLast: boolean): string {
    if (this.#ended) throw new RangeError("Cannot seal part: the file has ended");
    this.#ended = isLast;
    const nonce = nonceOf(this.#next++);
    return `${seal(this.#key, nonce, part, additionalData(this.header, isLast)).toBase64()}\n`;
  }

  /** Zeroes the key. */
  [Symbol.dispose](): void {
    this.#key.fill(0);
  }
}

/**
 * Opens what {@linkcode SealedLines} sealed; the parts in order.
 *
 * @throws {VaultError} `FOREIGN` for another kind of file, `NEWER_VERSION`, `WRONG_PASSPHRASE`
 *   when the first part does not open, `DAMAGED` when a later one does not or the end is missing
 */
export async function* openSealedLines(
  text: string,
  passphrase: string,
  options: VaultOptions = {},
): AsyncGenerator<Uint8Array> {
  const [first = "", ...rest] = text.split("\n").filter((line) => line !== "");
  const { salt, parameters } = readHeader(first);
  const encoded = encodePassphrase(passphrase);
  if (encoded === null) throw new VaultError("WRONG_PASSPHRASE");
  const key = await withDefaults(options).deriveKey(encoded, salt, parameters);
  try {
    for (const [at, line] of rest.entries()) {
      const aad = additionalData(`${first}\n`, at === rest.length - 1);
      const part = open(key, nonceOf(at), fromBase64(line), aad);
      if (part === null) throw new VaultError(at === 0 ? "WRONG_PASSPHRASE" : "DAMAGED");
      yield part;
    }
    if (rest.length === 0) throw new VaultError("DAMAGED");
  } finally {
    key.fill(0);
  }
}

function readHeader(line: string): { salt: Uint8Array; parameters: Argon2Parameters } {
  let header: { format?: unknown; version?: unknown; kdf?: Record<string, unknown> };
  try {
    header = JSON.parse(line);
  } catch {
    throw new VaultError("FOREIGN");
  }
  if (header?.format !== FORMAT) throw new VaultError("FOREIGN");
  if (header.version !== VERSION) throw new VaultError("NEWER_VERSION");
  const { memoryKiB, passes, lanes, salt } = header.kdf ?? {};
  const known = isWithin(memoryKiB, ARGON2_LIMITS.minMemoryKiB, ARGON2_LIMITS.maxMemoryKiB) &&
    isWithin(passes, 1, ARGON2_LIMITS.maxPasses) && isWithin(lanes, 1, ARGON2_LIMITS.maxLanes);
  if (!known || typeof salt !== "string") throw new VaultError("FOREIGN");
  return { salt: fromBase64(salt), parameters: { memoryKiB, passes, lanes } as Argon2Parameters };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return new Uint8Array(0);
  }
}

/** The number of the part: a key seals one file only. */
function nonceOf(part: number): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(part));
  return nonce;
}

function additionalData(header: string, isLast: boolean): Uint8Array {
  return new TextEncoder().encode(`${header}${isLast ? "last" : "more"}`);
}
