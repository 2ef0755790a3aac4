/** A hub's engine with a phone, and a simulated cloud it relays to. */

import type { CloudOptions } from "../support/cloud/mod.ts";
import { edited, row } from "../support/engine_rows.ts";
import { patient, TestEngine } from "../support/open_engine.ts";
import { CloudClinic } from "../support_tests/cloud/plain_hub.ts";
import { RequestPace } from "../../server/relay/pace.ts";
import type { RelayDesk } from "../../server/relay/run/relay_desk.ts";
import { type RunOptions, runRelay, type RunResult } from "../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";

type Values = Record<string, unknown>;

const DAY_MS = 86_400_000;

/** Both, open. */
export class RelayClinic implements AsyncDisposable {
  /** The hub's wall clock is so far ahead. */
  skewMs = 0;
  readonly hub = new TestEngine({
    time: {
      wallMs: () => Date.now() + this.skewMs,
      steadyMs: () => performance.now() + this.skewMs,
    },
  });
  readonly clinic: CloudClinic;
  /** Whose key this hub has. */
  readonly apiKey: string;
  readonly #isSecond: boolean;

  private constructor(clinic: CloudClinic, apiKey: string, isSecond: boolean) {
    this.clinic = clinic;
    this.apiKey = apiKey;
    this.#isSecond = isSecond;
  }

  /** Opens both; a phone `phone` is admitted. */
  static async open(options: CloudOptions = {}): Promise<RelayClinic> {
    const clinic = await CloudClinic.open(options);
    const opened = new RelayClinic(clinic, clinic.hub.apiKey, false);
    await opened.hub.admit("phone");
    return opened;
  }

  /** Another hub on the same cloud and clinic. */
  async secondHub(): Promise<RelayClinic> {
    const { apiKey } = this.cloud.people.hub([this.clinic.clinicId]);
    const second = new RelayClinic(this.clinic, apiKey, true);
    await second.hub.admit("phone");
    return second;
  }

  get cloud() {
    return this.clinic.cloud;
  }

  get #store() {
    return new RelayStore(this.hub.engine);
  }

  /** One run. */
  relay(
    options: RunOptions & { readonly desk?: RelayDesk } = {},
    signal = new AbortController().signal,
  ): Promise<RunResult> {
    const access = { url: this.cloud.url, apiKey: this.apiKey };
    const { desk = this.#store, ...rest } = options;
    return runRelay(desk, access, signal, { pace: new RequestPace(1_000_000), ...rest });
  }

  /** So many days pass on both sides. */
  passDays(days: number): void {
    this.skewMs += days * DAY_MS;
    this.cloud.clocks.skewMs += days * DAY_MS;
    this.hub.engine.wallClock.confirm();
  }

  /** The phone stores new rows; gives the first. */
  async make(table: string, ...values: readonly Values[]): Promise<Values & { id: string }> {
    const rows = (values.length > 0 ? values : [{}]).map((value) => this.rowOf(table, value));
    await this.hub.push("phone", { [table]: { created: rows, updated: [], deleted: [] } });
    return rows[0] as Values & { id: string };
  }

  /** The phone edits columns of a row as it has it. */
  async edit(table: string, whole: Values, changes: Values): Promise<Values> {
    const changed = edited(whole, { updated_at: Date.now(), ...changes });
    await this.hub.push("phone", { [table]: { created: [], updated: [changed], deleted: [] } });
    return { ...whole, ...changes };
  }

  /** The phone deletes rows. */
  async remove(table: string, ...ids: readonly string[]): Promise<void> {
    await this.hub.push("phone", { [table]: { created: [], updated: [], deleted: ids } });
  }

  /** A row as the phone would make it. */
  rowOf(table: string, values: Values = {}): Values & { id: string } {
    const id = String(values.id ?? crypto.randomUUID());
    const { clinicId, nurse } = this.clinic;
    const now = Date.now();
    const times = { created_at: now, updated_at: now };
    if (table === "patients") {
      return { ...patient(id, { primary_clinic_id: clinicId, ...times, ...values }), id };
    }
    const defaults: Values = {
      visits: { clinic_id: clinicId, provider_id: nurse.id, check_in_timestamp: now },
      events: { form_data: "[]", recorded_by_user_id: nurse.id, event_type: "Note" },
      prescriptions: {
        ...{ provider_id: nurse.id, pickup_clinic_id: clinicId, priority: "normal" },
        ...{ prescribed_at: now, status: "pending", items: "[]", notes: "" },
      },
      prescription_items: {
        ...{ clinic_id: clinicId, dosage_instructions: "1 a day", quantity_prescribed: 30 },
        ...{ quantity_dispensed: 0, refills_authorized: 0, refills_used: 0 },
        ...{ item_status: "active", recorded_by_user_id: nurse.id },
      },
      dispensing_records: {
        ...{ clinic_id: clinicId, dispensed_by: nurse.id, dispensed_at: now },
        recorded_by_user_id: nurse.id,
      },
      patient_vitals: { timestamp: now, recorded_by_user_id: nurse.id },
      patient_problems: {
        ...{ problem_code_system: "icd10", problem_code: "A00", problem_label: "Cholera" },
        ...{ clinical_status: "active", verification_status: "confirmed" },
        recorded_by_user_id: nurse.id,
      },
      appointments: {
        ...{ clinic_id: clinicId, provider_id: nurse.id, user_id: nurse.id, timestamp: now },
        ...{ duration: 15, reason: "", notes: "", departments: "[]", status: "pending" },
      },
    }[table] ?? {};
    return { ...row(id, { metadata: "{}", ...times, ...defaults, ...values }), id };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub[Symbol.dispose]();
    if (!this.#isSecond) await this.clinic[Symbol.asyncDispose]();
  }
}
