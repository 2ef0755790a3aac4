import type { Argon2Parameters, DeriveKeyAnswer, DeriveKeyRequest } from "./argon2.ts";
import { VaultError } from "./vault_error.ts";

/**
 * Derives 32 bytes from a passphrase. It owns `passphrase` from the call on, and leaves it zeroed
 * or detached.
 */
export type DeriveKey = (
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  parameters: Argon2Parameters,
) => Promise<Uint8Array>;

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
