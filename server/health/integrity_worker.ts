/**
 * Reads the whole database in a thread of its own. Table by table, with pauses: a laptop has few
 * cores, and phones come first.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { Database } from "@db/sqlite";
import { hasMetDamage } from "../database/met_damage.ts";

/** What the thread is told first. */
export interface IntegrityRequest {
  /** File path of `hub.db`. */
  readonly path: string;
  /** SQLCipher raw key, 32 bytes; zeroed here. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** What the thread tells. The connection stays open until it is told to `close`. */
export type IntegrityAnswer =
  /** Address of the connection, for an interruption from another thread. */
  | { readonly type: "open"; readonly handle: bigint }
  | { readonly type: "ended"; readonly result: "good" | "damaged" | "failed" }
  | { readonly type: "closed" };

/** Pages kept in memory, KiB: the check reads each page once. */
const CACHE_KIB = 4_096;
/** SQLITE_CORRUPT and SQLITE_NOTADB: what a page that was changed from outside leads to. */
const DAMAGE_CODES: ReadonlySet<number> = new Set([11, 26]);

let database: Database | null = null;
let isEnding = false;

self.onmessage = async (event: MessageEvent<IntegrityRequest | "close">) => {
  if (event.data === "close") {
    isEnding = true;
    database?.close();
    database = null;
    return tell({ type: "closed" });
  }
  tell({ type: "ended", result: await check(event.data) });
};

async function check({ path, key }: IntegrityRequest): Promise<"good" | "damaged" | "failed"> {
  try {
    const opened = open(path, key);
    database = opened;
    tell({ type: "open", handle: Deno.UnsafePointer.value(opened.unsafeHandle) });
    for (const table of tablesOf(opened)) {
      if (isEnding) return "failed";
      const startedMs = performance.now();
      if (!isSound(opened, table)) return "damaged";
      // As long as it took: half a core at most.
      await new Promise((resolve) => setTimeout(resolve, performance.now() - startedMs));
    }
    return "good";
  } catch (error) {
    const code = Number((error as { code?: unknown }).code) & 0xff;
    const isDamage = DAMAGE_CODES.has(code) || database !== null && hasMetDamage(database);
    return isDamage ? "damaged" : "failed";
  } finally {
    key.fill(0);
  }
}

function open(path: string, key: Uint8Array): Database {
  const opened = new Database(path, { key, readonly: true });
  opened.busyTimeout(5_000);
  opened.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  opened.exec("PRAGMA trusted_schema = OFF");
  return opened;
}

function tablesOf(opened: Database): string[] {
  using statement = opened.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
  return statement.values<[string]>().map(([name]) => name);
}

/** SQLite's quick check of one table: every page of it is read, decrypted and looked at. */
function isSound(opened: Database, table: string): boolean {
  using statement = opened.prepare(`PRAGMA quick_check('${table.replaceAll("'", "''")}')`);
  return statement.value<[string]>()?.[0] === "ok";
}

function tell(answer: IntegrityAnswer): void {
  self.postMessage(answer);
}
