/**
 * The cloud, as the listener asks about it on behalf of the operator.
 *
 * @module
 */

import { appendAudit } from "../../audit/mod.ts";
import { isDemo } from "../../database/settings.ts";
import type { Statements } from "../../database/statements.ts";
import { ProvisionError } from "../../provision/provision_error.ts";
import {
  openProvision,
  readProvisionTimes,
  sealProvision,
  VALID_MS,
} from "../../provision/provision_file.ts";
import {
  countAccounts,
  countRows,
  provisionParts,
  readAccountIds,
  readProvisionContent,
  readProvisionTables,
  requireAccounts,
} from "../../provision/provision_rows.ts";
import { isSameCloud } from "../../provision/same_cloud.ts";
import type { CloudDevice } from "../../relay/cloud_device.ts";
import { type CloudFacts, readCloudFacts } from "../../relay/report/cloud_facts.ts";
import {
  countNotTaken,
  type NotTakenFound,
  readNotTaken,
  readNotTakenContent,
  sendAgain,
} from "../../relay/report/not_taken.ts";
import { NewsWatch } from "../../relay/report/news_watch.ts";
import { recall, remember } from "../../relay/report/relay_memory.ts";
import type { CloudRegistration, NotTakenPage } from "../../relay/relay_status.ts";
import { readHeldOfCloud, RelayStore } from "../../relay/store/relay_store.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { Vault } from "../../../vault/mod.ts";

/** Rows of the list that are answered at once. */
const LISTED = 200;
/** Rows of an export read at a time. */
const EXPORTED_AT_ONCE = 200;
/** Rows of a provisioning file stored in one transaction. */
const LOADED_AT_ONCE = 2_000;
/** Counting may take this share of the keeper's time. */
const PAUSE_PER_COUNTING = 20;

/** What the keeper knows of the cloud. */
export interface KeptCloud extends CloudFacts {
  /** Null while the hub is not registered. */
  readonly registration: CloudRegistration | null;
}

/** A file that was made. */
export interface KeptProvision {
  readonly file: string;
  readonly expiresMs: number;
  readonly accounts: number;
  readonly rows: number;
}

/** What the listener asks about the cloud. */
export interface RelayControl {
  /** Registration and counts; counts may be some seconds old. */
  cloudFacts(): Promise<KeptCloud>;
  /** Forgets address and key. What is known of the rows stays. */
  deregisterCloud(): Promise<void>;
  /** Rows that hub and cloud do not share. */
  cloudNotTaken(after: string | null): Promise<NotTakenPage>;
  /** The same, whole. */
  cloudNotTakenContent(after: string | null): Promise<readonly NotTakenFound[]>;
  /** Has one of them, or all, sent again; answers how many. */
  sendAgain(key: string | null): Promise<number>;
  /** Makes a provisioning file. Fails with a code of `ProvisionError`. */
  makeProvision(filePassphrase: string): Promise<KeptProvision>;
  /** Fills the hub from one. Fails with a code of `ProvisionError`; nothing is stored then. */
  loadProvision(
    file: string,
    filePassphrase: string,
  ): Promise<{ readonly accounts: number; readonly rows: number }>;
}

/** An open hub, as far as the cloud goes. */
export interface CloudHub {
  readonly engine: SyncEngine;
  readonly vault: Vault;
  /** Bytes that may still be written to its disk; null when the system does not say. */
  readonly freeBytes: () => Promise<number | null>;
}

/** Runs something on the open hub. */
export type OnCloudHub = <T>(act: (hub: CloudHub) => T | Promise<T>) => Promise<T>;

