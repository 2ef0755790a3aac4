/** The demo clinic on an open engine, to call procedures on. */

import assert from "node:assert/strict";
import type { CallResult } from "../../../../server/keeper_api.ts";
import type { WireErrorCode } from "../../../../server/wire/errors.ts";
import { storeHubRows } from "../../../../server/keeper/store_hub_rows.ts";
import { buildDemoClinic } from "../../../../server/demo_clinic/mod.ts";
import { TABLES } from "../../../../server/database/tables.ts";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import { TestEngine } from "../../../support/open_engine.ts";

/** Id of the demo clinic's row at a position from 1. */
export { demoId } from "../../../../server/demo_clinic/demo_id.ts";
import { demoId } from "../../../../server/demo_clinic/demo_id.ts";

/** The demo clinic's users. */
export const NURSE = demoId("users", 1);
export const VIEWER = demoId("users", 2);
export const OTHER = demoId("users", 3);
export const ADMIN = demoId("users", 4);
export const FIRST_CLINIC = demoId("clinics", 1);
export const SECOND_CLINIC = demoId("clinics", 2);

type Row = Record<string, unknown>;
type Json = null | string | number | boolean | Row | unknown[];

/** See the module. */
export class CareClinic implements Disposable {
  readonly hub = new TestEngine();

  static async open(): Promise<CareClinic> {
    const clinic = new CareClinic();
    const { tables } = await buildDemoClinic({
      nowMs: Date.now(),
      hashPassword: () => Promise.resolve("-"),
    });
    await clinic.hub.engine.write((statements, stamps) =>
      storeHubRows(statements, tables, { stamps, writer: 2, nowMs: Date.now() })
    );
    await clinic.hub.admit("phone");
    await clinic.hub.admit("pusher");
    return clinic;
  }

  call(procedure: Procedure, args: unknown, userId = NURSE): Promise<CallResult> {
    const { hub } = this;
    return procedure(
      {
        engine: hub.engine,
        device: hub.device("phone"),
        userId,
        repeated: false,
        report: () => {},
      },
      args,
    );
  }

  /** The result of a call that has to succeed. */
  // deno-lint-ignore no-explicit-any -- what a test expects of it is what it checks
  async ok(procedure: Procedure, args: unknown, userId = NURSE): Promise<any> {
    const result = await this.call(procedure, args, userId);
    assert.ok(result.ok, result.ok ? "" : result.code);
    const value: Json = JSON.parse(new TextDecoder().decode(result.result));
    assert.ok(typeof value === "object" && value !== null, "phones need an object or an array");
    return value;
  }

  /** A call that has to be refused, leaving every row as it was. */
  async refused(
    code: WireErrorCode,
    procedure: Procedure,
    args: unknown,
    userId = NURSE,
  ): Promise<void> {
    const before = this.newestStamp();
    const result = await this.call(procedure, args, userId);
    assert.deepEqual(result, { ok: false, code });
    assert.equal(this.newestStamp(), before, "a refused call wrote something");
  }

  row(table: string, id: string): Row {
    const row = this.hub.engine.read((statements) =>
      statements.get(`SELECT * FROM ${table} WHERE id = ?`).get<Row>(id)
    );
    assert.ok(row !== undefined, `no row in ${table}`);
    return row;
  }

  rows(table: string, where: string, ...values: (string | number)[]): Row[] {
    return this.hub.engine.read((statements) =>
      statements.get(`SELECT * FROM ${table} WHERE ${where}`).all<Row>(...values)
    );
  }

  /** Changes a row beneath everybody, as a push that lost columns would have left it. */
  async alter(table: string, id: string, values: Record<string, string | number | null>) {
    await this.hub.engine.write((statements, stamps) => {
      const sets = Object.keys(values).map((name) => `"${name}" = ?`).join(", ");
      statements.get(`UPDATE ${table} SET ${sets}, hub_stamp = ?, hub_writer = 2 WHERE id = ?`)
        .run(...Object.values(values), stamps.take(), id);
    });
  }

  /** Id of a patient of the second clinic who was never at the first. */
  stranger(): string {
    const [row] = this.rows(
      "patients",
      `primary_clinic_id = ?1 AND id NOT IN (SELECT patient_id FROM visits WHERE clinic_id = ?2
         UNION SELECT patient_id FROM appointments WHERE clinic_id = ?2
         UNION SELECT patient_id FROM prescriptions WHERE pickup_clinic_id = ?2)`,
      SECOND_CLINIC,
      FIRST_CLINIC,
    );
    assert.ok(row !== undefined);
    return row.id as string;
  }

  /** The highest stamp of any row. */
  newestStamp(): number {
    return this.hub.engine.read((statements) =>
      Math.max(
        ...TABLES.map(({ name }) =>
          statements.get(`SELECT coalesce(max(hub_stamp), 0) FROM ${name}`).value<[number]>()
            ?.[0] ??
            0
        ),
      )
    );
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}
