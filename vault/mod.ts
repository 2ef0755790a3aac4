/**
 * The hub's secrets at rest: one file, `hub.vault`, opened by a passphrase or a recovery key.
 * Format, key hierarchy and what each error means: `docs/vault.md`.
 *
 * @module
 */
export { type Argon2Parameters, CURRENT_ARGON2 } from "./argon2.ts";
export { type DeriveKey, expectDerivation, keepDeriver } from "./derive_key.ts";
export type { FileOperations, NewFile } from "./file_operations.ts";
export { inspectVault, restorePrevious, type VaultInspection } from "./inspect_vault.ts";
export { checkPassphrase, type PassphraseCheck, type PassphraseWeakness } from "./passphrase.ts";
export {
  type AdditionalData,
  openWithPassphrase,
  type PassphraseKdf,
  type PassphraseSealed,
  sealWithPassphrase,
} from "./passphrase_seal.ts";
export {
  checkRecoveryKey,
  type RecoveryKeyCheck,
  type RecoveryKeyMistake,
} from "./recovery_key.ts";
export type { CloudAccess, LogMark, VaultChange, VaultSecrets } from "./secrets.ts";
export { openSealedLines, SEALED_PART_BYTES, SealedLines } from "./sealed_lines.ts";
export { VaultError, type VaultErrorCode, type VaultErrorOptions } from "./vault_error.ts";
export type { FileProblem } from "./vault_file.ts";
export type { VaultOptions } from "./vault_options.ts";
export type { VaultSecret } from "./wrap.ts";
export { Vault } from "./vault.ts";
