/** Stock in the simulated cloud. */

import type { SimulatedCloud } from "../support/cloud/mod.ts";

/** A drug, a batch and a stock row of a clinic. */
export function makeStock(cloud: SimulatedCloud, clinicId: string, quantity: number) {
  const drugId = cloud.people.create("drug_catalogue", {
    ...{ generic_name: "Amoxicillin", form: "tablet", route: "oral" },
    ...{ dosage_quantity: "500", dosage_units: "mg" },
  });
  const batchId = cloud.people.create("drug_batches", {
    ...{ drug_id: drugId, batch_number: "B1", expiry_date: "2030-01-01" },
    ...{ received_date: "2026-01-01", quantity_received: quantity, quantity_remaining: quantity },
  });
  const stockId = cloud.people.create("clinic_inventory", {
    ...{ clinic_id: clinicId, drug_id: drugId, batch_id: batchId },
    quantity_available: quantity,
  });
  return { drugId, batchId, stockId };
}