/** On the hub that `onHub` gives. */
export function relayControlOf(onHub: OnCloudHub): RelayControl {
  const counts = new CountedFacts();
  return {
    cloudFacts: () =>
      onHub(({ engine, vault }) => ({
        ...counts.of(engine),
        registration: engine.read((statements) => registrationOf(statements, vault)),
      })),
    deregisterCloud: () =>
      onHub(async ({ engine, vault }) => {
        await vault.update({ cloud: null, cloudDeviceInfo: null });
        engine.audit.note({ kind: "cloud_changed", who: "operator", detail: {} });
        await engine.write((statements) => {
          remember(statements, "relay_device", null);
          remember(statements, "relay_last_run", null);
        });
      }),
    cloudNotTaken: (after) =>
      onHub(({ engine }) => engine.read((read) => readNotTaken(read, after, LISTED))),
    cloudNotTakenContent: (after) =>
      onHub(({ engine }) => {
        const rows = engine.read((read) => readNotTakenContent(read, after, EXPORTED_AT_ONCE));
        if (after === null) {
          const detail = { what: "not-in-cloud", count: engine.read(countNotTaken) };
          engine.audit.note({ kind: "exported", who: "operator", detail });
        }
        return rows;
      }),
    sendAgain: (key) =>
      onHub(async ({ engine }) => {
        const atMs = engine.wallClock.nowMs();
        const count = await engine.write((statements) => {
          const count = sendAgain(statements, key);
          if (count > 0) {
            const detail = { what: "sent_again", count } as const;
            appendAudit(statements, { kind: "rows_decided", who: "operator", detail, atMs });
          }
          return count;
        });
        counts.forget();
        return count;
      }),
    makeProvision: (filePassphrase) => onHub((hub) => makeProvision(hub, filePassphrase)),
    loadProvision: (file, filePassphrase) =>
      onHub(async (hub) => {
        const loaded = await loadProvision(hub, file, filePassphrase);
        counts.forget();
        return loaded;
      }),
  };
}

const NEWS = new WeakMap<SyncEngine, NewsWatch>();

/** What watches for rows that are new to the cloud. */
export function newsOf(engine: SyncEngine): NewsWatch {
  const known = NEWS.get(engine);
  if (known !== undefined) return known;
  const news = new NewsWatch();
  NEWS.set(engine, news);
  return news;
}

/** Counts, at most so often that phones do not feel it. */
class CountedFacts {
  #engine: WeakRef<SyncEngine> | null = null;
  #facts: CloudFacts | null = null;
  #untilMs = 0;

