/**
 * Columns that answers about appointments and medicine have besides `id` (procedures 5.2, 5.3).
 *
 * @module
 */

/** Of an appointment. */
export const APPOINTMENT_COLUMNS: readonly string[] = words(
  `provider_id clinic_id patient_id user_id current_visit_id fulfilled_visit_id timestamp duration
   reason notes is_walk_in departments status metadata created_at updated_at`,
);

/** Of a prescription. */
export const PRESCRIPTION_COLUMNS: readonly string[] = words(
  `patient_id provider_id filled_by pickup_clinic_id visit_id priority expiration_date
   prescribed_at filled_at status items notes metadata created_at updated_at`,
);

/** Of a prescription item. */
export const PRESCRIPTION_ITEM_COLUMNS: readonly string[] = words(
  `prescription_id patient_id drug_id clinic_id dosage_instructions quantity_prescribed
   quantity_dispensed refills_authorized refills_used item_status notes metadata created_at
   updated_at`,
);

/** Of a dispensing record. */
export const DISPENSING_COLUMNS: readonly string[] = words(
  `clinic_id drug_id batch_id prescription_item_id patient_id quantity_dispensed
   dosage_instructions days_supply dispensed_by dispensed_at metadata created_at updated_at`,
);

/** Of a drug. */
export const DRUG_COLUMNS: readonly string[] = words(
  `barcode generic_name brand_name form route dosage_quantity dosage_units manufacturer sale_price
   sale_currency min_stock_level max_stock_level is_controlled requires_refrigeration is_active
   notes metadata created_at updated_at`,
);

/** Of a stock row. */
export const STOCK_COLUMNS: readonly string[] = words(
  `clinic_id drug_id batch_id batch_number batch_expiry_date quantity_available reserved_quantity
   last_counted_at metadata created_at updated_at`,
);

function words(list: string): string[] {
  return list.split(/\s+/);
}
