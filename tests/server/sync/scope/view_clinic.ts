/** A hub of two clinics whose users view what tests let them, and rows of its patients. */

import { patient, TestEngine } from "../../../support/open_engine.ts";
import { row } from "../../../support/engine_rows.ts";
import type { Answer } from "../../../support/open_engine.ts";

/** A device `d` used by `u` (home A, may view A), a device `w` that may write everything. */
export class ViewClinic implements Disposable {
  readonly hub: TestEngine;
  user = "u";

  constructor(maxRows = 0) {
    this.hub = new TestEngine({ limits: { maxRows, maxBytes: 0 } });
  }

  static async open(maxRows = 0): Promise<ViewClinic> {
    const clinic = new ViewClinic(maxRows);
    for (const name of ["w", "d"]) await clinic.hub.admit(name);
    for (const id of ["u", "v"]) await clinic.addUser(id);
    await clinic.grant("A", true);
    await clinic.grant("B", true, "v");
    return clinic;
  }

  /** A provider of clinic A without permissions. */
  async addUser(id: string): Promise<void> {
    await this.hub.engine.write((statements) => {
      statements.get(
        `INSERT INTO users (id, role, clinic_id, is_deleted, hub_first_stamp, hub_first_writer,
           hub_stamp, hub_writer, hub_send_back) VALUES (?, 'provider', 'A', 0, 0, 2, 0, 2, 0)`,
      ).run(id);
    });
  }

  /** Lets the user view a clinic's history, or no longer. */
  async grant(clinicId: string, may: boolean, user = this.user): Promise<void> {
    await this.hub.engine.write((statements, stamps) => {
      statements.get(
        `INSERT INTO user_clinic_permissions (id, user_id, clinic_id, hub_first_stamp,
           hub_first_writer, hub_stamp, hub_writer, hub_send_back)
         VALUES (?, ?, ?, 0, 2, 0, 2, 0) ON CONFLICT (id) DO NOTHING`,
      ).run(`${user}-${clinicId}`, user, clinicId);
      statements.get(
        "UPDATE user_clinic_permissions SET can_view_history = ?, hub_stamp = ? WHERE id = ?",
      ).run(may ? 1 : 0, stamps.take(), `${user}-${clinicId}`);
    });
  }

  /** Stores rows. */
  async store(table: string, ...rows: Record<string, unknown>[]): Promise<void> {
    await this.hub.push("w", { [table]: { created: rows } });
  }

  /** Stores a patient. */
  patient(id: string, clinicId: string | null, values = {}): Promise<void> {
    return this.store("patients", patient(id, { primary_clinic_id: clinicId, ...values }));
  }

  /** Stores an event of a patient. */
  event(id: string, patientId: string, values = {}): Promise<void> {
    return this.store("events", row(id, { patient_id: patientId, ...values }));
  }

  pull(cursor: number, user = this.user): Promise<Answer> {
    return this.hub.pull("d", cursor, false, user);
  }

  /** Ids of what the answer brings of the model's tables, `u:` before those in `updated`. */
  ids(answer: Answer): string[] {
    return Object.entries(answer.changes)
      .filter(([table]) => table !== "user_clinic_permissions" && table !== "users")
      .flatMap(([, { created, updated }]) => [
        ...created.map(({ id }) => String(id)),
        ...updated.map(({ id }) => `u:${id}`),
      ]).sort();
  }

  /** Pulls until nothing comes; the ids of everything that came. */
  async drain(cursor: number, user = this.user): Promise<{ ids: string[]; cursor: number }> {
    const ids: string[] = [];
    let at = cursor;
    for (let page = 0; page < 100; page++) {
      const answer = await this.pull(at, user);
      at = answer.timestamp;
      ids.push(...this.ids(answer));
      if (Object.keys(answer.changes).length === 0 && !this.hub.device("d").hasMore) {
        return { ids: ids.sort(), cursor: at };
      }
    }
    throw new Error("the pages do not end");
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}
