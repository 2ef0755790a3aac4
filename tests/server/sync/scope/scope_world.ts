/** A hub, its phones and what happens to them, for schedules about scope. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { HUB_WRITER } from "../../../../server/sync/push/apply_push.ts";
import { resolveConflict } from "../../../../server/sync/attention/resolve_conflict.ts";
import { type Answer, TestEngine } from "../../../support/open_engine.ts";
import { EDITED, ModelPhone, type ModelRow, ModelScope, rowsOfHub, TABLES } from "./scope_model.ts";

const CLINICS = ["A", "B"];
const USERS = ["u1", "u2"];
const DEVICES = ["d1", "d2"];

const id = fc.integer({ min: 0, max: 3 });
const clinic = fc.constantFrom("A", "B", "");
const table = fc.constantFrom(...TABLES);
const device = fc.constantFrom(...DEVICES);
const user = fc.constantFrom(...USERS);

/** Something that happens. */
export type Step =
  | {
    readonly do: "write";
    readonly table: typeof TABLES[number];
    readonly id: number;
    readonly patient: number;
    readonly clinic: string;
    readonly many: number;
  }
  | {
    readonly do: "delete" | "bringBack";
    readonly table: typeof TABLES[number];
    readonly id: number;
  }
  | { readonly do: "move"; readonly id: number; readonly clinic: string }
  | {
    readonly do: "grant";
    readonly user: string;
    readonly clinic: string;
    readonly may: boolean;
  }
  | { readonly do: "login"; readonly device: string; readonly user: string }
  | {
    readonly do: "sync";
    readonly device: string;
    readonly until: "answer" | "applied" | "end";
  }
  | { readonly do: "copy" | "restore" | "reinstall"; readonly device: string }
  | { readonly do: "restart" };

/** Anything that may happen. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      ...{ table, id, patient: id, clinic, many: fc.integer({ min: 1, max: 3 }) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), table, id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("bringBack" as const), table, id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("move" as const), id, clinic }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("grant" as const),
      ...{ user, clinic: fc.constantFrom(...CLINICS), may: fc.boolean() },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("login" as const), device, user }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant("sync" as const),
      device,
      until: fc.constantFrom("answer" as const, "applied" as const, "end" as const, "end" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("copy" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restore" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reinstall" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);

/** Plays steps and checks every answer; {@linkcode ScopeWorld.settle} checks what phones end up with. */
export class ScopeWorld implements Disposable {
  readonly hub: TestEngine;
  readonly phones = new Map(DEVICES.map((name) => [name, new ModelPhone()]));
  readonly copies = new Map<string, ModelPhone>();
  readonly users = new Map(DEVICES.map((name, at) => [name, USERS[at] ?? ""]));
  readonly grants = new Map(USERS.map((name) => [name, new Set(["A"])]));
  readonly presented = new Map(DEVICES.map((name) => [name, 0]));
  readonly maxRows: number;
  edits = 0;

  constructor(maxRows: number) {
    this.maxRows = maxRows;
    this.hub = new TestEngine({ limits: { maxRows, maxBytes: 0 } });
  }

  async open(): Promise<void> {
    for (const name of ["writer", ...DEVICES]) await this.hub.admit(name);
    await this.hub.engine.write((statements) => {
      for (const name of USERS) {
        statements.get(
          `INSERT INTO users (id, role, clinic_id, is_deleted, hub_first_stamp, hub_first_writer,
             hub_stamp, hub_writer, hub_send_back) VALUES (?, 'provider', 'A', 0, 0, 2, 0, 2, 0)`,
        ).run(name);
        for (const clinicId of CLINICS) {
          statements.get(
            `INSERT INTO user_clinic_permissions (id, user_id, clinic_id, can_view_history,
               hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, hub_send_back)
             VALUES (?, ?, ?, ?, 0, 2, 0, 2, 0)`,
          ).run(`${name}-${clinicId}`, name, clinicId, clinicId === "A" ? 1 : 0);
        }
      }
    });
  }

