/**
 * A provisioning file named by a flag (`--provision-file`).
 *
 * @module
 */

import { ProvisionError } from "../../provision/provision_error.ts";
import { StartError } from "../../start_error.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { hasCloudData, loadProvision } from "./relay_control.ts";

/**
 * Fills a hub that has nothing of a cloud. One that has is left as it is, whatever the file: the
 * flag may stay where the program is started from.
 *
 * @throws {StartError} `USAGE` when the file cannot be used
 */
export async function provisionAtStart(
  engine: SyncEngine,
  provision: { readonly file: string; readonly passphrase: string } | null,
): Promise<void> {
  if (provision === null || hasCloudData(engine)) return;
  try {
    await loadProvision({ engine }, provision.file, provision.passphrase);
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    throw new StartError("USAGE", { detail: `--provision-file: ${error.message}`, cause: error });
  }
}
