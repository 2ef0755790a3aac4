/**
 * The hub of a month: a process whose days pass as a test says, and what can be measured of it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Database } from "@db/sqlite";
import type { OperatorStatus } from "../../server/operator/mod.ts";
import { Vault } from "../../vault/mod.ts";
import { HubDirectory, HubProcess, PASSPHRASE } from "../support/hub_process.ts";
import type { DayShift } from "./day_shift.ts";

/** What has grown or not. */
export interface Sizes {
  /** Memory of the process, MiB. */
  readonly residentMib: number;
  /** Bytes of the database file, and of the log beside it. */
  readonly databaseBytes: number;
  readonly logBytes: number;
  /** Bytes of everything else in the data directory. */
  readonly otherBytes: number;
  /** Snapshots in the data directory. */
  readonly snapshots: number;
  /** Rows of tables that hold records of the clinic. */
  readonly rows: number;
  /** Cursors that are remembered for each phone, at most. */
  readonly cursors: number;
  /** Entries of the audit log. */
  readonly auditEntries: number;
  /** Processor time of the process since it was started, ms. */
  readonly processorMs: number;
}

const TICK_MS = 10;
/** Long enough for two busy cores, ms. */
const PATIENCE_MS = 120_000;

/** See the module. */
export class MonthHub implements AsyncDisposable {
  readonly directory = new HubDirectory();
  readonly #shift: DayShift;
  readonly #tokenFile = join(this.directory.root, "operator-token");
  readonly #keyFile = join(this.directory.root, "cloud-key");
  #process: HubProcess | null = null;
  #port = "0";
  #qr = "";
  #dataKey: Uint8Array | null = null;
  /** Errors it has announced, of processes that are gone too. */
  readonly errors: unknown[] = [];

  constructor(shift: DayShift) {
    this.#shift = shift;
  }

  /** The text of the QR code. */
  get qr(): string {
    return this.#qr;
  }

  /** Where phones reach it. */
  get url(): string {
    return this.process.ready.lan_url;
  }

  /** The running process. */
  get process(): HubProcess {
    assert(this.#process !== null, "the hub is not running");
    return this.#process;
  }

  /** Starts the process; with a cloud it is registered there. */
  async start(cloud: { readonly url: string; readonly apiKey: string } | null): Promise<void> {
    const flags = [
      "--pairing-open",
      "--port",
      this.#port,
      "--operator-token-file",
      this.#tokenFile,
    ];
    if (cloud !== null) {
      Deno.writeTextFileSync(this.#keyFile, `${cloud.apiKey}\n`);
      flags.push("--cloud-url", cloud.url, "--cloud-key-file", this.#keyFile);
    }
    const { env } = this.#shift;
    this.#process = await HubProcess.start(this.directory.flags(...flags), { env });
    this.#port = new URL(this.url).port;
    this.#qr = this.#process.qr;
  }

  /** Pulls the plug. */
  async cutPower(): Promise<void> {
    this.#keepErrors();
    await this.process.kill();
    this.#process = null;
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    this.#keepErrors();
    assert.equal(await this.process.stop(), 0);
    this.#process = null;
  }

  /** Closes the clinic: the keys are dropped, the process stays. */
  async lock(): Promise<void> {
    await this.#post("/api/lock", {});
  }

  /** Opens the clinic. */
  async unlock(): Promise<void> {
    await this.#post("/api/unlock", { passphrase: PASSPHRASE });
  }

  /** A run of the relay from its begin to its end with all done. */
  async relay(): Promise<void> {
    const runs = () => this.process.events.filter(({ event }) => event === "relay");
    const from = runs().length;
    const deadline = performance.now() + PATIENCE_MS;
    // The relay opens a moment after the listener.
    while ((await this.#ask("/api/cloud/sync", {})).status !== 200) {
      assert.ok(performance.now() < deadline, "the relay never opened");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    while (!runs().slice(from).some(({ state }) => state === "done")) {
      assert.ok(performance.now() < deadline, JSON.stringify(runs().slice(-3)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** What the hub does by itself once a day, at hours that do not pass here: backup and check. */
  async dailyCare(): Promise<void> {
    await this.#post("/api/copies/make", {});
    await this.#post("/api/health/check", {});
  }

  /** What the operator sees. */
  async status(): Promise<OperatorStatus> {
    const answer = await this.#ask("/api/status");
    assert.equal(answer.status, 200);
    return await answer.json();
  }

  /** Measures everything now; the hub is open. */
  async sizes(): Promise<Sizes> {
    const { data } = this.directory;
    const [rows, cursors, auditEntries] = await this.#counts();
    const snapshots = await entriesOf(join(data, "snapshots"));
    const all = await bytesBelow(data);
    const databaseBytes = await bytesOf(join(data, "hub.db"));
    const logBytes = await bytesOf(join(data, "hub.db-wal"));
    const copies = await bytesBelow(join(data, "snapshots"));
    const proc = `/proc/${this.process.pid}`;
    const kib = /VmRSS:\s+(\d+)/.exec(await Deno.readTextFile(`${proc}/status`))?.[1];
    const fields = (await Deno.readTextFile(`${proc}/stat`)).split(") ")[1]?.split(" ");
    return {
      residentMib: Number(kib) / 1024,
      databaseBytes,
      logBytes,
      otherBytes: all - databaseBytes - logBytes - copies,
      snapshots,
      rows,
      cursors,
      auditEntries,
      processorMs: TICK_MS * (Number(fields?.[11]) + Number(fields?.[12])),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    this.#dataKey?.fill(0);
    this.directory[Symbol.dispose]();
  }

  /** Read beside the running hub: SQLite lets many readers in. */
  async #counts(): Promise<[rows: number, cursors: number, auditEntries: number]> {
    const { data } = this.directory;
    if (this.#dataKey === null) {
      using vault = await Vault.unlock(join(data, "hub.vault"), { passphrase: PASSPHRASE });
      this.#dataKey = vault.secrets.dataKey.slice();
    }
    using database = new Database(join(data, "hub.db"), { key: this.#dataKey, readonly: true });
    const one = (sql: string) => {
      using statement = database.prepare(sql);
      return statement.value<[number]>()?.[0] ?? 0;
    };
    const tables = ["patients", "visits", "events", "prescriptions", "patient_vitals"];
    return [
      tables.reduce((sum, table) => sum + one(`SELECT count(*) FROM ${table}`), 0),
      one("SELECT max(n) FROM (SELECT count(*) AS n FROM issued_cursor GROUP BY device_no)"),
      one("SELECT count(*) FROM audit_entry"),
    ];
  }

  #keepErrors(): void {
    this.errors.push(...this.process.events.filter(({ event }) => event === "error"));
  }

  async #post(path: string, body: unknown): Promise<void> {
    const answer = await this.#ask(path, body);
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
  }

  async #ask(path: string, body?: unknown): Promise<Response> {
    const token = (await Deno.readTextFile(this.#tokenFile)).trim();
    const answer = await fetch(new URL(path, new URL(this.process.ready.operator_url).origin), {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // Read to its end: nobody has to remember to.
    return new Response(await answer.bytes(), { status: answer.status });
  }
}

async function bytesOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}

async function entriesOf(path: string): Promise<number> {
  try {
    return (await Array.fromAsync(Deno.readDir(path))).length;
  } catch {
    return 0;
  }
}

async function bytesBelow(path: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const inside = join(path, name);
      bytes += isDirectory ? await bytesBelow(inside) : await bytesOf(inside);
    }
  } catch {
    // Not there, or gone meanwhile.
  }
  return bytes;
}
