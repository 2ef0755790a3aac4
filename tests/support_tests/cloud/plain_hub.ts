/**
 * A hub that does nothing of its own: it sends what a test says and shows what comes back.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  type CloudOptions,
  type CloudRow,
  type CloudUser,
  SimulatedCloud,
} from "../../support/cloud/mod.ts";

/** The lists of one table in an answer. */
export interface PulledLists {
  readonly created: CloudRow[];
  readonly updated: CloudRow[];
  readonly deleted: string[];
}

/** The answer of a pull. */
export interface Pulled {
  readonly success: boolean;
  readonly changes: Record<string, PulledLists>;
  readonly timestamp: number;
}

/** The answer of a push. */
export interface PushAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Rows by table, lists optional. */
export type Changes = Record<string, Partial<Record<"created" | "updated" | "deleted", unknown[]>>>;

/** Success as every push that ran through answers it. */
export const SUCCESS = `{"success":true}`;

/** A device's key and what can be done with it. */
export class PlainHub {
  readonly cloud: SimulatedCloud;
  readonly apiKey: string;

  constructor(cloud: SimulatedCloud, apiKey: string) {
    this.cloud = cloud;
    this.apiKey = apiKey;
  }

  get #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.apiKey}` };
  }

  /** Asks for changes and expects an answer. */
  async pull(since: number | string = 0): Promise<Pulled> {
    const response = await this.tryPull(since);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }

  /** Asks for changes. */
  tryPull(since: number | string = 0): Promise<Response> {
    const query = `lastPulledAt=${since}&peerType=sync_hub`;
    return fetch(`${this.cloud.url}/api/v2/sync?${query}`, { headers: this.#headers });
  }

  /** Sends changes, or any text. */
  async push(changes: Changes | string): Promise<PushAnswer> {
    const response = await fetch(`${this.cloud.url}/api/v2/sync?lastPulledAt=0&peerType=sync_hub`, {
      method: "POST",
      headers: { ...this.#headers, "content-type": "application/json" },
      body: typeof changes === "string" ? changes : JSON.stringify(changes),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** Sends one created row of a table. */
  pushRow(table: string, row: CloudRow): Promise<PushAnswer> {
    return this.push({ [table]: { created: [row] } });
  }

  /** Sends one created row and expects success. */
  async store(table: string, row: CloudRow): Promise<void> {
    const answer = await this.pushRow(table, row);
    assert.deepEqual([answer.status, answer.text], [200, SUCCESS]);
  }
}

/** A cloud with one clinic, one nurse and one hub. */
export class CloudClinic implements AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly clinicId: string;
  readonly nurse: CloudUser;
  readonly deviceId: string;
  readonly hub: PlainHub;

  private constructor(cloud: SimulatedCloud, clinicId: string, nurse: CloudUser) {
    this.cloud = cloud;
    this.clinicId = clinicId;
    this.nurse = nurse;
    const { id, apiKey } = cloud.people.hub([clinicId]);
    this.deviceId = id;
    this.hub = new PlainHub(cloud, apiKey);
  }

  /** Starts one; requests are not limited unless the options say so. */
  static async open(options: CloudOptions = {}): Promise<CloudClinic> {
    const cloud = await SimulatedCloud.start({ requestsPerMinute: 1_000_000, ...options });
    const clinicId = cloud.people.clinic();
    const nurse = await cloud.people.user({ clinic_id: clinicId });
    return new CloudClinic(cloud, clinicId, nurse);
  }

  /** A patient of the clinic as a hub would push it. */
  patient(values: CloudRow = {}): CloudRow & { readonly id: string } {
    return this.#row({ given_name: "Amina", primary_clinic_id: this.clinicId, ...values });
  }

  /** A visit of a patient. */
  visit(patientId: string, values: CloudRow = {}): CloudRow & { readonly id: string } {
    const place = { clinic_id: this.clinicId, provider_id: this.nurse.id };
    return this.#row({ patient_id: patientId, ...place, ...values });
  }

  /** An event of a patient. */
  event(patientId: string, values: CloudRow = {}): CloudRow & { readonly id: string } {
    return this.#row({
      patient_id: patientId,
      recorded_by_user_id: this.nurse.id,
      form_data: [],
      ...values,
    });
  }

  /** Any row with an id and times. */
  row(values: CloudRow): CloudRow & { readonly id: string } {
    return this.#row(values);
  }

  /** A patient and a visit that the cloud has. */
  cloudVisit(): { readonly patientId: string; readonly visitId: string } {
    const patientId = this.cloud.people.patient({ primary_clinic_id: this.clinicId });
    const visitId = this.cloud.people.create("visits", {
      patient_id: patientId,
      clinic_id: this.clinicId,
      provider_id: this.nurse.id,
    });
    return { patientId, visitId };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cloud[Symbol.asyncDispose]();
  }

  #row(values: CloudRow): CloudRow & { readonly id: string } {
    const now = new Date().toISOString();
    return { id: crypto.randomUUID(), created_at: now, updated_at: now, ...values };
  }
}

/** ISO text so many milliseconds from now. */
export function isoIn(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
