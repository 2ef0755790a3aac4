/**
 * What the hub keeps of its runs and of the cloud besides rows: small JSON values in the database.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { CloudDevice } from "../cloud_device.ts";
import type { RunEnd } from "../running/relay_keeper.ts";

/** What is kept, by name. */
interface Memory {
  /** How the last run ended. */
  readonly relay_last_run: RunEnd;
  /** What the cloud said of this hub when it was asked last. */
  readonly relay_device: CloudDevice;
  /** Address of the cloud the hub was registered at last; it stays when the hub is deregistered. */
  readonly cloud_url: string;
  /** Of the provisioning file that was loaded last. */
  readonly provisioned: {
    readonly madeMs: number;
    /** Of which cloud, and whose rows; older hubs did not note it. */
    readonly cloudUrl?: string;
    readonly deviceId?: string;
  };
}

/** Reads one; null when there is none. */
export function recall<Name extends keyof Memory>(
  statements: Statements,
  name: Name,
): Memory[Name] | null {
  const text = statements.get("SELECT value FROM hub_setting WHERE name = ?")
    .value<[string]>(name)?.[0];
  return text === undefined ? null : JSON.parse(text);
}

/** Stores one, or forgets it. Belongs inside a write transaction. */
export function remember<Name extends keyof Memory>(
  statements: Statements,
  name: Name,
  value: Memory[Name] | null,
): void {
  if (value === null) {
    statements.get("DELETE FROM hub_setting WHERE name = ?").run(name);
    return;
  }
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(name, JSON.stringify(value));
}
