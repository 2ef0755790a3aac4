/**
 * Made-up rows of the tables a phone sends but rarely writes: the clinic, its users, forms, drugs
 * and stock; and the one table only the August generation has (`phones.md`).
 *
 * @module
 */

import type { Values } from "./local_records.ts";
import type { MadeUpRow, RowMaker } from "./made_up_patients.ts";

/** The maker's own clinic. */
export function madeUpClinic({ place }: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: place.clinicId,
    name: "عيادة الأمل / Clínica Esperanza",
    is_deleted: false,
    deleted_at: null,
    is_archived: false,
    ...values,
  };
}

/** The maker's own user. */
export function madeUpUser({ place }: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: place.userId,
    clinic_id: place.clinicId,
    name: place.userName,
    role: "provider",
    email: "amal@example.org",
    is_deleted: false,
    deleted_at: null,
    ...values,
  };
}

/** A form for events. */
export function madeUpEventForm(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    name: "SOAP",
    description: "",
    language: "en",
    is_editable: true,
    is_snapshot_form: false,
    form_fields: "[]",
    metadata: "{}",
    is_deleted: false,
    clinic_ids: "[]",
    translations: "[]",
    ...values,
  };
}

/** A registration form. */
export function madeUpRegistrationForm(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    name: "Patient Registration Form",
    fields: "[]",
    metadata: "{}",
    is_deleted: false,
    ...values,
  };
}

/** A department of the maker's clinic. */
export function madeUpDepartment(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    clinic_id: maker.place.clinicId,
    name: "الصيدلية",
    code: "PHARM",
    description: null,
    status: "active",
    can_dispense_medications: true,
    can_perform_labs: false,
    can_perform_imaging: false,
    additional_capabilities: "[]",
    metadata: "{}",
    is_deleted: false,
    ...values,
  };
}

/** A drug. Decimals are text on the phone. */
export function madeUpDrug(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    barcode: null,
    generic_name: "Paracetamol",
    brand_name: null,
    form: "tablet",
    route: "oral",
    dosage_quantity: "500",
    dosage_units: "mg",
    sale_price: "0.50",
    sale_currency: "USD",
    min_stock_level: 10,
    max_stock_level: null,
    is_controlled: false,
    requires_refrigeration: false,
    is_active: true,
    notes: null,
    metadata: "{}",
    is_deleted: false,
    ...values,
  };
}

/** A batch of a drug in the stock of the maker's clinic; give it its `drug_id`. */
export function madeUpStock(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    clinic_id: maker.place.clinicId,
    drug_id: maker.id(),
    batch_id: maker.id(),
    quantity_available: 100,
    reserved_quantity: 0,
    metadata: "{}",
    is_deleted: false,
    batch_number: "LOT-7",
    batch_expiry_date: Date.UTC(2028, 0, 31),
    ...values,
  };
}

/** A risk profile of a patient (August only); give it its `patient_id`. */
export function madeUpRiskProfile(maker: RowMaker, values: Values = {}): MadeUpRow {
  return {
    id: maker.id(),
    patient_id: maker.id(),
    clinic_id: maker.place.clinicId,
    kind: "cardiovascular",
    source: "who-2019",
    target: null,
    version: "1",
    value_type: "numeric",
    numerical_value: "12.5000000000",
    metadata: "{}",
    is_deleted: false,
    ...values,
  };
}
