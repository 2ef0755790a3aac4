/**
 * Made-up rows of every table a phone sends, with the values its screens would write: JSON as
 * text, instants as epoch milliseconds, civil dates as `YYYY-MM-DD` (`forms.md`, `schema.md`).
 *
 * A row has an `id` and every column the app's screens fill; `created_at` and `updated_at` are left
 * to the phone. Columns the app never sets (`last_modified`, `server_created_at`, ...) are left out,
 * so they become 0 or null on the phone, and that is what a real phone sends.
 *
 * @module
 */

import type { Values } from "./local_records.ts";
import { madeUpPerson, SeededRandom } from "./made_up_people.ts";
import { uuidV7 } from "./uuid.ts";

const DAY_MS = 86_400_000;

/** A made-up row: what to give `phone.create`. */
export type MadeUpRow = Values & { readonly id: string };

/** Where and by whom the made-up rows were written. */
export interface MadeUpPlace {
  /** Id of the clinic. */
  readonly clinicId: string;
  /** Id of the user. */
  readonly userId: string;
  /** Name of the user, as visits keep it. */
  readonly userName: string;
}

/** Makes rows: the same seed and the same calls give the same rows. */
export class RowMaker {
  /** The clinic and the user of every row. */
  readonly place: MadeUpPlace;
  readonly #random: SeededRandom;
  #nowMs: number;

  /**
   * A maker of its own sequence of rows.
   *
   * @param seed any whole number
   * @param place the clinic and user to write as; made up too when not given
   * @param startMs the time of the first row, epoch milliseconds; each is a minute later
   */
  constructor(
    seed: number,
    place: Partial<MadeUpPlace> = {},
    startMs: number = Date.UTC(2026, 8, 1, 7),
  ) {
    this.#random = new SeededRandom(seed);
    this.#nowMs = startMs;
    this.place = { clinicId: this.id(), userId: this.id(), userName: "Sister Amal", ...place };
  }

  /** A new id. */
  id(): string {
    return uuidV7(this.#nowMs, this.#random.bytes);
  }

  /** `count` rows of one kind. */
  many(count: number, make: (maker: RowMaker) => MadeUpRow): MadeUpRow[] {
    return Array.from({ length: count }, () => make(this));
  }

  /** A registered patient, with every column of the registration screen. */
  patient(values: Values = {}): MadeUpRow {
    const person = madeUpPerson(this.#random);
    const number = this.#random.between(10_000, 99_999);
    return this.#row({
      given_name: person.givenName,
      surname: person.surname,
      date_of_birth: person.dateOfBirth,
      citizenship: person.citizenship,
      hometown: person.hometown,
      phone: person.phone,
      sex: person.sex,
      camp: this.#random.pick(["A1", "B7", "المخيم الشرقي", ""]),
      additional_data: "{}",
      metadata: "{}",
      photo_url: "",
      is_deleted: false,
      deleted_at: null,
      government_id: this.#random.chance(0.7) ? `ID-${number}` : "",
      external_patient_id: `P${number}`,
      primary_clinic_id: this.place.clinicId,
      last_modified_by: this.place.userId,
    }, values);
  }

