/** The clinic of `clinic_rows.ts` on an open engine, where commands are tried and taken back. */

import assert from "node:assert/strict";
import { TABLES } from "../../../../server/database/tables.ts";
import type { CallResult } from "../../../../server/keeper_api.ts";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import { WireError } from "../../../../server/wire/errors.ts";
import { TestEngine } from "../../../support/open_engine.ts";
import type { CallCase, Json } from "./call_case.ts";
import { fillClinic, HERE, SOLO } from "./clinic_rows.ts";

/** What a user may do, beside flags. */
export interface Standing {
  readonly flags?: readonly PermissionFlag[];
  /** What the flags not given are: null is stored when true, else 0. */
  readonly nulls?: boolean;
  readonly admin?: boolean;
  /** Clinic of the flags. */
  readonly at?: string;
  readonly home?: string | null;
  readonly role?: string;
  readonly deleted?: boolean;
  readonly checkingOff?: boolean;
}

/** What came of a call. */
export type Outcome = { readonly code: string } | { readonly code: ""; readonly result: Json };

class TakenBack extends Error {}

/** See the module. */
export class TrialClinic implements Disposable {
  readonly hub = new TestEngine();
  readonly #trial = trialOf(this.hub.engine);

  static async open(): Promise<TrialClinic> {
    const clinic = new TrialClinic();
    await fillClinic(clinic.hub.engine);
    await clinic.hub.admit("phone");
    return clinic;
  }

  /** Makes a call; what a command writes is gone afterwards. Fails on anything but an answer. */
  async call(
    { kind, name }: Pick<CallCase, "kind" | "name">,
    args: Json,
    userId = SOLO,
  ): Promise<Outcome> {
    const procedure = (kind === "command" ? COMMANDS : QUERIES).get(name);
    assert.ok(procedure !== undefined, `${name} is not registered`);
    const engine = kind === "command" ? this.#trial : this.hub.engine;
    const device = this.hub.device("phone");
    const context = { engine, device, userId, name, repeated: false, report: () => {} };
    let answer: CallResult;
    try {
      answer = await procedure(context, args);
    } catch (error) {
      if (error instanceof WireError) return { code: error.code };
      throw error;
    }
    if (!answer.ok) return { code: answer.code };
    return { code: "", result: JSON.parse(new TextDecoder().decode(answer.result)) };
  }

  /** Lets {@linkcode SOLO} have this and nothing else. */
  async stand(standing: Standing): Promise<void> {
    const { flags = [], nulls = false, admin = false, at = HERE } = standing;
    await this.hub.engine.write((statements) => {
      const columns = statements.get(
        "SELECT name FROM pragma_table_info('user_clinic_permissions')",
      )
        .values<[string]>().map(([name]) => name).filter((name) => name.startsWith("can_"));
      const given: ReadonlySet<string> = new Set(flags);
      statements.get(
        `UPDATE user_clinic_permissions SET clinic_id = ?, is_clinic_admin = ?,
           ${columns.map((name) => `${name} = ?`).join(", ")} WHERE user_id = ?`,
      ).run(
        at,
        admin ? 1 : nulls ? null : 0,
        ...columns.map((name) => given.has(name) ? 1 : nulls ? null : 0),
        SOLO,
      );
      const { home = HERE, role = "provider", deleted = false } = standing;
      statements.get("UPDATE users SET clinic_id = ?, role = ?, is_deleted = ? WHERE id = ?")
        .run(home, role, deleted ? 1 : 0, SOLO);
      statements.get(
        `UPDATE app_config SET value = ?
         WHERE namespace = 'auth' AND key = 'disable-mobile-permissions-checking'`,
      ).run(standing.checkingOff === true ? "true" : "false");
    });
  }

  /** Rows and stamps of every table, as text. */
  fingerprint(): string {
    return this.hub.engine.read((statements) =>
      TABLES.map(({ name }) =>
        statements.get(
          `SELECT '${name}', count(*), sum(hub_stamp), sum(hub_writer), max(updated_at) FROM ${name}`,
        ).value()?.join(" ")
      ).join("\n")
    );
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}

/** The engine, but for writes: they are done and then rolled back. */
function trialOf(engine: TestEngine["engine"]): TestEngine["engine"] {
  const write: typeof engine.write = async (action) => {
    const done: { value: Json }[] = [];
    try {
      await engine.write((statements, stamps) => {
        done.push({ value: action(statements, stamps) });
        throw new TakenBack();
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
    }
    return done[0]?.value;
  };
  return new Proxy(engine, {
    get(target, name) {
      if (name === "write") return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
