import { argon2id } from "hash-wasm";
import type { DeriveKey, VaultOptions } from "../../vault/mod.ts";

export const PASSPHRASE = "seven green mangoes";
export const OTHER_PASSPHRASE = "eight yellow papayas";

/** The real derivation, but in this thread, where a cheap one costs a few milliseconds. */
export const deriveKeyHere: DeriveKey = async (passphrase, salt, parameters) =>
  new Uint8Array(
    await argon2id({
      password: passphrase,
      salt,
      memorySize: parameters.memoryKiB,
      iterations: parameters.passes,
      parallelism: parameters.lanes,
      hashLength: 32,
      outputType: "binary",
    }),
  );

export const CHEAP: VaultOptions = {
  argon2: { memoryKiB: 1024, passes: 1, lanes: 1 },
  deriveKey: deriveKeyHere,
};

/** Runs `test` with a path for a vault in a folder of its own. */
export async function withVaultPath(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "vault_test_" });
  try {
    await test(`${folder}/hub.vault`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Names in the folder of `path`, sorted. */
export function namesBeside(path: string): string[] {
  return [...Deno.readDirSync(path.slice(0, path.lastIndexOf("/")))]
    .map((entry) => entry.name)
    .sort();
}
