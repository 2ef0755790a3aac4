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

/** What is sent to the worker that derives. */
export interface DeriveKeyRequest {
  readonly passphrase: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array;
  readonly parameters: Argon2Parameters;
}

/** What the worker answers: the key, or null if it could not have the memory. */
export type DeriveKeyAnswer = Uint8Array<ArrayBuffer> | null;

/** What the worker says first, when it can be asked. */
export const DERIVER_READY = "ready";
