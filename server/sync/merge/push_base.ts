/**
 * What a push started from: the base that decides what conflicts (decision 10).
 *
 * @module
 */

import type { Standing } from "../device/standing.ts";

/**
 * The hub clock up to which the device knew the row: what other writers changed later, it had not
 * seen. For a row of a series that was cut it is the series' bound once the row was delivered.
 */
export function baseOf(
  standing: Standing,
  row: { readonly tableNo: number; readonly row: number; readonly firstStamp: number },
): number {
  const { through, series } = standing;
  if (series === null || row.firstStamp <= through || row.firstStamp > series.bound) return through;
  const { place } = series;
  if (place.phase !== 1) return place.phase === 0 ? through : series.bound;
  const delivered = row.tableNo < place.tableNo || (row.tableNo === place.tableNo &&
    (row.firstStamp < place.stamp || (row.firstStamp === place.stamp && row.row <= place.row)));
  return delivered ? series.bound : through;
}
