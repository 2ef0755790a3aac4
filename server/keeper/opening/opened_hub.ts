/**
 * What a hub is opened with, and what the listener gets of an open one.
 *
 * @module
 */

import type { HubSettings } from "../../database/settings.ts";
import type { DemoAccount } from "../../demo_clinic/mod.ts";
import type { KnownDevice } from "../../keeper_api.ts";
import type { FailedUpdate } from "../../updates/mod.ts";

/** What the hub is opened with. */
export interface OpenRequest {
  readonly directory: string;
  readonly passphrase: string;
  /** Where to write a recovery key once. */
  readonly recoveryKeyFile: string | null;
  /** Cloud access to store. */
  readonly cloud: { readonly url: string; readonly apiKey: string } | null;
  /** A provisioning file for a hub without data of a cloud; others are left as they are. */
  readonly provision?: { readonly file: string; readonly passphrase: string } | null;
  /** Fill an empty hub with the demo clinic. */
  readonly demo: boolean;
  /** The machine's own name: the hub is called so while nobody gave it another. */
  readonly machineName: string;
  /** Version of the program, for what copies say of themselves. */
  readonly program?: string;
  /** The update that did not come up, so that this program started again. */
  readonly failedUpdate?: FailedUpdate | null;
  /** Opens the vault in place of the passphrase. */
  readonly recoveryKey?: string;
  /** A name for a new hub. */
  readonly newHubName?: string | null;
  /** Whether a vault without a recovery key gets one, which is then answered this one time. */
  readonly giveRecoveryKey?: boolean;
}

/** What the listener needs of an open hub. It owns the keys from here on. */
export interface OpenedHub {
  readonly hubId: string;
  readonly hubName: string;
  /** 32 bytes. */
  readonly identityPrivateKey: Uint8Array;
  /** 32 bytes. */
  readonly tokenKey: Uint8Array;
  readonly devices: readonly KnownDevice[];
  readonly accounts: readonly DemoAccount[];
  readonly hasAccounts: boolean;
  readonly settings: HubSettings;
  /** When it was wanted and has just been issued. */
  readonly recoveryKey: string | null;
}
