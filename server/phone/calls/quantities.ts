/**
 * Counts of units in arguments.
 *
 * @module
 */

import type { z } from "zod";
import { integer, optionalInteger } from "./scalars.ts";

/** What the cloud's `int4` takes. */
const MAX_QUANTITY = 2_147_483_647;

function isQuantity(value: number | null | undefined): boolean {
  return value === null || value === undefined || (value >= 0 && value <= MAX_QUANTITY);
}

/** A count the call needs: whole, not below zero. */
export const quantity: z.ZodType<number, unknown> = integer.refine(isQuantity);
/** Absent, null, or a count. */
export const optionalQuantity: z.ZodType<number | null | undefined, unknown> = optionalInteger
  .refine(isQuantity);
