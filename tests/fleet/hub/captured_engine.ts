/**
 * Opens a keeper and keeps hold of the engine and the database inside it, for what a test does to a
 * hub from below: rows from the cloud, a full disk, a look at the files.
 *
 * @module
 */

import { HubDatabase } from "../../../server/database/hub_database.ts";
import type { HubKeeper, OpenedHub, OpenRequest } from "../../../server/keeper/hub_keeper.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";

/** An open keeper and its insides. */
export interface CapturedHub {
  readonly opened: OpenedHub;
  readonly engine: SyncEngine;
  readonly database: HubDatabase;
}

/** Those of hubs that are open: they write when they like, also while another one opens. */
const KNOWN = new WeakSet<SyncEngine>();

/** Opens the keeper. The class is as it was before, afterwards. */
export async function openCaptured(keeper: HubKeeper, request: OpenRequest): Promise<CapturedHub> {
  const { open } = HubDatabase;
  const { write } = SyncEngine.prototype;
  let database: HubDatabase | null = null;
  let engine: SyncEngine | null = null;
  HubDatabase.open = (...args) => {
    database = open.apply(HubDatabase, args);
    return database;
  };
  SyncEngine.prototype.write = function <T>(
    this: SyncEngine,
    ...args: Parameters<SyncEngine["write"]>
  ): Promise<T> {
    if (!KNOWN.has(this)) engine = this;
    return write.apply(this, args) as Promise<T>;
  };
  try {
    const opened = await keeper.open(request);
    if (database === null || engine === null) throw new Error("the keeper opened no database");
    KNOWN.add(engine);
    return { opened, engine, database };
  } finally {
    HubDatabase.open = open;
    SyncEngine.prototype.write = write;
  }
}
