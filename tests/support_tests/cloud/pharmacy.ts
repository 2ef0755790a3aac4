/**
 * A clinic of the cloud with a drug, a batch, a stock row, a prescription and an item.
 *
 * @module
 */

import type { CloudOptions, CloudRow } from "../../support/cloud/mod.ts";
import { CloudClinic } from "./plain_hub.ts";

/** What there is to dispense. */
export class Pharmacy implements AsyncDisposable {
  readonly clinic: CloudClinic;
  readonly patientId: string;
  readonly drugId: string;
  readonly batchId: string;
  readonly stockId: string;
  readonly prescriptionId: string;

  private constructor(clinic: CloudClinic) {
    this.clinic = clinic;
    const { people } = clinic.cloud;
    const { patientId, visitId } = clinic.cloudVisit();
    this.patientId = patientId;
    this.drugId = people.create("drug_catalogue", {
      generic_name: "Amoxicillin",
      form: "tablet",
      route: "oral",
      dosage_quantity: "500",
      dosage_units: "mg",
    });
    this.batchId = people.create("drug_batches", {
      drug_id: this.drugId,
      batch_number: "B1",
      expiry_date: "2030-01-01",
      received_date: "2026-01-01",
      quantity_received: 100,
      quantity_remaining: 100,
    });
    this.stockId = people.create("clinic_inventory", {
      clinic_id: clinic.clinicId,
      drug_id: this.drugId,
      batch_id: this.batchId,
      quantity_available: 50,
    });
    this.prescriptionId = people.create("prescriptions", {
      patient_id: patientId,
      provider_id: clinic.nurse.id,
      pickup_clinic_id: clinic.clinicId,
      visit_id: visitId,
    });
  }

  /** Opens one. */
  static async open(options: CloudOptions = {}): Promise<Pharmacy> {
    return new Pharmacy(await CloudClinic.open(options));
  }

  /** An item of the prescription as a hub would push it. */
  item(values: CloudRow = {}): CloudRow & { readonly id: string } {
    return this.clinic.row({
      prescription_id: this.prescriptionId,
      patient_id: this.patientId,
      drug_id: this.drugId,
      clinic_id: this.clinic.clinicId,
      dosage_instructions: "twice a day",
      quantity_prescribed: 20,
      ...values,
    });
  }

  /** A dispensing record as a hub would push it. */
  dispensing(values: CloudRow = {}): CloudRow & { readonly id: string } {
    return this.clinic.row({
      clinic_id: this.clinic.clinicId,
      drug_id: this.drugId,
      batch_id: this.batchId,
      patient_id: this.patientId,
      quantity_dispensed: 10,
      dispensed_by: this.clinic.nurse.id,
      dispensed_at: new Date().toISOString(),
      ...values,
    });
  }

  /** What the stock row says is left. */
  get stock(): unknown {
    return this.clinic.cloud.row("clinic_inventory", this.stockId)?.quantity_available;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clinic[Symbol.asyncDispose]();
  }
}
