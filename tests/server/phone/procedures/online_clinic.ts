/**
 * The clinic of `clinic_rows.ts` behind everything a phone passes: sealed requests, sessions,
 * logins, the keeper, a database file. Only the socket is missing.
 */

import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { DEMO_ACCOUNTS } from "../../../../server/demo_clinic/mod.ts";
import { TABLES } from "../../../../server/database/tables.ts";
import { dataPaths } from "../../../../server/keeper/opening/data_directory.ts";
import { HubKeeper } from "../../../../server/keeper/hub_keeper.ts";
import { openFiles } from "../../../../server/keeper/opening/open_files.ts";
import { createLanApp, PhoneGate } from "../../../../server/phone/mod.ts";
import { SyncEngine } from "../../../../server/sync/sync_engine.ts";
import { PASSPHRASE } from "../../../support/hub_process.ts";
import { type Generation, SimulatedPhone } from "../../../support/phone/mod.ts";
import type { Json } from "./call_case.ts";
import { fillClinic } from "./clinic_rows.ts";

const URL_OF_HUB = "http://hub.test";
const ADDRESS = { remoteAddr: { hostname: "192.168.1.20" } };

/** Who logs in: the demo clinic's accounts in their order. */
export const WHO = { nurse: 0, viewer: 1, other: 2, admin: 3 } as const;

/** A phone somebody works on, and the code of the last refusal it got. */
export class OnlinePhone {
  readonly phone: SimulatedPhone;
  readonly #lastCode: () => string;

  constructor(phone: SimulatedPhone, lastCode: () => string) {
    this.phone = phone;
    this.#lastCode = lastCode;
  }

  /** The result of a call that has to succeed. */
  async ok(kind: "command" | "query", name: string, args: Json): Promise<Json> {
    const result = await this.phone.rpc(kind, name, args);
    assert.ok(result.ok, `${name}: ${result.ok || this.#lastCode()}`);
    return result.data;
  }

  /** The code a call is refused with. */
  async code(kind: "command" | "query", name: string, args: Json): Promise<string> {
    const result = await this.phone.rpc(kind, name, args);
    assert.ok(!result.ok, `${name} is answered`);
    return this.#lastCode();
  }
}

/** See the module. */
export class OnlineClinic implements AsyncDisposable {
  readonly #directory: string;
  /** Calls a procedure past session and token. */
  readonly keeper: HubKeeper;
  readonly #gate: PhoneGate;
  readonly #app: ReturnType<typeof createLanApp>;
  readonly #database: Database;

  private constructor(parts: {
    readonly directory: string;
    readonly keeper: HubKeeper;
    readonly gate: PhoneGate;
    readonly database: Database;
  }) {
    this.#directory = parts.directory;
    this.keeper = parts.keeper;
    this.#gate = parts.gate;
    this.#app = createLanApp(parts.gate);
    this.#database = parts.database;
  }

  static async open(): Promise<OnlineClinic> {
    const directory = Deno.makeTempDirSync();
    const paths = dataPaths(directory);
    const { vault, database: made } = await openFiles(paths, PASSPHRASE);
    await fillClinic(new SyncEngine(made));
    const key = vault.secrets.dataKey.slice();
    made[Symbol.dispose]();
    vault.lock();
    const keeper = new HubKeeper(() => {});
    const opened = await keeper.open({
      directory,
      passphrase: PASSPHRASE,
      recoveryKeyFile: null,
      cloud: null,
      demo: false,
      machineName: "laptop",
    });
    const passwords = {
      verify: (password: string, hash: string | null) =>
        Promise.resolve(hash === `hash of ${password}`),
    };
    const gate = new PhoneGate({ keeper: keeper.phones, passwords, onEvent: () => {} });
    await gate.unlock(opened);
    gate.openPairing(null);
    const database = new Database(paths.database, { key, readonly: true });
    return new OnlineClinic({ directory, keeper, gate, database });
  }

  /** A phone somebody has logged in on. */
  async phone(generation: Generation, who: keyof typeof WHO): Promise<OnlinePhone> {
    let code = "";
    const phone = await SimulatedPhone.create({
      generation,
      fetch: async (url, init) => {
        const answer = await this.#app.request(url.slice(URL_OF_HUB.length), init, ADDRESS);
        const text = await answer.clone().text();
        code = JSON.parse(text).error_code ?? "";
        return answer;
      },
    });
    const account = DEMO_ACCOUNTS[WHO[who]];
    assert.ok(account !== undefined);
    const scan = await phone.scan(JSON.stringify({ type: "sync_hub", url: URL_OF_HUB }));
    assert.ok(scan.ok);
    const login = await phone.login(account.email, account.password);
    assert.ok(login.signedIn, String(login.error));
    return new OnlinePhone(phone, () => code);
  }

  /** A row as it is in the file. */
  row(table: string, id: string): Record<string, unknown> | null {
    using statement = this.#database.prepare(`SELECT * FROM ${table} WHERE id = ?`);
    return statement.get<Record<string, unknown>>(id) ?? null;
  }

  /** Rows of a table that meet a condition. */
  count(table: string, where: string): number {
    using statement = this.#database.prepare(`SELECT count(*) FROM ${table} WHERE ${where}`);
    return statement.value<[number]>()?.[0] ?? 0;
  }

  /** Rows and stamps of every table, as text. */
  fingerprint(): string {
    return TABLES.map(({ name }) => {
      using statement = this.#database.prepare(
        `SELECT '${name}', count(*), sum(hub_stamp), sum(hub_writer), max(updated_at) FROM ${name}`,
      );
      return statement.value()?.join(" ");
    }).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
    this.#gate.lock();
    await this.keeper.close();
    Deno.removeSync(this.#directory, { recursive: true });
  }
}
