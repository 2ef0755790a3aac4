/**
 * What an open hub hands over to the listener, and what its settings mean for answers.
 *
 * @module
 */

import type { HubSettings } from "../database/settings.ts";
import { knownDevice } from "../sync/device/device_state.ts";
import type { PageLimits } from "../sync/pull/pull_page.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import type { OpenFiles } from "./opening/open_files.ts";
import type { OpenedHub } from "./opening/opened_hub.ts";

/** The parts of an open hub that are needed. */
export interface HandedOver {
  readonly files: Pick<OpenFiles, "vault">;
  readonly engine: SyncEngine;
  readonly settings: HubSettings;
  readonly machineName: string;
}

/** What the listener needs. */
export function openedHub(
  { files, engine, settings, machineName }: HandedOver,
  rest: Pick<OpenedHub, "accounts" | "hasAccounts" | "recoveryKey">,
): OpenedHub {
  const { hubId, hubName, identityPrivateKey, tokenKey } = files.vault.secrets;
  return {
    hubId,
    hubName: hubName ?? machineName,
    // Copies: the listener clears its own when it locks.
    identityPrivateKey: identityPrivateKey.slice(),
    tokenKey: tokenKey.slice(),
    devices: [...engine.devices.all()].map(knownDevice),
    settings,
    ...rest,
  };
}

const MIB = 1024 * 1024;

/** How much one answer may hold. */
export function pageLimits({ pageRows, pageMiB }: HubSettings): PageLimits {
  return { maxRows: pageRows, maxBytes: pageMiB * MIB };
}
