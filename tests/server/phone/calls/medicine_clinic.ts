/** Two small clinics on an open engine, to call the medicine and appointment procedures on. */

import assert from "node:assert/strict";
import type { CallResult } from "../../../../server/keeper_api.ts";
import { storeHubRows } from "../../../../server/keeper/store_hub_rows.ts";
import type { Procedure } from "../../../../server/phone/procedure.ts";
import type { DeviceState } from "../../../../server/sync/device/device_state.ts";
import { WireError, type WireErrorCode } from "../../../../server/wire/errors.ts";
import { TestEngine } from "../../../support/open_engine.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** A day in ms. */
export const DAY_MS = 86_400_000;
/** Midnight UTC of today. */
export const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const AT = { created_at: 1_700_000_000_000, updated_at: 1_700_000_000_000, is_deleted: 0 };

function user(id: string, flags: string, clinicId = "north"): [Row, Row] {
  const granted = Object.fromEntries(flags.split(" ").map((flag) => [`can_${flag}`, 1]));
  return [
    { id, name: id, email: id, role: "provider", clinic_id: clinicId, ...AT },
    { id: `${id}-grant`, user_id: id, clinic_id: clinicId, ...granted },
  ];
}

const USERS = [
  user("nurse", "view_history edit_records"),
  user("doctor", "view_history edit_records prescribe_medications"),
  user("chief", "view_history prescribe_medications edit_other_provider_event"),
  user("pharmacist", "view_history dispense_medications"),
  user("viewer", "view_history"),
  user("nobody", "register_patients"),
  user("far", "view_history edit_records prescribe_medications dispense_medications", "south"),
];

const ROWS: Record<string, readonly Row[]> = {
  clinics: ["north", "south"].map((id) => ({ id, name: id, ...AT })),
  users: [
    ...USERS.map(([row]) => row),
    { id: "admin", name: "admin", email: "admin", role: "super_admin", clinic_id: "north", ...AT },
  ],
  user_clinic_permissions: USERS.map(([, grant]) => grant),
  drug_catalogue: [
    {
      id: "para",
      generic_name: "Paracetamol",
      brand_name: "Panadol 100%",
      barcode: "111",
      form: "tablet",
      route: "oral",
      dosage_quantity: "500.0000",
      dosage_units: "mg",
      sale_price: "0.02",
      is_active: 1,
      metadata: "{}",
      ...AT,
    },
    { id: "amox", generic_name: "Amoxicillin", form: "capsule", route: "oral", ...AT },
    { id: "gone", generic_name: "Gone", barcode: "222", ...AT, is_deleted: 1 },
  ],
  drug_batches: [{ id: "held", drug_id: "para", is_quarantined: 1, ...AT }],
  clinic_inventory: [
    stock("s1", "b1", 50, TODAY_MS + 90 * DAY_MS),
    { ...stock("s2", "b2", 20, TODAY_MS + 30 * DAY_MS), reserved_quantity: 5 },
    stock("s3", "old", 1000, TODAY_MS - 2 * DAY_MS),
    stock("s4", "held", 1000, TODAY_MS + 90 * DAY_MS),
    { ...stock("s5", "b1", 7, null), clinic_id: "south" },
    { ...stock("s6", "b6", 1000, null), is_deleted: 1 },
  ],
  patients: [
    { id: "amal", given_name: "Amal", surname: "Haddad", primary_clinic_id: "north", ...AT },
    { id: "ines", given_name: "Inés", surname: "Luz", primary_clinic_id: "south", ...AT },
    { id: "elena", given_name: "Elena", surname: "Far", ...AT },
    { id: "dead", given_name: "D", surname: "D", primary_clinic_id: "north", ...AT, is_deleted: 1 },
  ],
  visits: [{ id: "v1", patient_id: "amal", clinic_id: "north", ...AT }],
};

function stock(id: string, batch: string, quantity: number, expiry: number | null): Row {
  return {
    id,
    clinic_id: "north",
    drug_id: "para",
    batch_id: batch,
    batch_number: batch.toUpperCase(),
    batch_expiry_date: expiry,
    quantity_available: quantity,
    reserved_quantity: 0,
    metadata: "{}",
    ...AT,
  };
}

/** See the module. */
export class MedicineClinic implements Disposable {
  readonly hub: TestEngine;
  readonly device: DeviceState;

  private constructor(hub: TestEngine, device: DeviceState) {
    this.hub = hub;
    this.device = device;
  }

  static async open(more: Record<string, readonly Row[]> = {}): Promise<MedicineClinic> {
    const hub = new TestEngine();
    const clinic = new MedicineClinic(hub, await hub.admit("phone"));
    await clinic.store(ROWS);
    await clinic.store(more);
    return clinic;
  }

  /** Stores rows as if the cloud had sent them. */
  async store(tables: Record<string, readonly Row[]>): Promise<void> {
    await this.hub.engine.write((statements, stamps) =>
      storeHubRows(
        statements,
        Object.entries(tables).map(([table, rows]) => ({
          table,
          rows: rows.map((row) => ({ ...AT, ...row })),
        })),
        { stamps, writer: 2, nowMs: Date.now() },
      )
    );
  }

  /** Calls a procedure. */
  call(procedure: Procedure, args: unknown, userId = "admin"): Promise<CallResult> {
    const { hub: { engine }, device } = this;
    return procedure({ engine, device, userId, repeated: false, report: () => {} }, args);
  }

  /** The result of a call that succeeds. */
  async ok(procedure: Procedure, args: unknown, userId = "admin"): Promise<Answer> {
    const result = await this.call(procedure, args, userId);
    assert.ok(result.ok, `refused: ${result.ok ? "" : result.code}`);
    return JSON.parse(new TextDecoder().decode(result.result));
  }

  /** Asserts that a call is refused and that it changed nothing. */
  async refused(
    code: WireErrorCode,
    procedure: Procedure,
    args: unknown,
    userId = "admin",
  ): Promise<void> {
    const before = this.fingerprint();
    assert.equal(await this.code(procedure, args, userId), code);
    assert.equal(this.fingerprint(), before);
  }

  /** The code a call is refused with, `""` when it succeeds. */
  async code(procedure: Procedure, args: unknown, userId = "admin"): Promise<string> {
    try {
      const result = await this.call(procedure, args, userId);
      return result.ok ? "" : result.code;
    } catch (error) {
      if (error instanceof WireError) return error.code;
      throw error;
    }
  }

  /** A stored row. */
  row(table: string, id: string): Record<string, unknown> {
    const row = this.hub.database.reader.prepare(`SELECT * FROM ${table} WHERE id = ?`)
      .get<Record<string, unknown>>(id);
    assert.ok(row, `no ${table} ${id}`);
    return { ...row };
  }

  count(table: string): number {
    return this.hub.database.reader.prepare(`SELECT count(*) FROM ${table}`)
      .value<[number]>()?.[0] ?? -1;
  }

  /** Changes exactly when a row that procedures may write does. */
  fingerprint(): string {
    const tables = [
      "appointments",
      "prescriptions",
      "prescription_items",
      "dispensing_records",
      "clinic_inventory",
    ];
    return tables.map((table) => {
      const rows = this.hub.database.reader.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
      return JSON.stringify(rows);
    }).join("\n");
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}

/** What a call answers, loosely typed. */
export interface Answer {
  readonly [member: string]: unknown;
  readonly data?: readonly Record<string, unknown>[];
  readonly total?: number;
}