  of(engine: SyncEngine): CloudFacts {
    const startMs = performance.now();
    const isSame = this.#engine?.deref() === engine;
    if (isSame && this.#facts !== null && startMs < this.#untilMs) return this.#facts;
    this.#engine = new WeakRef(engine);
    this.#facts = engine.read((statements) => readCloudFacts(statements, newsOf(engine)));
    const endMs = performance.now();
    this.#untilMs = endMs + PAUSE_PER_COUNTING * (endMs - startMs);
    return this.#facts;
  }

  forget(): void {
    this.#untilMs = 0;
  }
}

/** As whom the cloud knows the hub; null while it is not registered. */
export function registrationOf(
  statements: Statements,
  vault: Vault,
): CloudRegistration | null {
  const { cloud } = vault.secrets;
  if (cloud === null) return null;
  const device = recall(statements, "relay_device");
  return { url: cloud.url, device: device === null ? null : shownDevice(statements, device) };
}

function shownDevice(
  statements: Statements,
  { id, name, status, clinicIds }: CloudDevice,
): CloudRegistration["device"] {
  const nameOf = (clinicId: string) =>
    statements.get("SELECT nullif(name, '') FROM clinics WHERE id = ?")
      .value<[string | null]>(clinicId)?.[0] ?? null;
  return { id, name, status, clinics: clinicIds.map((id) => ({ id, name: nameOf(id) })) };
}

async function makeProvision(
  { engine, vault }: CloudHub,
  filePassphrase: string,
): Promise<KeptProvision> {
  const { cloud } = vault.secrets;
  const { device } = new RelayStore(engine).state();
  const { asOfMs } = engine.read(readHeldOfCloud);
  if (cloud === null || device === null || asOfMs === null) {
    throw new ProvisionError("NOT_REGISTERED");
  }
  const { id, name, clinicIds } = device;
  const content = {
    cloudUrl: cloud.url,
    device: { id, name, clinicIds },
    tables: engine.read(readProvisionTables),
  };
  requireAccounts(content);
  // A file is as old as what is in it: an account may have been taken away in the cloud since.
  const nowMs = engine.wallClock.nowMs();
  const madeMs = Math.min(nowMs, asOfMs);
  if (nowMs - madeMs > VALID_MS) throw new ProvisionError("OUT_OF_DATE");
  const { file, expiresMs } = await sealProvision(content, filePassphrase, madeMs);
  const rows = countRows(content);
  const detail = { what: "provisioning", count: rows };
  engine.audit.note({ kind: "exported", who: "operator", detail });
  return { file, expiresMs, accounts: countAccounts(content), rows };
}

/**
 * Fills a hub that has nothing of a cloud yet, as a pull would: the rows are the cloud's from the
 * first day, and the first real pull changes nothing but what has changed there.
 *
 * @throws {ProvisionError}
 */
export async function loadProvision(
  { engine, vault }: Pick<CloudHub, "engine"> & Partial<CloudHub>,
  file: string,
  filePassphrase: string,
): Promise<{ readonly accounts: number; readonly rows: number }> {
  const nowMs = engine.wallClock.nowMs();
  requireRoom(engine, readProvisionTimes(file, nowMs).madeMs);
  const { content, madeMs } = await openProvision(file, filePassphrase, nowMs);
  const read = readProvisionContent(content);
  const { cloudUrl, device } = read;
  const earlier = engine.read((statements) => recall(statements, "provisioned"));
  const known = [earlier?.cloudUrl, vault?.secrets.cloud?.url];
  // Accounts of one cloud must not log in among the records of another.
  if (known.some((url) => url !== undefined && !isSameCloud(cloudUrl, url))) {
    throw new ProvisionError("HAS_DATA");
  }
  const rows = countRows(read);
  const accounts = earlier?.deviceId === device.id ? engine.read(readAccountIds) : [];
  const parts = [...provisionParts(read, accounts)];
  const store = new RelayStore(engine);
  const { run } = await store.begin();
  // A run may have brought rows meanwhile; from here on it is over.
  requireRoom(engine, madeMs);
  while (await store.dropStaged(run));
  for (let at = 0; at < parts.length; at += LOADED_AT_ONCE) {
    await store.stage(run, parts.slice(at, at + LOADED_AT_ONCE));
  }
  while ((await store.apply(run, LOADED_AT_ONCE)).looked > 0);
  await engine.write((statements) =>
    remember(statements, "provisioned", { madeMs, cloudUrl, deviceId: device.id })
  );
  engine.audit.note({
    ...{ kind: "provisioned", who: "operator", detail: { made_ms: madeMs, rows } },
  });
  return { accounts: countAccounts(read), rows };
}

/** Whether a cloud, the demo or a provisioning file has filled the hub. */
export function hasCloudData(engine: SyncEngine): boolean {
  return engine.read((statements) =>
    hasUsers(statements) && (isFilled(statements) || recall(statements, "provisioned") !== null)
  );
}

/** @throws {ProvisionError} `HAS_DATA` where older rows would replace newer ones */
function requireRoom(engine: SyncEngine, madeMs: number): void {
  const hasData = engine.read((statements) =>
    hasUsers(statements) && (isFilled(statements) ||
      (recall(statements, "provisioned")?.madeMs ?? -Infinity) > madeMs)
  );
  if (hasData) throw new ProvisionError("HAS_DATA");
}

/** By a cloud, whether or not the run came to its end, or by the demo. */
function isFilled(statements: Statements): boolean {
  return readHeldOfCloud(statements).hasRows || isDemo(statements);
}

/** Deleted ones too: without any there is nothing that an old file could bring back. */
function hasUsers(statements: Statements): boolean {
  return statements.get("SELECT 1 FROM users LIMIT 1").value() !== undefined;
}
