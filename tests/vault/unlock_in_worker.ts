/// <reference lib="deno.worker" />
import { Vault } from "../../vault/mod.ts";

self.onmessage = async (event: MessageEvent<{ path: string; passphrase: string }>) => {
  const { path, passphrase } = event.data;
  using vault = await Vault.unlock(path, { passphrase });
  self.postMessage(vault.secrets.dataKey.length);
};
