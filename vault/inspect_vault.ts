import { denoFileOperations } from "./file_operations.ts";
import type { FileProblem, VaultFile } from "./vault_file.ts";
import type { VaultOptions } from "./vault_options.ts";
import { previousPath, readParsed, restore } from "./vault_storage.ts";
import { hasRecoveryWrap } from "./wrap.ts";

/** What can be said about a vault without any secret. */
export interface VaultInspection {
  /** What unlocking would fail with whatever the secret, or null if it depends on the secret. */
  readonly problem: "NOT_FOUND" | FileProblem | null;
  /** Whether a recovery key has been issued; false if the file cannot be read. */
  readonly hasRecoveryKey: boolean;
  /** When the vault was last written, Unix time in milliseconds, or null if it cannot be read. */
  readonly writtenAtMs: number | null;
  /** When the kept copy was written, or null if there is no intact one. */
  readonly previousWrittenAtMs: number | null;
}

/**
 * Looks at the vault at `path` to decide between set-up, unlock and recovery screen.
 *
 * @throws {VaultError} `STORAGE`
 */
export async function inspectVault(
  path: string,
  options: Pick<VaultOptions, "files"> = {},
): Promise<VaultInspection> {
  const files = options.files ?? denoFileOperations;
  const present = await readParsed(files, path);
  const previous = await readParsed(files, previousPath(path)).catch(() => null);
  const file: VaultFile | null = present?.ok ? present.file : null;
  return {
    problem: present === null ? "NOT_FOUND" : present.ok ? null : present.problem,
    hasRecoveryKey: file !== null && hasRecoveryWrap(file.wraps),
    writtenAtMs: file?.writtenAtMs ?? null,
    previousWrittenAtMs: previous?.ok ? previous.file.writtenAtMs : null,
  };
}

/**
 * Puts the kept copy in the place of a vault that is missing, damaged or foreign; what was there is
 * moved to `<path>.damaged`, the copy stays. The vault is then as before its last change, with the
 * same keys.
 *
 * @throws {VaultError} `NOT_FOUND`, `DAMAGED`, `FOREIGN` or `NEWER_VERSION` if the copy is not
 *   usable, `EXISTS` or `NEWER_VERSION` if the vault itself is intact, `STORAGE`
 */
export function restorePrevious(
  path: string,
  options: Pick<VaultOptions, "files"> = {},
): Promise<void> {
  return restore(options.files ?? denoFileOperations, path);
}
