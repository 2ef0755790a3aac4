import { NONCE_BYTES, open, seal } from "./aes_gcm.ts";
import { type Header, secretsAdditionalData, type Wrap } from "./header.ts";
import { decodeSecrets, encodeSecrets, guard, type VaultSecrets } from "./secrets.ts";
import { uuidV7 } from "./uuid_v7.ts";
import { encodeVaultFile, type VaultFile } from "./vault_file.ts";
import type { VaultOptions } from "./vault_options.ts";
import { KEY_BYTES } from "./wrap.ts";

/** The secrets of a new hub. */
export function makeSecrets({ now, randomBytes }: Required<VaultOptions>): VaultSecrets {
  return guard({
    dataKey: randomBytes(KEY_BYTES),
    nextDataKey: null,
    // Any 32 bytes are an X25519 private key: RFC 7748 section 5 clamps them at use.
    identityPrivateKey: randomBytes(KEY_BYTES),
    tokenKey: randomBytes(KEY_BYTES),
    hubId: uuidV7(now(), randomBytes(10)),
    hubName: null,
    cloud: null,
    cloudDeviceInfo: null,
    databaseMade: false,
    auditMark: null,
  });
}

/** The bytes of a vault file with `secrets` sealed under `vaultKey`, with a nonce of its own. */
export function sealContent(
  secrets: VaultSecrets,
  wraps: readonly Wrap[],
  vaultKey: Uint8Array,
  { now, randomBytes }: Required<VaultOptions>,
): Uint8Array {
  const version = secrets.nextDataKey === null ? 1 : 2;
  const header: Header = { version, writtenAtMs: Math.max(0, Math.floor(now())), wraps };
  const nonce = randomBytes(NONCE_BYTES);
  const plaintext = encodeSecrets(secrets);
  const sealedSecrets = seal(vaultKey, nonce, plaintext, secretsAdditionalData(header));
  plaintext.fill(0);
  return encodeVaultFile({ ...header, nonce, sealedSecrets });
}

/** The secrets of `file`, or null if its parts do not belong together. */
export function openContent(file: VaultFile, vaultKey: Uint8Array): VaultSecrets | null {
  const plaintext = open(vaultKey, file.nonce, file.sealedSecrets, secretsAdditionalData(file));
  return plaintext === null ? null : decodeSecrets(plaintext, file.version);
}
