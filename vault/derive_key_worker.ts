/// <reference lib="deno.worker" />
import { argon2id } from "hash-wasm";
import { type DeriveKeyAnswer, type DeriveKeyRequest, KEK_BYTES } from "./argon2.ts";

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

self.onmessage = async (event: MessageEvent<DeriveKeyRequest>) => {
  const key = await derive(event.data);
  self.postMessage(key, key === null ? [] : [key.buffer]);
};
