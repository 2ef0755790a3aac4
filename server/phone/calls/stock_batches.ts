/**
 * What a clinic has of a drug, and which of it may still be handed out.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";

const DAY_MS = 86_400_000;

/** One stock row of a clinic. */
export interface StockBatch {
  /** Its id. */
  readonly id: string;
  /** Its place in the order rows were stored in: of two of the same batch the first is taken from. */
  readonly row: number;
  readonly batchId: string | null;
  /** Units on the shelf; below zero when something was counted wrong. */
  readonly available: number;
  /** Units of those that are set aside. */
  readonly reserved: number;
  /** Midnight UTC of the last day it may be used, epoch ms; null when nobody knows. */
  readonly expiryMs: number | null;
  readonly quarantined: boolean;
}

/** Live stock rows of a drug at a clinic, the first to expire first. */
export function stockBatches(
  statements: Statements,
  clinicId: string,
  drugId: string,
): StockBatch[] {
  // Phones write 0 where no date was entered.
  return statements.get(
    `SELECT id, hub_row, batch_id, available, reserved, expiry, quarantined FROM (
       SELECT s.id, s.hub_row, s.batch_id,
         coalesce(s.quantity_available, 0) AS available,
         coalesce(s.reserved_quantity, 0) AS reserved,
         coalesce(nullif(s.batch_expiry_date, 0), b.expiry_date) AS expiry,
         coalesce(b.is_quarantined, 0) AS quarantined
       FROM clinic_inventory s
         LEFT JOIN drug_batches b ON b.id = s.batch_id AND coalesce(b.is_deleted, 0) = 0
       WHERE s.drug_id = ? AND s.clinic_id = ? AND coalesce(s.is_deleted, 0) = 0
     ) ORDER BY expiry IS NULL, expiry, hub_row`,
  ).values<[string, number, string | null, number, number, number | null, number]>(drugId, clinicId)
    .map(([id, row, batchId, available, reserved, expiryMs, quarantined]) => ({
      id,
      row,
      batchId,
      available,
      reserved,
      expiryMs,
      quarantined: quarantined === 1,
    }));
}

/** True unless the batch is held back or its last day has passed. */
export function isUsable({ expiryMs, quarantined }: StockBatch, atMs: number): boolean {
  return !quarantined && (expiryMs === null || atMs < expiryMs + DAY_MS);
}
