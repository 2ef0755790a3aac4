import { VaultError } from "./vault_error.ts";

/** The cost of one Argon2id derivation (RFC 9106). */
export interface Argon2Parameters {
  /** Memory in KiB. */
  readonly memoryKiB: number;
  /** Passes over that memory. */
  readonly passes: number;
  /** Lanes; they run one after the other here, so more than 1 buys nothing. */
  readonly lanes: number;
}

/**
 * What new passphrase wraps use: the second recommended option of RFC 9106 section 4 but with one
 * lane, since lanes would not run in parallel. Measured times: `docs/vault.md`.
 */
export const CURRENT_ARGON2: Argon2Parameters = { memoryKiB: 65_536, passes: 3, lanes: 1 };

/** What a vault file may ask for. A hostile file must not make the hub allocate at will. */
export const ARGON2_LIMITS = {
  minMemoryKiB: 1_024,
  maxMemoryKiB: 262_144,
  maxPasses: 16,
  maxLanes: 4,
} as const;

/** Bytes of a derived key-encryption key. */
export const KEK_BYTES = 32;

/**
 * Derives 32 bytes from a passphrase. It owns `passphrase` from the call on, and leaves it zeroed
 * or detached.
 */
export type DeriveKey = (
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  parameters: Argon2Parameters,
) => Promise<Uint8Array>;

/** What {@linkcode deriveKeyInWorker} sends to its worker. */
export interface DeriveKeyRequest {
  readonly passphrase: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array;
  readonly parameters: Argon2Parameters;
}

/** What the worker answers: the key, or null if it could not have the memory. */
export type DeriveKeyAnswer = Uint8Array<ArrayBuffer> | null;

/**
 * Argon2id in a worker that ends with the derivation: the caller's thread goes on, and the memory,
 * with the traces of the passphrase in it, goes back to the operating system.
 *
 * @throws {VaultError} `KEY_DERIVATION` when the worker cannot start or lacks memory
 */
export async function deriveKeyInWorker(
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  parameters: Argon2Parameters,
): Promise<Uint8Array> {
  const worker = new Worker(new URL("./derive_key_worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    const answer = await new Promise<DeriveKeyAnswer>((resolve) => {
      worker.onmessage = (event: MessageEvent<DeriveKeyAnswer>) => resolve(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(null);
      };
      worker.onmessageerror = () => resolve(null);
      const request: DeriveKeyRequest = { passphrase, salt, parameters };
      worker.postMessage(request, [passphrase.buffer]);
    });
    if (answer === null) throw new VaultError("KEY_DERIVATION");
    return answer;
  } finally {
    worker.terminate();
  }
}
