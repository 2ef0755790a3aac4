/**
 * Derives the keys of vaults at a fraction of the cost, in this thread: how slow it is on purpose
 * is the subject of `tests/vault/` and of the hubs in processes of their own.
 *
 * @module
 */

import { argon2id } from "hash-wasm";
import {
  type DeriveKeyAnswer,
  type DeriveKeyRequest,
  DERIVER_READY,
  KEK_BYTES,
} from "../../vault/argon2.ts";

/** Stands for the worker that derives. */
class CheapDerivation {
  onerror: ((event: ErrorEvent) => void) | null = null;

  postMessage(port: MessagePort): void {
    port.onmessage = async ({ data: request }: MessageEvent<DeriveKeyRequest | null>) => {
      if (request !== null) port.postMessage(await derive(request));
      port.close();
    };
    port.postMessage(DERIVER_READY);
  }
}

async function derive({ passphrase, salt }: DeriveKeyRequest): Promise<DeriveKeyAnswer> {
  const key = await argon2id({
    ...{ password: passphrase, salt, hashLength: KEK_BYTES, outputType: "binary" },
    ...{ memorySize: 256, iterations: 1, parallelism: 1 },
  });
  return new Uint8Array(key);
}

/** For all tests of a file: `Deno.test.beforeAll(cheapArgon2)`. */
export function cheapArgon2(): void {
  const RealWorker = globalThis.Worker;
  const Cheap = function (url: string | URL, options?: WorkerOptions) {
    const isDerivation = String(url).endsWith("/derive_key_worker.ts");
    return isDerivation ? new CheapDerivation() : new RealWorker(url, options);
  };
  globalThis.Worker = Cheap as unknown as typeof Worker;
}
