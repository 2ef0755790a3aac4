/**
 * Drugs, the batches they came in and what is left on the shelf.
 *
 * @module
 */

import { FIRST_CLINIC_ID, providerAt, SECOND_CLINIC_ID } from "./accounts.ts";
import type { DemoCalendar } from "./demo_calendar.ts";
import { demoId } from "./demo_id.ts";
import { completeRow, type DemoRow, written } from "./demo_row.ts";

interface Drug {
  readonly name: string;
  readonly form: string;
  readonly route: string;
  readonly dose: string;
  readonly unit: string;
  readonly price: string;
  /** Units on the shelf below which to order more. */
  readonly minStock: number;
  readonly controlled?: true;
  readonly cold?: true;
}

function drug(
  name: string,
  form: string,
  route: string,
  [dose, unit]: [string, string],
  price: string,
  minStock: number,
  extra: Pick<Drug, "controlled" | "cold"> = {},
): Drug {
  return { name, form, route, dose, unit, price, minStock, ...extra };
}

const DRUGS: readonly Drug[] = [
  drug("Paracetamol", "tablet", "oral", ["500", "mg"], "0.02", 500),
  drug("Ibuprofen", "tablet", "oral", ["400", "mg"], "0.03", 300),
  drug("Amoxicillin", "capsule", "oral", ["250", "mg"], "0.05", 400),
  drug("Oral rehydration salts", "other", "oral", ["20.5", "g"], "0.12", 200),
  drug("Zinc sulfate", "tablet", "oral", ["20", "mg"], "0.03", 200),
  drug("Metformin", "tablet", "oral", ["500", "mg"], "0.04", 300),
  drug("Amlodipine", "tablet", "oral", ["5", "mg"], "0.03", 300),
  drug("Salbutamol", "inhaler", "inhalation", ["100", "mcg"], "2.40", 20),
  drug("Omeprazole", "capsule", "oral", ["20", "mg"], "0.06", 150),
  drug("Ferrous sulfate and folic acid", "tablet", "oral", ["200", "mg"], "0.02", 300),
  drug("Insulin human, isophane", "injection", "subcutaneous", ["100", "units"], "6.50", 10, {
    cold: true,
  }),
  drug("Tramadol", "capsule", "oral", ["50", "mg"], "0.09", 50, { controlled: true }),
];

/** Id of the drug with this generic name. */
export function drugId(name: string): string {
  return demoId("drug_catalogue", drugNumber(name));
}

/** Id of the batch the demo's stock of a drug came in. */
export function batchId(name: string): string {
  return demoId("drug_batches", drugNumber(name));
}

function drugNumber(name: string): number {
  const index = DRUGS.findIndex((entry) => entry.name === name);
  if (index < 0) throw new RangeError(`Cannot find drug: no drug "${name}"`);
  return index + 1;
}

/** Rows of `drug_catalogue`. */
export function drugRows(calendar: DemoCalendar): DemoRow[] {
  return DRUGS.map((entry, index) =>
    completeRow("drug_catalogue", {
      id: demoId("drug_catalogue", index + 1),
      generic_name: entry.name,
      form: entry.form,
      route: entry.route,
      dosage_quantity: entry.dose,
      dosage_units: entry.unit,
      sale_price: entry.price,
      sale_currency: "USD",
      min_stock_level: entry.minStock,
      max_stock_level: entry.minStock * 10,
      is_controlled: entry.controlled ? 1 : 0,
      requires_refrigeration: entry.cold ? 1 : 0,
      is_active: 1,
      metadata: "{}",
      ...written(calendar.at(440, 600)),
    })
  );
}

/** The third batch is close to its expiry date. */
function expiryDaysAhead(index: number): number {
  return index === 2 ? 20 : 180 + 45 * index;
}

function batchNumber(index: number): string {
  return `DEMO-${String(index + 1).padStart(3, "0")}`;
}

/** Rows of `drug_batches`. */
export function batchRows(calendar: DemoCalendar): DemoRow[] {
  return DRUGS.map((entry, index) =>
    completeRow("drug_batches", {
      id: demoId("drug_batches", index + 1),
      drug_id: demoId("drug_catalogue", index + 1),
      batch_number: batchNumber(index),
      expiry_date: calendar.day(-expiryDaysAhead(index)),
      manufacture_date: calendar.day(300),
      received_date: calendar.day(150),
      quantity_received: entry.minStock * 6,
      quantity_remaining: stockAt(entry, 0) + stockAt(entry, 1),
      supplier_name: "Demo Medical Store",
      purchase_price: entry.price,
      purchase_currency: "USD",
      is_quarantined: 0,
      metadata: "{}",
      ...written(calendar.at(150, 600)),
    })
  );
}

/** Tramadol runs low at the second clinic. */
function stockAt(entry: Drug, clinicIndex: number): number {
  if (entry.controlled) return clinicIndex === 0 ? entry.minStock * 2 : 8;
  return entry.minStock * (clinicIndex === 0 ? 3 : 2);
}

/** Rows of `clinic_inventory`: every drug at both clinics. */
export function inventoryRows(calendar: DemoCalendar): DemoRow[] {
  return [FIRST_CLINIC_ID, SECOND_CLINIC_ID].flatMap((clinicId, clinicIndex) =>
    DRUGS.map((entry, index) =>
      completeRow("clinic_inventory", {
        id: demoId("clinic_inventory", clinicIndex * DRUGS.length + index + 1),
        clinic_id: clinicId,
        drug_id: demoId("drug_catalogue", index + 1),
        batch_id: demoId("drug_batches", index + 1),
        batch_number: batchNumber(index),
        batch_expiry_date: calendar.day(-expiryDaysAhead(index)),
        quantity_available: stockAt(entry, clinicIndex),
        reserved_quantity: 0,
        last_counted_at: calendar.at(7, 900),
        recorded_by_user_id: providerAt(clinicId).id,
        metadata: "{}",
        ...written(calendar.at(150, 660), calendar.at(7, 900)),
      })
    )
  );
}
