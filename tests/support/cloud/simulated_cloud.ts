/**
 * The running cloud and what tests hold it by.
 *
 * @module
 */

import { join } from "node:path";
import type { Hono } from "hono";
import { cloudApp, type CloudParts } from "./cloud_app.ts";
import { type Clock, CloudClocks } from "./cloud_clocks.ts";
import { CloudDatabase, type CloudRow } from "./cloud_database.ts";
import { type CloudGeneration, cloudTraits } from "./cloud_generation.ts";
import { CloudNetwork } from "./cloud_network.ts";
import { CloudPeople } from "./cloud_people.ts";
import { type CloudStep, type StepHook, yieldToOthers } from "./cloud_steps.ts";
import { PushRecord } from "./push_record.ts";
import { RateLimit } from "./rate_limit.ts";
import { schemaOf } from "./schema.ts";

/** How a cloud is set up. */
export interface CloudOptions {
  /** Default: `older`. */
  readonly generation?: CloudGeneration;
  /** What its clocks are set by. Default: `Date.now`. */
  readonly now?: Clock;
  /** IANA name of the zone its Node process runs in. Default: `UTC`. */
  readonly timeZone?: string;
  /** `MAX_HISTORY_DAYS_SYNC`; 0, the default, is unlimited. */
  readonly maxHistoryDays?: number;
  /** Whether a newer cloud names the rows it refused. Default: false. */
  readonly reportsRejected?: boolean;
  /** Whether it compresses answers to pulls for those who ask. Default: true. */
  readonly compresses?: boolean;
  /**
   * Whether an update leaves alone what a pushed row leaves out; otherwise, by default, it gets its
   * default or NULL. Nobody has written down which of the two the real cloud does.
   */
  readonly keepsLeftOut?: boolean;
  /** Requests per minute and address, if not the generation's own. */
  readonly requestsPerMinute?: number;
}

/** A request that reached the cloud. */
export interface CloudRequest {
  /** HTTP method. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `lastPulledAt` as it came. */
  readonly since: string | null;
  /** When it came, by the cloud's Node clock. */
  readonly atMs: number;
  /** Null while it is being answered. */
  status: number | null;
}

/** A cloud on a loopback port, with its database in a directory of its own. */
export class SimulatedCloud implements AsyncDisposable {
  /** Which cloud it is. */
  readonly generation: CloudGeneration;
  /** Node's and the database's clocks. */
  readonly clocks: CloudClocks;
  /** Those who work in its own interface. */
  readonly people: CloudPeople;
  /** The line to it; breaks on request. */
  readonly network: CloudNetwork;
  /** Requests per minute. */
  readonly limit: RateLimit;
  /** What pushes did, and what was dropped without a word. */
  readonly record = new PushRecord();
  /** Every request that reached it. */
  readonly requests: CloudRequest[] = [];
  /** What it writes to its log, keys in clear included (C20). */
  readonly log: string[] = [];
  /** Runs at every moment at which other requests may run; see `CloudStep`. */
  onStep: StepHook | null = null;
  readonly #directory: string;
  readonly #database: CloudDatabase;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(directory: string, options: CloudOptions) {
    this.#directory = directory;
    this.generation = options.generation ?? "older";
    const traits = cloudTraits(this.generation);
    this.clocks = new CloudClocks(options.now);
    this.#database = new CloudDatabase(
      join(directory, "cloud.db"),
      schemaOf(traits.configHasClinics),
      this.clocks,
      {
        timeZone: options.timeZone ?? "UTC",
        plainDates: new Set(traits.plainBirthDates ? ["date_of_birth"] : []),
      },
      options.keepsLeftOut,
    );
    this.people = new CloudPeople(this.#database, this.clocks);
    this.limit = new RateLimit(options.requestsPerMinute ?? traits.requestsPerMinute);
    const app = cloudApp(
      {
        database: this.#database,
        clocks: this.clocks,
        record: this.record,
        limit: this.limit,
        traits,
        maxHistoryDays: options.maxHistoryDays ?? 0,
        reportsRejected: traits.skipsRefusedRows && options.reportsRejected === true,
        compresses: options.compresses ?? true,
        log: (line) => this.log.push(line),
        step: (step) => this.#step(step),
      } satisfies CloudParts,
    );
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(app, request),
    );
    this.network = new CloudNetwork(this.#server.addr.port);
  }

  /** Starts an empty cloud. */
  static async start(options: CloudOptions = {}): Promise<SimulatedCloud> {
    return new SimulatedCloud(await Deno.makeTempDir({ prefix: "cloud_" }), options);
  }

  /** What hubs are given: the address at the far end of the breakable line. */
  get url(): string {
    return this.network.url;
  }

  /** The cloud's own address, without the line in between. */
  get directUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Stored rows in JSON form, deleted ones too, oldest first. */
  rows(table: string): CloudRow[] {
    return this.#database.rows(table);
  }

  /** A stored row in JSON form. */
  row(table: string, id: string): CloudRow | undefined {
    return this.#database.rows(table, "id = ?", [id])[0];
  }

  /** How many rows a table has, deleted ones too. */
  count(table: string): number {
    return this.#database.count(table);
  }

  /** Requests of a kind that reached it. */
  requestsOf(method: string, path: string): CloudRequest[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  /** Stops it and removes its database. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.network[Symbol.asyncDispose]();
    await this.#server.shutdown();
    this.#database[Symbol.dispose]();
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #answer(app: Hono, request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const entry: CloudRequest = {
      method: request.method,
      path: pathname,
      since: searchParams.get("last_pulled_at") ?? searchParams.get("lastPulledAt"),
      atMs: this.clocks.nodeMs(),
      status: null,
    };
    this.requests.push(entry);
    const response = await app.fetch(request);
    entry.status = response.status;
    return response;
  }

  async #step(step: CloudStep): Promise<void> {
    await yieldToOthers();
    await this.onStep?.(step);
  }
}
