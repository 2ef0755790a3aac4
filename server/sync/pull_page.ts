/**
 * Builds one pull answer for one device from one snapshot.
 *
 * @module
 */

import { COMMON_TABLES } from "../database/tables.ts";
import { ChangesText } from "./changes_text.ts";
import { type DeviceState, isOwn, sentKey } from "./device_state.ts";
import { type After, AFTER_ALL_ROWS, type RowSource, type SourceRow } from "./row_source.ts";
import type { Series, SeriesPlace, Standing } from "./standing.ts";

/** How much one answer may hold; 0 means no limit (phones rule 6). */
export interface PageLimits {
  readonly maxRows: number;
  /** Plaintext bytes of rows. */
  readonly maxBytes: number;
}

/** The limits unless the operator sets others: a phone needs about 9 s for 5 MiB. */
export const PAGE_LIMITS: PageLimits = { maxRows: 20_000, maxBytes: 8 * 1024 * 1024 };

/** What to build an answer from. */
export interface PageInput {
  readonly device: DeviceState;
  readonly standing: Standing;
  /** Tables of every generation, and those the device knows besides; in sending order. */
  readonly sources: readonly RowSource[];
  /** Those of the sources that not every generation knows. */
  readonly opened: readonly number[];
  /** The answer's `timestamp`: every commit in the snapshot has smaller stamps. */
  readonly value: number;
  readonly limits: PageLimits;
}

/** An answer and what its cursor stands for. */
export interface Page {
  readonly text: Uint8Array<ArrayBuffer>;
  readonly standing: Standing;
  readonly rows: number;
  /** True when more is waiting. */
  readonly cut: boolean;
}

/** Builds the answer. Reads only; the caller holds the snapshot open. */
export function buildPage(input: PageInput): Page {
  const builder = new PageBuilder(input);
  const series = input.standing.series;
  let { through, opened } = input.standing;
  let standing: Standing;
  if (series !== null) {
    standing = builder.walk(input.standing, series.bound, series.opened, series.place);
    if (standing.series !== null) return builder.page(standing);
    ({ through, opened } = standing);
  }
  standing = builder.walk({ through, opened, series: null }, input.value, input.opened, null);
  return builder.page(standing);
}

class PageBuilder {
  readonly #input: PageInput;
  readonly #changes = new ChangesText();
  /** Rows of this answer that a later part of it would meet again. */
  readonly #ahead = new Set<string>();

  constructor(input: PageInput) {
    this.#input = input;
  }

  page(standing: Standing): Page {
    return {
      text: this.#changes.finish(this.#input.value),
      standing,
      rows: this.#changes.rows,
      cut: standing.series !== null,
    };
  }

  /** Delivers `(from.through, bound]` until the end or until the page is full. */
  walk(
    from: Standing,
    bound: number,
    opened: readonly number[],
    place: SeriesPlace | null,
  ): Standing {
    const sources = this.#input.sources.filter((source) =>
      COMMON_TABLES.has(source.tableNo) || opened.includes(source.tableNo)
    );
    for (const phase of [1, 2] as const) {
      if (place !== null && place.phase > phase) continue;
      for (const source of sources) {
        const resume = place?.phase === phase ? place : null;
        if (resume !== null && !isAtOrAfter(sources, source, resume.tableNo)) continue;
        const after = resume?.tableNo === source.tableNo ? resume : null;
        const stop = this.#walkTable(source, { from, bound, phase, after });
        if (stop !== null) {
          const series: Series = { bound, place: { phase, ...stop }, opened };
          return { through: from.through, opened: from.opened, series };
        }
      }
    }
    return { through: bound, opened, series: null };
  }

  /** Delivers one table in one phase; returns the last place delivered when the page is full. */
  #walkTable(
    source: RowSource,
    part: {
      readonly from: Standing;
      readonly bound: number;
      readonly phase: 1 | 2;
      readonly after: After | null;
    },
  ): Omit<SeriesPlace, "phase"> | null {
    const { from, bound, phase } = part;
    const { tableNo } = source;
    const known = COMMON_TABLES.has(tableNo) || from.opened.includes(tableNo);
    const through = known ? from.through : 0;
    let after: After = part.after ?? { stamp: through, row: AFTER_ALL_ROWS };
    const rows = phase === 1
      ? source.firstStored(after, bound)
      : source.changed(after, bound, through);
    for (const row of rows) {
      const kind = this.#kindOf(source, row, phase);
      if (kind !== null) {
        if (this.#isFull(row)) return { tableNo, stamp: after.stamp, row: after.row };
        this.#changes.add(source.name, kind, row.json);
        if (row.stamp > bound) this.#ahead.add(sentKey(tableNo, row.row));
      }
      after = { stamp: phase === 1 ? row.firstStamp : row.stamp, row: row.row };
    }
    return null;
  }

  /** Where the row goes, or null when the device need not be sent it (decision 12). */
  #kindOf(source: RowSource, row: SourceRow, phase: 1 | 2): "created" | "updated" | null {
    const { device } = this.#input;
    const own = isOwn(device, row.writer, row.stamp);
    if (own && !row.sendBack) return null;
    if (this.#ahead.has(sentKey(source.tableNo, row.row))) return null;
    if (phase === 2) return "updated";
    const sent = own || isOwn(device, row.firstWriter, row.firstStamp) ||
      device.sent.has(sentKey(source.tableNo, row.row));
    return sent ? "updated" : "created";
  }

  #isFull(row: SourceRow): boolean {
    const { maxRows, maxBytes } = this.#input.limits;
    const { rows, bytes } = this.#changes;
    if (rows === 0) return false;
    return (maxRows > 0 && rows >= maxRows) || (maxBytes > 0 && bytes + row.json.length > maxBytes);
  }
}

function isAtOrAfter(sources: readonly RowSource[], source: RowSource, tableNo: number): boolean {
  const at = sources.findIndex((candidate) => candidate.tableNo === tableNo);
  return sources.indexOf(source) >= at;
}
