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

/** A worker that nothing has been asked of yet. */
let spare: Worker | null = null;

function startWorker(): Worker {
  const worker = new Worker(new URL("./derive_key_worker.ts", import.meta.url), {
    type: "module",
  });
  worker.onerror = (event) => {
    event.preventDefault();
    if (spare === worker) spare = null;
  };
  return worker;
}

/**
 * Says whether a key will be derived soon: then a worker waits for it. One that is started by a
 * worker takes up to a second to begin, which whoever types a passphrase need not wait for.
 */
export function expectDerivation(isExpected: boolean): void {
  if (isExpected) spare ??= startWorker();
  else {
    spare?.terminate();
    spare = null;
  }
}

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
  const worker = spare ?? startWorker();
  spare = null;
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
