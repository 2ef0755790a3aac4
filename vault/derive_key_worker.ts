/// <reference lib="deno.worker" />
import { argon2id } from "hash-wasm";
import { type DeriveKeyAnswer, type DeriveKeyRequest, DERIVER_READY, KEK_BYTES } from "./argon2.ts";

async function derive(request: DeriveKeyRequest): Promise<DeriveKeyAnswer> {
  const { passphrase, salt, parameters } = request;
  try {
    const derived = await argon2id({
      password: passphrase,
      salt,
      memorySize: parameters.memoryKiB,
      iterations: parameters.passes,
      parallelism: parameters.lanes,
      hashLength: KEK_BYTES,
      outputType: "binary",
    });
    const key = new Uint8Array(derived);
    derived.fill(0);
    return key;
  } catch {
    // The parameters were checked before: what is left is that WebAssembly could not grow.
    return null;
  } finally {
    passphrase.fill(0);
  }
}

self.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
  port.onmessage = async ({ data: request }: MessageEvent<DeriveKeyRequest | null>) => {
    if (request !== null) {
      const key = await derive(request);
      port.postMessage(key, key === null ? [] : [key.buffer]);
    }
    self.close();
  };
  port.postMessage(DERIVER_READY);
};
