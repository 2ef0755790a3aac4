/**
 * Stock: each dispensing record is taken off once, in the cloud and at each hub.
 *
 * @module
 */

import { FIRST_STOCK } from "../../hub/fleet_clinic.ts";
import { ensure } from "../../world/failure.ts";
import type { CloudWorld } from "../world/cloud_world.ts";
import type { HubState } from "./cloud_agreement.ts";

type Place = Readonly<Record<string, unknown>>;

/** Fails at the first stock row that does not agree with the records. */
export function checkCloudStock(world: CloudWorld, hubs: readonly HubState[]): void {
  const records = world.cloud.rows("dispensing_records");
  const inCloud = new Set(records.map(({ id }) => id));
  for (const stock of world.live("clinic_inventory")) {
    const id = String(stock.id);
    const isOf = (record: Place) =>
      record.clinic_id === stock.clinic_id && record.drug_id === stock.drug_id &&
      record.batch_id === stock.batch_id;
    const taken = sum(records.filter(isOf));
    const quantity = Number(stock.quantity_available);
    ensure(
      world.recounted.has(id) || quantity === FIRST_STOCK - taken,
      "STOCK",
      () => `the cloud has ${quantity} of ${FIRST_STOCK}, ${taken} were handed out`,
    );
    for (const { site, state, lists } of hubs) {
      if (!world.clinicsOf(site).includes(String(stock.clinic_id))) continue;
      const own = [...state.tables.get("dispensing_records")?.values() ?? []]
        .filter((record) => isOf(record) && !inCloud.has(record.id));
      const here = state.tables.get("clinic_inventory")?.get(id)?.quantity_available;
      // A count by a phone stays here, and is listed.
      if (lists.reasons.has(`clinic_inventory/${id}`)) continue;
      ensure(
        here === quantity - sum(own),
        "STOCK",
        () => `hub ${site.number} has ${here}, the cloud ${quantity}, not sent ${sum(own)}`,
      );
    }
  }
}

function sum(records: readonly Place[]): number {
  return records.reduce((total, record) => total + Number(record.quantity_dispensed ?? 0), 0);
}
