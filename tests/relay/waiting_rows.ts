/**
 * A hub's engine on which very many rows wait for a cloud in another process.
 *
 * @module
 */

import { CloudProcess } from "../support/cloud/cloud_process.ts";
import { TestEngine } from "../support/open_engine.ts";
import { type MadeUpRow, RowMaker } from "../support/phone/mod.ts";

/** Shares of the tables; parents come first. */
const SHARES = { patients: 0.2, visits: 0.2, patient_vitals: 0.1, events: 0.5 };
const ROWS_PER_PUSH = 5_000;

type WaitingTable = keyof typeof SHARES;

/** Tables with waiting rows, parents first. */
export const WAITING_TABLES = Object.keys(SHARES) as WaitingTable[];

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

  /** The rows of the cloud, in the same order. */
  async countInCloud(): Promise<readonly number[]> {
    return await this.cloud.ask("count", WAITING_TABLES);
  }

  /** Rows are made as they are pushed: what is measured here is memory. */
  async #fill(rows: number): Promise<void> {
    const { clinicId, nurseId } = this.cloud.ready;
    const make = new RowMaker(7, { clinicId, userId: nurseId, userName: "Sister Amal" });
    const patients: string[] = [];
    const visits: string[] = [];
    const oneOf = (ids: readonly string[], at: number) => ids[at % ids.length] ?? "";
    const makers: Record<WaitingTable, (at: number) => MadeUpRow> = {
      patients: () => make.patient(),
      visits: (at) => make.visit(oneOf(patients, at)),
      patient_vitals: (at) => make.vitals(oneOf(patients, at), oneOf(visits, at)),
      events: (at) => make.event(oneOf(patients, at), oneOf(visits, at), { form_id: null }),
    };
    for (const table of WAITING_TABLES) {
      const count = Math.ceil(rows * SHARES[table]);
      this.counts = [...this.counts, count];
      for (let from = 0; from < count; from += ROWS_PER_PUSH) {
        const length = Math.min(ROWS_PER_PUSH, count - from);
        const created = Array.from({ length }, (_, at) => makers[table](from + at));
        if (table === "patients") patients.push(...created.map(({ id }) => id));
        if (table === "visits") visits.push(...created.map(({ id }) => id));
        await this.hub.push("phone", { [table]: { created, updated: [], deleted: [] } });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub[Symbol.dispose]();
    await this.cloud[Symbol.asyncDispose]();
  }
}