  /** A value of a clinic's own registration field. */
  attribute(patientId: string, values: Values = {}): MadeUpRow {
    const kind = this.#random.between(0, 3);
    return this.#row({
      patient_id: patientId,
      attribute_id: this.id(),
      attribute: this.#random.pick(["household_size", "marital_status", "arrival", "pregnant"]),
      number_value: kind === 0 ? this.#random.between(1, 12) : null,
      string_value: kind === 1 ? this.#random.pick(["single", "متزوج", "viuda"]) : null,
      date_value: kind === 2 ? this.#nowMs - this.#random.between(1, 900) * DAY_MS : null,
      boolean_value: kind === 3 ? this.#random.chance(0.5) : null,
      metadata: "{}",
      is_deleted: false,
    }, values);
  }

  /** A visit. */
  visit(patientId: string, values: Values = {}): MadeUpRow {
    return this.#row({
      patient_id: patientId,
      clinic_id: this.place.clinicId,
      provider_id: this.place.userId,
      provider_name: this.place.userName,
      check_in_timestamp: this.#nowMs,
      metadata: "{}",
      is_deleted: false,
      deleted_at: null,
    }, values);
  }

  /** A filled form. */
  event(patientId: string, visitId: string, values: Values = {}): MadeUpRow {
    const { userId, userName } = this.place;
    const field = (name: string, fieldType: string, inputType: string, value: unknown) => ({
      fieldId: this.id(),
      name,
      fieldType,
      inputType,
      value,
    });
    return this.#row({
      patient_id: patientId,
      form_id: this.id(),
      visit_id: visitId,
      event_type: this.#random.pick(["SOAP", "Antenatal", "متابعة السكري"]),
      form_data: JSON.stringify([
        field("complaint", "free-text", "textarea", this.#random.pick(["سعال", "fiebre", "fall"])),
        field("severity", "options", "radio", this.#random.pick(["mild", "moderate", "severe"])),
        field("diagnosis", "diagnosis", "dropdown", [{ code: "J06.9", desc: "Acute URI" }]),
      ]),
      metadata: JSON.stringify({ providerId: userId, providerName: userName }),
      is_deleted: false,
      deleted_at: null,
      recorded_by_user_id: userId,
    }, values);
  }

  /** Measured vital signs. */
  vitals(patientId: string, visitId: string, values: Values = {}): MadeUpRow {
    const height = this.#random.between(95, 192);
    const weight = this.#random.between(140, 980) / 10;
    return this.#row({
      patient_id: patientId,
      visit_id: visitId,
      timestamp: this.#nowMs,
      systolic_bp: this.#random.between(90, 180),
      diastolic_bp: this.#random.between(55, 110),
      bp_position: this.#random.pick(["sitting", "standing", "lying"]),
      height_cm: height,
      weight_kg: weight,
      bmi: Math.round(weight / (height / 100) ** 2 * 100) / 100,
      heart_rate: this.#random.between(52, 130),
      pulse_rate: null,
      oxygen_saturation: this.#random.between(90, 100),
      respiratory_rate: this.#random.between(12, 28),
      temperature_celsius: this.#random.between(360, 400) / 10,
      pain_level: this.#random.chance(0.5) ? this.#random.between(0, 10) : null,
      recorded_by_user_id: this.place.userId,
      metadata: "{}",
      is_deleted: false,
    }, values);
  }

  /** A problem on the patient's list. `onset_date` is a civil date, kept as its UTC midnight. */
  problem(patientId: string, visitId: string, values: Values = {}): MadeUpRow {
    const [code, label] = this.#random.pick([["I10", "Hypertension"], ["E11.9", "Diabetes"]]);
    const onset = this.#nowMs - this.#random.between(30, 4000) * DAY_MS;
    return this.#row({
      patient_id: patientId,
      visit_id: visitId,
      problem_code_system: "icd10",
      problem_code: code ?? "",
      problem_label: label ?? "",
      clinical_status: this.#random.pick(["active", "remission", "resolved"]),
      verification_status: this.#random.pick(["provisional", "confirmed"]),
      severity_score: this.#random.between(1, 5),
      onset_date: onset - onset % DAY_MS,
      end_date: null,
      recorded_by_user_id: this.place.userId,
      metadata: "{}",
      is_deleted: false,
    }, values);
  }

  /** An appointment made during a visit. */
  appointment(patientId: string, visitId: string, values: Values = {}): MadeUpRow {
    return this.#row({
      provider_id: null,
      clinic_id: this.place.clinicId,
      patient_id: patientId,
      user_id: this.place.userId,
      current_visit_id: visitId,
      fulfilled_visit_id: null,
      timestamp: this.#nowMs + this.#random.between(1, 60) * DAY_MS,
      duration: this.#random.pick([15, 30, 60]),
      reason: this.#random.pick(["doctor-visit", "screening", "referral"]),
      notes: "",
      is_walk_in: false,
      departments: "[]",
      status: "pending",
      metadata: "{}",
      is_deleted: false,
      deleted_at: null,
    }, values);
  }

  /** A prescription. The app writes its metadata as JSON within JSON. */
  prescription(patientId: string, visitId: string, values: Values = {}): MadeUpRow {
    return this.#row({
      patient_id: patientId,
      provider_id: this.place.userId,
      filled_by: null,
      pickup_clinic_id: this.place.clinicId,
      visit_id: visitId,
      priority: this.#random.pick(["low", "normal", "high", "emergency"]),
      expiration_date: this.#nowMs + 30 * DAY_MS,
      prescribed_at: this.#nowMs,
      filled_at: null,
      status: "pending",
      items: "[]",
      notes: "",
      metadata: JSON.stringify("{}"),
      is_deleted: false,
    }, values);
  }

  /** A drug of a prescription. */
  prescriptionItem(
    prescriptionId: string,
    patientId: string,
    drugId: string,
    values: Values = {},
  ): MadeUpRow {
    return this.#row({
      prescription_id: prescriptionId,
      patient_id: patientId,
      drug_id: drugId,
      clinic_id: this.place.clinicId,
      dosage_instructions: this.#random.pick(["1 × 3", "حبة كل ٨ ساعات", "1 cada 12 h"]),
      quantity_prescribed: this.#random.between(5, 60),
      quantity_dispensed: 0,
      refills_authorized: this.#random.between(0, 3),
      refills_used: 0,
      item_status: "active",
      notes: null,
      is_deleted: false,
    }, values);
  }

  /** A dispensed quantity. `SimulatedPhone.dispense` makes one together with the stock moves. */
  dispensingRecord(
    patientId: string,
    drugId: string,
    prescriptionItemId: string | null,
    values: Values = {},
  ): MadeUpRow {
    return this.#row({
      clinic_id: this.place.clinicId,
      drug_id: drugId,
      batch_id: null,
      prescription_item_id: prescriptionItemId,
      patient_id: patientId,
      quantity_dispensed: this.#random.between(1, 20),
      dispensed_by: this.place.userId,
      dispensed_at: this.#nowMs,
      metadata: "{}",
      is_deleted: false,
    }, values);
  }

  #row(columns: Values, values: Values): MadeUpRow {
    this.#nowMs += 60_000;
    return { id: this.id(), ...columns, ...values } as MadeUpRow;
  }
}
