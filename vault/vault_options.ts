import { type Argon2Parameters, CURRENT_ARGON2 } from "./argon2.ts";
import { type DeriveKey, deriveKeyInWorker } from "./derive_key.ts";
import { denoFileOperations, type FileOperations } from "./file_operations.ts";

/** Where a vault gets time, randomness, slow work and files from. All have real defaults. */
export interface VaultOptions {
  /** Unix time in milliseconds. */
  readonly now?: () => number;
  /** Returns a new array of that many cryptographically random bytes. */
  readonly randomBytes?: (length: number) => Uint8Array;
  /** Cost of new passphrase wraps. Default: 64 MiB, 3 passes, 1 lane. */
  readonly argon2?: Argon2Parameters;
  /** Derives a key from a passphrase. Default: Argon2id in a short-lived worker. */
  readonly deriveKey?: DeriveKey;
  /** The file system. */
  readonly files?: FileOperations;
}

/** `options` with the defaults filled in. */
export function withDefaults(options: VaultOptions): Required<VaultOptions> {
  return {
    now: options.now ?? Date.now,
    randomBytes: options.randomBytes ??
      ((length) => crypto.getRandomValues(new Uint8Array(length))),
    argon2: options.argon2 ?? CURRENT_ARGON2,
    deriveKey: options.deriveKey ?? deriveKeyInWorker,
    files: options.files ?? denoFileOperations,
  };
}
