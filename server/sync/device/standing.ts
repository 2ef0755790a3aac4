/**
 * What a cursor stands for: which rows a device that presents it is known to hold.
 *
 * A complete pull stands for itself: every row first stored up to its value is held, in a version
 * not older than the value. A page that was cut belongs to a series: the rows between `through` and
 * `bound`, first those that are new since `through` in the order they were stored, then those held
 * that have changed. Both orders never move while the series runs, so "delivered" is known exactly
 * (`docs/decisions/0001_pages_in_storing_order.md`).
 *
 * @module
 */

import { MIXED_SCOPE } from "../scope/scope_numbers.ts";

/** Place inside a series: everything before it, and the row itself, was delivered. */
export interface SeriesPlace {
  /**
   * 0: rows the device came to see only now; 1: rows new since `through`; 2: rows held that have
   * changed.
   */
  readonly phase: 0 | 1 | 2;
  /** Number of the table being delivered; tables before it in order are done. */
  readonly tableNo: number;
  /** First stamp (phase 1) or stamp (phase 2) of the last row delivered; 0 in phase 0. */
  readonly stamp: number;
  /** Phase 0: the patient or clinic whose rows are being delivered (`scopeKey`). */
  readonly key?: string;
  /** `hub_row` of the last row delivered. */
  readonly row: number;
}

/** A series that was cut. */
export interface Series {
  /** The clock when it began: later changes belong to the next series. */
  readonly bound: number;
  readonly place: SeriesPlace;
  /** Tables beyond the common ones that the series includes. */
  readonly opened: readonly number[];
  /** Number of the scope it is made for, or `MIXED_SCOPE`. */
  readonly scope: number;
}

/** What a cursor stands for. */
export interface Standing {
  /** Every row first stored up to this value is held. */
  readonly through: number;
  /** Tables beyond the common ones for which that is true as well. */
  readonly opened: readonly number[];
  /** Number of the scope for which that is true (`scope/scope_numbers.ts`). */
  readonly scope: number;
  readonly series: Series | null;
  /**
   * The cursor of the answer that brought it there: what the answers up to it withheld and gave
   * counts, and what others did does not (`scope/withheld.ts`). 0 before any.
   */
  readonly at: number;
}

/** A device that holds nothing. */
export const NOTHING_HELD: Standing = { through: 0, opened: [], scope: 0, series: null, at: 0 };

/** True when the standing needs no record of its own: its cursor says it all. */
export function standsForItself(standing: Standing, value: number): boolean {
  const { series, opened, through, scope, at } = standing;
  return series === null && opened.length === 0 && through === value && scope !== MIXED_SCOPE &&
    at === value;
}

/** Text for `issued_cursor.standing`. */
export function encodeStanding(standing: Standing): string {
  return JSON.stringify(standing);
}

/** Reads what {@linkcode encodeStanding} wrote about the cursor `value`. */
export function decodeStanding(text: string, value: number): Standing {
  const standing = JSON.parse(text) as Standing;
  // Written before there were scopes: everything was sent.
  const series = standing.series === null
    ? null
    : { ...standing.series, scope: standing.series.scope ?? 0 };
  return { ...standing, scope: standing.scope ?? 0, series, at: standing.at ?? value };
}