  async take(step: Step): Promise<void> {
    const { hub } = this;
    switch (step.do) {
      case "write": {
        const rows = Array.from({ length: step.many }, (_, at) => ({
          id: `${step.table}-${(step.id + at) % 4}`,
          ...(step.table === "patients" || step.table === "clinic_inventory"
            ? {}
            : { patient_id: `patients-${step.patient}` }),
          ...(step.table === "patients"
            ? { primary_clinic_id: step.clinic === "" ? null : step.clinic }
            : step.table === "events"
            ? {}
            : { clinic_id: step.clinic }),
          ...{ [EDITED[step.table]]: `edit ${++this.edits}`, created_at: 1, updated_at: 1 },
        }));
        await hub.push("writer", { [step.table]: { created: rows } });
        break;
      }
      case "delete":
        await hub.push("writer", { [step.table]: { deleted: [`${step.table}-${step.id}`] } });
        break;
      case "bringBack":
        await this.bringBack(step.table, `${step.table}-${step.id}`);
        break;
      case "move": {
        if (!rowsOfHub(hub).some(({ id }) => id === `patients-${step.id}`)) break;
        const row = { id: `patients-${step.id}`, primary_clinic_id: step.clinic };
        await hub.push("writer", { patients: { updated: [{ ...row, updated_at: 2 }] } });
        break;
      }
      case "grant":
        await this.grant(step.user, step.clinic, step.may);
        break;
      case "login":
        this.users.set(step.device, step.user);
        break;
      case "sync":
        await this.sync(step.device, step.until);
        break;
      case "copy":
        this.copies.set(step.device, (this.phones.get(step.device) as ModelPhone).copy());
        break;
      case "restore": {
        // Only a copy whose cursor was used since shows that the phone went back.
        const copy = this.copies.get(step.device);
        if (copy !== undefined && copy.cursor < (this.presented.get(step.device) ?? 0)) {
          this.phones.set(step.device, copy.copy());
        }
        break;
      }
      case "reinstall":
        if ((this.presented.get(step.device) ?? 0) > 0) {
          this.phones.set(step.device, new ModelPhone());
        }
        break;
      case "restart":
        await hub.engine.write(() => {});
        hub.restart();
        break;
    }
  }

  /** The operator decides that a row lives. */
  async bringBack(table: string, id: string): Promise<void> {
    await this.hub.engine.write((statements, stamps) => {
      const no = statements.get(
        `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
           user_id, at_ms)
         VALUES (?, ?, 'ROW_DELETED', '{}', '{"is_deleted":true}', 1, 0, '', 0)
         RETURNING conflict_no`,
      ).value<[number]>(table, id)?.[0] ?? 0;
      const change = { stamp: stamps.take(), writer: HUB_WRITER, nowMs: 5 };
      resolveConflict(statements, no, "lost", change);
    });
  }

  async grant(userId: string, clinicId: string, may: boolean): Promise<void> {
    const clinics = this.grants.get(userId) as Set<string>;
    if (may) clinics.add(clinicId);
    else clinics.delete(clinicId);
    await this.hub.engine.write((statements, stamps) => {
      statements.get(
        `UPDATE user_clinic_permissions SET can_view_history = ?, hub_stamp = ? WHERE id = ?`,
      ).run(may ? 1 : 0, stamps.take(), `${userId}-${clinicId}`);
    });
  }

  scopeOf(name: string, rows: readonly ModelRow[]): ModelScope {
    return new ModelScope(rows, this.grants.get(this.users.get(name) ?? "") as Set<string>);
  }

  async sync(name: string, until: "answer" | "applied" | "end"): Promise<boolean> {
    const phone = this.phones.get(name) as ModelPhone;
    const answer = await this.hub.pull(name, phone.cursor, false, this.users.get(name) ?? "");
    this.presented.set(name, phone.cursor);
    // Whether its answer came out of the network is not what this is about (phones rule 7).
    this.check(name, answer);
    const isEmpty = TABLES.every((table) => answer.changes[table] === undefined);
    if (until === "answer") return false;
    phone.apply(answer);
    if (until === "applied") return false;
    phone.cursor = answer.timestamp;
    return isEmpty;
  }

  check(name: string, answer: Answer): void {
    const rows = rowsOfHub(this.hub);
    const scope = this.scopeOf(name, rows);
    const byKey = new Map(rows.map((row) => [`${row.table}/${row.id}`, row]));
    let count = 0;
    for (const [table, { created, updated, deleted }] of Object.entries(answer.changes)) {
      assert.deepEqual(deleted, []);
      const ids = [...created, ...updated].map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, `an id of ${table} came twice`);
      count += ids.length;
      for (const row of [...created, ...updated]) {
        const held = byKey.get(`${table}/${row.id}`);
        if (held === undefined) continue;
        const mayBeSent = scope.sees(held, held.isDeleted);
        assert.ok(mayBeSent, `${table}/${row.id} is outside the scope of ${name}`);
      }
      for (const row of created) assert.notEqual(row.is_deleted, 1, "a deleted row in created");
    }
    if (this.maxRows > 0) assert.ok(count <= this.maxRows, `${count} rows in a page`);
  }

  async settle(): Promise<void> {
    for (const name of DEVICES) {
      for (let round = 0;; round++) {
        assert.ok(round < 100, `${name} never comes to rest`);
        if (await this.sync(name, "end") && !this.hub.device(name).hasMore) break;
      }
      const rows = rowsOfHub(this.hub);
      const scope = this.scopeOf(name, rows);
      const phone = this.phones.get(name) as ModelPhone;
      for (const row of rows) {
        const key = `${row.table}/${row.id}`;
        const held = phone.rows.get(key);
        if (row.isDeleted) {
          const isTold = held === undefined || held.isDeleted || !scope.sees(row, true);
          assert.ok(isTold, `${name} is not told that ${key} is deleted`);
        } else if (scope.sees(row)) {
          assert.equal(held?.text, row.text, `${name} lacks ${key} as it is`);
          assert.equal(held?.isDeleted, false, `${name} has ${key} deleted`);
        }
      }
    }
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}
