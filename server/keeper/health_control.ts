/**
 * What is asked of the keeper about the health of an open hub.
 *
 * @module
 */

import type { AuditNote } from "../audit/mod.ts";
import type { HubHealth, KeeperHealth } from "../health/hub_health.ts";
import type { Vault } from "../../vault/mod.ts";
import type { HeldDirectory } from "./opening/data_directory.ts";
import { keepVault } from "./opening/keep_vault.ts";

/** Rejects with `LOCKED` while no hub is open. */
export interface HealthControl {
  /** What the keeper knows. */
  health(): Promise<KeeperHealth>;
  /** Checks the database now; resolves when the check has ended. */
  checkDatabase(): Promise<void>;
}

/** What is needed of the open hub. */
interface HealthHub {
  readonly directory: Pick<HeldDirectory, "keep">;
  readonly health: HubHealth;
  readonly files: { readonly vault: Vault };
  readonly engine: { readonly audit: { note(note: AuditNote): void } };
}

/** Runs something on the open hub. */
type OnHub = <T>(act: (hub: HealthHub) => T | Promise<T>) => Promise<T>;

/** On the hub that `onHub` gives. */
export function healthOf(onHub: OnHub): HealthControl {
  return {
    health: () =>
      onHub(async ({ directory, health, files, engine }) => {
        directory.keep();
        if (await keepVault(files.vault)) {
          engine.audit.note({ kind: "vault_restored", who: "hub", detail: {} });
        }
        return await health.facts();
      }),
    checkDatabase: () => onHub(({ health }) => health.checkNow()),
  };
}
