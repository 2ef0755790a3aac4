/**
 * Puts the demo clinic together.
 *
 * @module
 */

import { TABLES } from "../database/tables.ts";
import { DEMO_ACCOUNTS, type DemoAccount, permissionRows, userRows } from "./accounts.ts";
import { clinicRows, configRows, departmentRows } from "./clinics.ts";
import { calendarOf } from "./demo_calendar.ts";
import type { DemoRow, DemoTable } from "./demo_row.ts";
import { batchRows, drugRows, inventoryRows } from "./drugs.ts";
import { eventFormRows } from "./event_forms.ts";
import { eventRows } from "./events.ts";
import { appointmentRows, problemRows } from "./follow_up.ts";
import { attributeRows, patientRows } from "./patients.ts";
import { dispensingRows, prescriptionItemRows, prescriptionRows } from "./prescriptions.ts";
import { registrationFormRows } from "./registration_form.ts";
import { planVisits, visitRows } from "./visits.ts";
import { vitalsRows } from "./vitals.ts";

/** What the demo clinic is made from. */
export interface DemoClinicOptions {
  /** Epoch ms of the moment the demo starts: all dates are counted back from its day. */
  readonly nowMs: number;
  /** Makes the bcrypt hash of a password as the cloud would (cost 10). */
  readonly hashPassword: (password: string) => Promise<string>;
}

/** A whole clinic, ready to be stored. */
export interface DemoClinic {
  /** Rows in hub form, parents before children. Tables without rows are left out. */
  readonly tables: readonly DemoTable[];
  /** The accounts in their fixed order, as `--demo` announces them. */
  readonly accounts: readonly DemoAccount[];
}

/**
 * Builds the demo clinic: two clinics, four accounts, forms, drugs and 25 made-up patients.
 *
 * Ids, e-mails and passwords are the same every time, so are all values for the same `nowMs` and
 * the same hashes.
 *
 * @example
 * const { tables, accounts } = await buildDemoClinic({ nowMs: Date.now(), hashPassword });
 */
export async function buildDemoClinic(options: DemoClinicOptions): Promise<DemoClinic> {
  const calendar = calendarOf(options.nowMs);
  const visits = planVisits(calendar);
  const rows: Readonly<Record<string, readonly DemoRow[]>> = {
    clinics: clinicRows(calendar),
    users: await userRows(calendar, options.hashPassword),
    user_clinic_permissions: permissionRows(calendar),
    app_config: configRows(calendar),
    registration_forms: registrationFormRows(calendar),
    event_forms: eventFormRows(calendar),
    clinic_departments: departmentRows(calendar),
    drug_catalogue: drugRows(calendar),
    drug_batches: batchRows(calendar),
    clinic_inventory: inventoryRows(calendar),
    patients: patientRows(calendar),
    patient_additional_attributes: attributeRows(calendar),
    visits: visitRows(visits),
    events: eventRows(visits),
    appointments: appointmentRows(calendar, visits),
    prescriptions: prescriptionRows(visits),
    prescription_items: prescriptionItemRows(visits),
    dispensing_records: dispensingRows(visits),
    patient_vitals: vitalsRows(visits),
    patient_problems: problemRows(calendar, visits),
  };
  const tables = TABLES.flatMap(({ name }) => {
    const found = rows[name];
    return found === undefined ? [] : [{ table: name, rows: found }];
  });
  return { tables, accounts: DEMO_ACCOUNTS };
}
