/**
 * Names, counts and growth for the operator's screen, on an open hub.
 *
 * @module
 */

import type { Vault } from "../../vault/mod.ts";
import { WireError } from "../wire/errors.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { accountNames, clinicNames, freeBytes, recordGrowth } from "./operator_reads.ts";

/** How records grow. */
export interface RecordsGrowth {
  /** Epoch ms at which the last of the days ends. */
  readonly untilMs: number;
  /** Rows first stored on each day, by table. */
  readonly growth: Readonly<Record<string, readonly number[]>>;
  /** Bytes free where the database is, null when unknown. */
  readonly freeBytes: number | null;
}

/** What the screen asks of the keeper. */
export interface ScreenControl {
  /** Rows first stored on each of so many days up to now. */
  recordsGrowth(days: number): Promise<RecordsGrowth>;
  /** Gives a phone another name; fails with `NOT_FOUND`. */
  renameDevice(deviceId: string, name: string): Promise<void>;
  /** Gives the hub another name. */
  renameHub(name: string): Promise<void>;
}

/** The parts of an open hub that are needed. */
export interface ScreenHub {
  readonly engine: SyncEngine;
  readonly files: {
    readonly vault: Pick<Vault, "update">;
    readonly database: { readonly path: string };
  };
}

/** On an open hub. */
export function screenOf({ engine, files }: ScreenHub): ScreenControl {
  return {
    recordsGrowth: async (days) => {
      const untilMs = engine.wallClock.nowMs();
      const growth = engine.read((statements) => recordGrowth(statements, untilMs, days));
      return { untilMs, growth, freeBytes: await freeBytes(files.database.path) };
    },
    renameDevice: async (deviceId, name) => {
      const device = engine.devices.get(deviceId);
      if (device === undefined) throw new WireError("NOT_FOUND");
      const before = device.name;
      device.name = name;
      device.changed = true;
      try {
        await engine.write(() => {});
      } catch (error) {
        device.name = before;
        throw error;
      }
      note(engine, "device_name");
    },
    renameHub: async (name) => {
      await files.vault.update({ hubName: name });
      note(engine, "hub_name");
    },
  };
}

/** Names of clinics and of the accounts of the given phones, for the status. */
export function namesOf(
  { engine }: Pick<ScreenHub, "engine">,
): { readonly clinics: readonly string[]; readonly accounts: ReadonlyMap<string, string> } {
  return engine.read((statements) => ({
    clinics: clinicNames(statements),
    accounts: accountNames(statements),
  }));
}

/** The log says that a name was changed, never the name. */
function note(engine: SyncEngine, what: string): void {
  const detail = { changes: [what] };
  engine.audit.note({ kind: "settings_changed", who: "operator", detail });
}
