/**
 * A hub's engine on which very many rows wait for a cloud in another process.
 *
 * @module
 */

import { CloudProcess } from "../support/cloud/cloud_process.ts";
import { TestEngine } from "../support/open_engine.ts";
import { RowMaker } from "../support/phone/mod.ts";

/** Shares of the tables; parents come first. */
const SHARES = { patients: 0.2, visits: 0.2, patient_vitals: 0.1, events: 0.5 };
const ROWS_PER_PUSH = 5_000;

/** Tables with waiting rows, parents first. */
export const WAITING_TABLES = Object.keys(SHARES) as (keyof typeof SHARES)[];

/** See the module. */
export class WaitingRows implements AsyncDisposable {
  readonly cloud: CloudProcess;
  readonly hub = new TestEngine();
  /** Rows by table, in the order of {@linkcode WAITING_TABLES}. */
  counts: readonly number[] = [];

  private constructor(cloud: CloudProcess) {
    this.cloud = cloud;
  }

  /** Opens both; nothing has been relayed. */
  static async open(rows: number): Promise<WaitingRows> {
    const waiting = new WaitingRows(await CloudProcess.start());
    await waiting.hub.admit("phone");
    await waiting.#fill(rows);
    return waiting;
  }

  /** The rows of the cloud, in the same order, without the one that was there before. */
  async countInCloud(): Promise<readonly number[]> {
    return await this.cloud.ask("count", WAITING_TABLES);
  }

  async #fill(rows: number): Promise<void> {
    const { clinicId, nurseId } = this.cloud.ready;
    const make = new RowMaker(7, { clinicId, userId: nurseId, userName: "Sister Amal" });
    const patients = make.many(Math.ceil(rows * SHARES.patients), (maker) => maker.patient());
    const patientOf = (at: number) => patients[at % patients.length]?.id ?? "";
    const visits = Array.from(
      { length: Math.ceil(rows * SHARES.visits) },
      (_, at) => make.visit(patientOf(at)),
    );
    const visitOf = (at: number) => visits[at % visits.length]?.id ?? "";
    const many = (share: number) => Array.from({ length: Math.ceil(rows * share) }, (_, at) => at);
    await this.#push("patients", patients);
    await this.#push("visits", visits);
    await this.#push(
      "patient_vitals",
      many(SHARES.patient_vitals).map((at) => make.vitals(patientOf(at), visitOf(at))),
    );
    const events = many(SHARES.events);
    for (let at = 0; at < events.length; at += ROWS_PER_PUSH) {
      const part = events.slice(at, at + ROWS_PER_PUSH);
      await this.#push(
        "events",
        part.map((each) => make.event(patientOf(each), visitOf(each), { form_id: null })),
      );
    }
    this.counts = [
      patients.length,
      visits.length,
      many(SHARES.patient_vitals).length,
      events.length,
    ];
  }

  async #push(table: string, rows: readonly unknown[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_PER_PUSH) {
      const created = rows.slice(at, at + ROWS_PER_PUSH);
      await this.hub.push("phone", { [table]: { created, updated: [], deleted: [] } });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub[Symbol.dispose]();
    await this.cloud[Symbol.asyncDispose]();
  }
}
