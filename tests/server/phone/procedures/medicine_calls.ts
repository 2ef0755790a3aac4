/** Cases of the procedures that hand out medicine and count it, and of the two of a sync. */

import assert from "node:assert/strict";
import type { PermissionFlag } from "../../../../server/permissions/mod.ts";
import { type CallCase, columns, list } from "./call_case.ts";
import { byId } from "./care_calls.ts";
import { HERE, ISO, ISO_MS, SOLO, THERE } from "./clinic_rows.ts";

const DISPENSE: PermissionFlag = "can_dispense_medications";
const VIEW: readonly PermissionFlag[] = ["can_view_history"];
const STOCK_READERS = [[DISPENSE, "can_prescribe_medications", "can_view_history"]] as const;

const RECORD = `clinic_id drug_id batch_id prescription_item_id patient_id quantity_dispensed
  dosage_instructions days_supply dispensed_by dispensed_at metadata created_at updated_at`;
const DRUG = `barcode generic_name brand_name form route dosage_quantity dosage_units manufacturer
  sale_price sale_currency min_stock_level max_stock_level is_controlled requires_refrigeration
  is_active notes metadata created_at updated_at`;
const STOCK = `clinic_id drug_id batch_id batch_number batch_expiry_date quantity_available
  reserved_quantity last_counted_at metadata created_at updated_at`;

const handedOut = {
  id: "dr-new",
  clinic_id: HERE,
  drug_id: "dg",
  batch_id: "bt",
  prescription_item_id: "it-own-here",
  patient_id: "pt-here",
  quantity_dispensed: 5,
  dosage_instructions: "once a day",
  days_supply: 5,
  dispensed_by: SOLO,
  dispensed_at: ISO,
  metadata: {},
  created_at: ISO,
  updated_at: ISO,
};
/** See the module. */
export const MEDICINE_CALLS: readonly CallCase[] = [
  {
    kind: "command",
    name: "prescription_items.dispense",
    needs: [DISPENSE],
    args: () => ({ id: "it-own-here", provider_id: SOLO, batch_quantities: { bt: 6 } }),
    ...byId("it-own-here", { provider_id: SOLO, batch_quantities: { bt: 6 } }),
    check: (result) => {
      assert.equal(result.ok, true);
      assert.ok(result.total_dispensed >= 6);
    },
    stores: ({ total_dispensed }) => [{
      table: "prescription_items",
      id: "it-own-here",
      values: { quantity_dispensed: total_dispensed },
    }],
  },
  {
    kind: "command",
    name: "dispensing.create",
    needs: [DISPENSE],
    args: () => handedOut,
    also: [{ ...handedOut, dispensed_at: ISO_MS, metadata: "{}", days_supply: "5" }],
    strange: [{
      ...handedOut,
      id: "dr-x",
      clinic_id: THERE,
      patient_id: "pt-there",
      prescription_item_id: "it-own-there",
    }, { ...handedOut, id: "dr-x", patient_id: "pt-there", prescription_item_id: null }],
    missing: [{ ...handedOut, id: "dr-x", prescription_item_id: "none" }],
    bad: [
      {},
      { ...handedOut, id: "dr-x", quantity_dispensed: 0 },
      { ...handedOut, id: "dr-x", quantity_dispensed: 501, prescription_item_id: null },
      { ...handedOut, id: "dr-x", quantity_dispensed: 31 },
      { ...handedOut, id: "dr-x", drug_id: "other" },
    ],
    check: (result) => assert.deepEqual(result, { id: "dr-new" }),
    stores: ({ id }) => [{
      table: "dispensing_records",
      id,
      values: { quantity_dispensed: 5, dispensed_at: ISO_MS },
    }],
  },
  {
    kind: "query",
    name: "dispensing.by_patient",
    needs: VIEW,
    args: () => ({ patient_id: "pt-here" }),
    strange: [{ patient_id: "pt-there" }],
    missing: [{ patient_id: "none" }],
    bad: [{}, { patient_id: null }],
    check: ({ data }) => {
      list(data, "dr-here", RECORD);
    },
  },
  {
    kind: "query",
    name: "drugs.search",
    needs: [],
    args: () => ({ search_term: "zolp", form: null, route: null, is_active: true }),
    also: [{ search_term: "ZOLP", is_active: 1 }, {}],
    bad: [{ search_term: 5 }, { is_active: "perhaps" }],
    check: ({ data }) => {
      assert.equal(list(data, "dg", DRUG).dosage_quantity, "500.0000");
    },
  },
  ...([["drugs.get", "id", "dg"], ["drugs.by_barcode", "barcode", "BAR-1"]] as const)
    .map(([name, argument, value]): CallCase => ({
      kind: "query",
      name,
      needs: [],
      args: () => ({ [argument]: value }),
      missing: [{ [argument]: "none" }],
      bad: [{}, { [argument]: 1 }, { [argument]: "" }],
      check: (result) => columns(result, DRUG),
    })),
  {
    kind: "query",
    name: "inventory.by_clinic",
    needs: STOCK_READERS,
    args: () => ({ clinic_id: HERE }),
    strange: [{ clinic_id: THERE }],
    bad: [{}, { clinic_id: 1 }],
    check: ({ data }) => {
      list(data, "st-here", STOCK);
    },
  },
  {
    kind: "query",
    name: "inventory.search",
    needs: STOCK_READERS,
    args: () => ({ clinic_id: HERE, search_term: "zolpi" }),
    strange: [{ clinic_id: THERE, search_term: "" }],
    bad: [{}, { clinic_id: HERE, search_term: 1 }],
    check: ({ data }) => {
      list(data, "st-here", STOCK);
    },
  },
  {
    kind: "query",
    name: "inventory.check_availability",
    needs: STOCK_READERS,
    args: () => ({ drug_id: "dg", clinic_id: HERE, required_quantity: 10 }),
    also: [{ drug_id: "dg", clinic_id: HERE, required_quantity: "10" }],
    strange: [{ drug_id: "dg", clinic_id: THERE, required_quantity: 10 }],
    bad: [{}, { drug_id: "dg", clinic_id: HERE, required_quantity: -1 }],
    check: (result) => {
      assert.equal(result.available, true);
      assert.ok(result.total_available >= 10);
    },
  },
];

/** Cases of the two procedures of a sync. */
export const SYNC_CALLS: readonly CallCase[] = [
  {
    kind: "query",
    name: "sync_pull",
    needs: [],
    args: () => ({ lastPulledAt: 0 }),
    also: [{ last_pulled_at: 0 }, {}],
    bad: [{ lastPulledAt: "x" }],
    check: ({ changes, timestamp }) => {
      assert.ok(typeof changes === "object" && changes !== null);
      assert.equal(typeof timestamp, "number");
    },
  },
  {
    kind: "command",
    name: "sync_push",
    needs: [],
    args: () => ({ changes: {}, lastPulledAt: 0 }),
    check: (result) => assert.deepEqual(result, {}),
  },
];
