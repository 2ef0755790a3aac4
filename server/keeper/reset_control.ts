/**
 * What changes the hub as a whole: another data key, another identity, no records, a new start.
 *
 * All but the counting is done on a hub that is shut: phones are not served meanwhile, and nothing
 * that was kept in memory outlives it. Whoever calls has made a copy before.
 *
 * @module
 */

import { appendAudit, type AuditNote } from "../audit/mod.ts";
import { HubDatabase } from "../database/hub_database.ts";
import { Statements } from "../database/statements.ts";
import { clearRecords } from "../resets/clear_records.ts";
import { type RecordsAtStake, recordsAtStake } from "../resets/only_here.ts";
import { startAnew } from "../resets/start_anew.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import { Vault, type VaultSecret } from "../../vault/mod.ts";
import { type DataPaths, dataPaths } from "./opening/data_directory.ts";
import { startErrorOf } from "./opening/open_files.ts";
import { rotateDataKey } from "./people/rotate_data_key.ts";

/** How far something is that takes long. */
export interface WorkProgress {
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

/** What is asked of the keeper. All but `atStake` need a hub that is shut. */
export interface ResetControl {
  /** Counts what clearing would remove. */
  atStake(): Promise<RecordsAtStake>;
  /** Encrypts the database anew under a new key. */
  rotateDataKey(directory: string, secret: VaultSecret): Promise<void>;
  /** A new identity key and token key: phones log in again. */
  renewIdentity(directory: string, secret: VaultSecret): Promise<void>;
  /**
   * Removes the records.
   *
   * @param confirmed as many as the operator agreed to lose; more is `WRONG_STATE`
   */
  clearRecords(directory: string, secret: VaultSecret, confirmed: number): Promise<void>;
  /** Removes vault and database; copies are kept aside. */
  factoryReset(directory: string, secret: VaultSecret, confirmed: number): Promise<void>;
  /** Sets the files of a hub aside that nothing opens. */
  setAside(directory: string): Promise<void>;
  /** How far the work under way is; null when none is that can tell. */
  workProgress(): Promise<WorkProgress | null>;
  /** Ends the work under way while nothing has changed; false when it is too late. */
  cancelWork(): Promise<boolean>;
}

/** More records would be lost than were agreed to. */
class ChangedMeanwhileError extends Error {
  readonly code = "WRONG_STATE";
}

/** What the control needs of the keeper. */
export interface ResetParts {
  /** Runs something on the open hub. */
  readonly onHub: <T>(
    act: (hub: {
      readonly engine: SyncEngine;
      readonly files: { readonly vault: Vault };
    }) => T | Promise<T>,
  ) => Promise<T>;
  /** Takes an entry for the audit log of the hub that is opened next. */
  readonly note: (note: AuditNote) => void;
  /** Fails when a hub is open, here or in another program that uses the directory. */
  readonly holdShut: (directory: string) => void;
  /** Epoch ms; the machine's clock by default. */
  readonly nowMs?: () => number;
}

/** See the module. */
export function resetsOf({ onHub, note, holdShut, nowMs = Date.now }: ResetParts): ResetControl {
  let progress: WorkProgress | null = null;
  let cancel: AbortController | null = null;

  async function onVault<T>(
    directory: string,
    secret: VaultSecret,
    act: (vault: Vault, paths: DataPaths) => T | Promise<T>,
  ): Promise<T> {
    holdShut(directory);
    const paths = dataPaths(directory);
    try {
      using vault = await Vault.unlock(paths.vault, secret);
      return await act(vault, paths);
    } catch (error) {
      if (error instanceof ChangedMeanwhileError) throw error;
      if (error instanceof DOMException) throw Object.assign(new Error(), { code: "CANCELLED" });
      throw startErrorOf(error);
    }
  }

  return {
    atStake: () =>
      onHub(({ engine, files }) =>
        engine.read((statements) => recordsAtStake(statements, isRegistered(files.vault)))
      ),

    rotateDataKey: (directory, secret) =>
      onVault(directory, secret, async (vault, paths) => {
        cancel = new AbortController();
        progress = { done: 0, total: 0 };
        try {
          const onStep = (done: number, total: number) => progress = { done, total };
          await rotateDataKey(paths, vault, { onStep, signal: cancel.signal });
          note({ kind: "data_key_rotated", who: "operator", detail: {} });
        } finally {
          cancel = null;
          progress = null;
        }
      }),

    renewIdentity: (directory, secret) =>
      onVault(directory, secret, async (vault) => {
        await vault.renewIdentity();
        note({ kind: "identity_rotated", who: "operator", detail: {} });
      }),

    clearRecords: (directory, secret, confirmed) =>
      onVault(directory, secret, (vault, paths) => {
        using database = openDatabase(paths, vault);
        database.writer.transaction(() => {
          const statements = new Statements(database.writer);
          const { records, onlyHere } = agreed(statements, vault, confirmed);
          clearRecords(statements);
          const detail = { rows: records, only_here: onlyHere };
          appendAudit(statements, { kind: "cleared", who: "operator", detail, atMs: nowMs() });
        }).immediate();
        shrink(database);
      }),

    factoryReset: (directory, secret, confirmed) =>
      onVault(directory, secret, async (vault, paths) => {
        const { records, onlyHere } = count(paths, vault, confirmed);
        vault.lock();
        await startAnew(paths, { ...{ atMs: nowMs(), why: "factory", rows: records, onlyHere } });
      }),

    setAside: async (directory) => {
      holdShut(directory);
      try {
        const request = { atMs: nowMs(), why: "damaged", rows: null, onlyHere: null } as const;
        await startAnew(dataPaths(directory), request);
      } catch (error) {
        throw startErrorOf(error);
      }
    },

    workProgress: () => Promise.resolve(progress),
    cancelWork: () => {
      cancel?.abort();
      return Promise.resolve(cancel !== null);
    },
  };
}

function count(paths: DataPaths, vault: Vault, confirmed: number): RecordsAtStake {
  using database = openDatabase(paths, vault);
  return agreed(new Statements(database.writer), vault, confirmed);
}

function openDatabase({ database }: DataPaths, vault: Vault): HubDatabase {
  return HubDatabase.open(database, vault.secrets.dataKey, true);
}

/** What is lost now: a phone may have handed over more since the operator agreed. */
function agreed(statements: Statements, vault: Vault, confirmed: number): RecordsAtStake {
  const found = recordsAtStake(statements, isRegistered(vault));
  if (found.onlyHere > confirmed) throw new ChangedMeanwhileError();
  return found;
}

function isRegistered(vault: Vault): boolean {
  return vault.secrets.cloud !== null;
}

/** Pages of removed records leave the file. A disk without room for that keeps them, encrypted. */
function shrink({ writer }: HubDatabase): void {
  try {
    writer.exec("VACUUM");
    writer.checkpoint("TRUNCATE");
  } catch {
    // The records are removed whether or not.
  }
}
