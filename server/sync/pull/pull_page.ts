/**
 * Builds one pull answer for one device from one snapshot.
 *
 * @module
 */

import { COMMON_TABLES } from "../../database/tables.ts";
import { type ChangeKind, ChangesText } from "./changes_text.ts";
import { type DeviceState, isOwn } from "../device/device_state.ts";
import { type After, AFTER_ALL_ROWS, type RowSource, type SourceRow } from "./row_source.ts";
import { PageScope, type ScopeNotes } from "../scope/page_scope.ts";
import { MIXED_SCOPE } from "../scope/scope_numbers.ts";
import { scopeKey, type Visibility } from "../scope/visibility.ts";
import type { RowMoves } from "../scope/row_moves.ts";
import type { Withheld } from "../scope/withheld.ts";
import type { Series, SeriesPlace, Standing } from "../device/standing.ts";
import { rowKey, type RowName } from "../rows/row_name.ts";
import { type Suspect, SUSPECT_TABLES, type Suspects } from "../device/suspects.ts";

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
  /** Number of the scope that the device's user has now. */
  readonly scopeNo: number;
  readonly visibility: Visibility;
  readonly withheld: Withheld;
  readonly moves: RowMoves;
  /** The device's; frozen for a repeated query. */
  readonly suspects: Suspects;
}

/** An answer and what its cursor stands for. */
export interface Page {
  readonly text: Uint8Array<ArrayBuffer>;
  readonly standing: Standing;
  readonly rows: number;
  /** True when more is waiting. */
  readonly cut: boolean;
  /** How many rows are waiting at most: those the device may not see are counted too. */
  readonly left: number;
  /** To be written before the answer goes out. */
  readonly notes: ScopeNotes;
  /** Rows in `created` that the device might have deleted for good. */
  readonly created: readonly RowName[];
  /** Rows that were given apart. */
  readonly trial: readonly RowName[];
}

/** Builds the answer. Reads only; the caller holds the snapshot open. */
export function buildPage(input: PageInput): Page {
  const builder = new PageBuilder(input);
  builder.addTrial();
  const { series } = input.standing;
  let from = input.standing;
  if (series !== null) {
    from = builder.walk(from, series);
    if (from.series !== null) return builder.page(from);
  }
  const whole = { bound: input.value, opened: input.opened, scope: input.scopeNo, place: null };
  return builder.page(builder.walk(from, whole));
}

/** What a walk delivers: `(from.through, bound]`. */
interface Walk {
  readonly bound: number;
  readonly opened: readonly number[];
  readonly scope: number;
  readonly place: SeriesPlace | null;
}

class PageBuilder {
  readonly #input: PageInput;
  readonly #changes = new ChangesText();
  /** Rows of this answer: no id comes twice. */
  readonly #sent = new Set<string>();
  readonly #scope: PageScope;
  readonly #created: RowName[] = [];
  readonly #trial: RowName[] = [];

  constructor(input: PageInput) {
    this.#input = input;
    this.#scope = new PageScope(input.visibility, input.withheld);
  }

  page(standing: Standing): Page {
    return {
      text: this.#changes.finish(this.#input.value),
      standing: { ...standing, at: this.#input.value },
      rows: this.#changes.rows,
      cut: standing.series !== null || this.#input.suspects.isWaiting,
      left: this.#left(standing),
      notes: this.#scope.notes,
      created: this.#created,
      trial: this.#trial,
    };
  }

  /** Delivers until the end of the walk or until the page is full. */
  walk(from: Standing, walk: Walk): Standing {
    const { bound, opened, place } = walk;
    const scope = walk.scope === this.#input.scopeNo ? walk.scope : MIXED_SCOPE;
    const sources = this.#input.sources.filter((source) =>
      COMMON_TABLES.has(source.tableNo) || opened.includes(source.tableNo)
    );
    this.#scope.begin(from, bound, place !== null);
    const cutAt = (place: SeriesPlace): Standing => {
      const series: Series = { bound, place, opened, scope };
      return { ...from, series };
    };
    if (place === null || place.phase === 0) {
      const stop = this.#backfill(from, bound, sources, place);
      if (stop !== null) return cutAt(stop);
    }
    for (const phase of [1, 2] as const) {
      if (place !== null && place.phase > phase) continue;
      for (const source of sources) {
        const resume = place?.phase === phase ? place : null;
        if (resume !== null && !isAtOrAfter(sources, source, resume.tableNo)) continue;
        const after = resume?.tableNo === source.tableNo ? resume : null;
        const stop = this.#walkTable(source, { from, bound, phase, after });
        if (stop !== null) return cutAt({ phase, ...stop });
      }
    }
    return { ...from, through: bound, opened, scope, series: null };
  }

  /** Rows the device came to see only now: all that it lacks of their patients and clinics. */
  #backfill(
    from: Standing,
    bound: number,
    sources: readonly RowSource[],
    place: SeriesPlace | null,
  ): SeriesPlace | null {
    const rescan = from.through === 0 || from.scope !== this.#input.scopeNo;
    const resumeKey = place?.key ?? "";
    for (const { key, since } of this.#scope.keysToGive({ rescan, from: resumeKey })) {
      for (const source of sources) {
        const resumes = key === resumeKey && place !== null;
        if (resumes && !isAtOrAfter(sources, source, place.tableNo)) continue;
        const through = throughOf(source, from);
        let after = resumes && place.tableNo === source.tableNo ? place.row : 0;
        for (const row of source.withKey(key, after, through)) {
          const kind = row.stamp < since
            ? null
            : this.#kindOf(source, row, row.firstStamp >= since);
          const given = this.#givenApart(source.tableNo, row);
          const isDue = given === null || row.stamp > given;
          if (kind !== null && isDue && this.#scope.sees(row)) {
            if (this.#isFull(row)) {
              return { phase: 0, tableNo: source.tableNo, stamp: 0, row: after, key };
            }
            this.#add(source, row, given === null ? kind : "updated");
          }
          after = row.row;
        }
      }
      this.#scope.give(key, bound);
    }
    return null;
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
    const through = throughOf(source, from);
    let after: After = part.after ?? { stamp: through, row: AFTER_ALL_ROWS };
    const rows = phase === 1
      ? source.firstStored(after, bound)
      : source.changed(after, bound, through);
    for (const row of rows) {
      const isNew = phase === 1 || this.#scope.isLacking(row);
      const kind = this.#kindOf(source, row, isNew);
      if (kind !== null) {
        if (!this.#scope.sees(row) || this.#scope.isComing(row, phase === 1)) {
          this.#scope.withhold(row, isNew);
        } else {
          const given = phase === 1 ? this.#givenApart(tableNo, row) : null;
          if (given === null || row.stamp > given) {
            if (this.#isFull(row)) return { tableNo, stamp: after.stamp, row: after.row };
            this.#add(source, row, given === null ? kind : "updated");
          }
        }
      }
      after = { stamp: phase === 1 ? row.firstStamp : row.stamp, row: row.row };
    }
    return null;
  }

  /** Where the row goes, or null when the device need not be sent it (decision 12). */
  #kindOf(source: RowSource, row: SourceRow, isNew: boolean): ChangeKind | null {
    const { device } = this.#input;
    const own = isOwn(device, row.writer, row.stamp);
    if (own && !row.sendBack) return null;
    if (this.#sent.has(rowKey(source.tableNo, row.row))) return null;
    if (!isNew) return this.#kindOfUnheld({ tableNo: source.tableNo, row: row.row }) ?? "updated";
    // Nobody who lacks a deleted row needs it, and one who does not is told by `updated` too.
    if (row.isDeleted) return "updated";
    const sent = own || isOwn(device, row.firstWriter, row.firstStamp) ||
      device.sent.has(rowKey(source.tableNo, row.row)) || this.#isHeld(source.tableNo, row);
    return sent ? "updated" : "created";
  }

  /** True when the device was sent the row at an earlier place, or before others were withheld. */
  #isHeld(tableNo: number, { row, firstStamp, ...scope }: SourceRow): boolean {
    const { device, moves, withheld, suspects } = this.#input;
    const place = { tableNo, row, firstStamp, key: scopeKey(scope) };
    const leftOut = suspects.leftOut(place);
    const through = this.#scope.passed({ row, firstStamp, ...scope });
    return moves.isHeld(withheld, device, place, leftOut) ||
      (through !== null && moves.isSentBefore(withheld, device, place, through, leftOut));
  }

  /** A row that went into `updated` because it could not be taken in: its next change is tried. */
  #kindOfUnheld(name: RowName): ChangeKind | null {
    const suspect = this.#input.suspects.find(name);
    if (suspect === undefined || (suspect.givenAt !== null && !suspect.asUpdated)) return null;
    return "created";
  }

  /** The cursor of an earlier answer that gave the row apart, ahead of its place in the series. */
  #givenApart(tableNo: number, row: SourceRow): number | null {
    const { suspects, value, withheld } = this.#input;
    const suspect = suspects.find({ tableNo, row: row.row });
    if (suspect === undefined || suspect.givenAt === null || suspect.asUpdated) return null;
    const { givenAt } = suspect;
    // Its turn had come, but it was withheld.
    if (!suspect.wasSent && withheld.asOf(givenAt).isNoted(scopeKey(row), row.firstStamp)) {
      return null;
    }
    return givenAt < value ? givenAt : null;
  }

  /** Adds a row, unless it has to wait for a trial. */
  #add(source: RowSource, row: SourceRow, kind: ChangeKind): void {
    const name = { tableNo: source.tableNo, row: row.row };
    const { value } = this.#input;
    if (kind === "created" && SUSPECT_TABLES.has(source.tableNo)) {
      const { suspects } = this.#input;
      const suspect = suspects.find(name);
      const isTriedAgain = suspect?.asUpdated === true && suspect.givenAt !== null;
      if (suspects.isFrozen) {
        if (suspect?.givenAt === null) return;
      } else if (isTriedAgain && !suspects.isWaiting) {
        suspects.suspend(name, value);
        suspects.give(name, value);
        this.#trial.push(name);
      } else if (suspect !== undefined || suspects.isWaiting) {
        if (suspect === undefined || suspect.givenAt !== null) suspects.suspend(name, value);
        return;
      } else {
        this.#created.push(name);
      }
    }
    // In `updated` because it holds it after all: nothing is left to try.
    if (kind === "updated") this.#input.suspects.drop(name, value);
    this.#changes.add(source.name, kind, row.json);
    this.#sent.add(rowKey(source.tableNo, row.row));
  }

  /** What a series that was cut has left. */
  #left({ series, ...from }: Standing): number {
    const waiting = this.#input.suspects.waiting;
    if (series === null) return waiting;
    const { place, bound, opened } = series;
    let left = waiting;
    for (const source of this.#input.sources) {
      if (!COMMON_TABLES.has(source.tableNo) && !opened.includes(source.tableNo)) continue;
      const through = throughOf(source, { ...from, series });
      for (const phase of [1, 2] as const) {
        if (phase < place.phase) continue;
        if (phase === place.phase && source.tableNo < place.tableNo) continue;
        const isHere = phase === place.phase && source.tableNo === place.tableNo;
        const after = isHere ? place : { stamp: through, row: AFTER_ALL_ROWS };
        left += source.count(phase, after, bound, through);
      }
    }
    return left;
  }

  /** Rows that are given apart from the others. */
  addTrial(): void {
    const { device, sources, value, limits, suspects, standing, withheld } = this.#input;
    const most = limits.maxRows > 0 ? limits.maxRows : Infinity;
    const sourceOf = ({ tableNo }: RowName) =>
      sources.find((candidate) => candidate.tableNo === tableNo);
    // An older cursor is back, and says that the device holds the row.
    const isHeld = (suspect: Suspect, source: RowSource, row: SourceRow) => {
      const since = withheld.since(scopeKey(row), standing.through) ?? Infinity;
      const reaches = row.firstStamp <= throughOf(source, standing) && row.firstStamp < since;
      return reaches && suspect.since > device.presentedAt;
    };
    for (const suspect of suspects.maybeHeld()) {
      const source = sourceOf(suspect);
      const row = source?.at(suspect.row) ?? null;
      if (source === undefined || row === null || !isHeld(suspect, source, row)) continue;
      suspects.give(suspect, device.presentedAt);
    }
    for (const suspect of suspects.trial().slice(0, most)) {
      const source = sourceOf(suspect);
      const row = source?.at(suspect.row) ?? null;
      if (source === undefined || row === null) continue;
      if (this.#isFull(row)) return;
      suspects.give(suspect, value);
      if (isHeld(suspect, source, row)) continue;
      if (!this.#scope.sees(row)) {
        this.#scope.withhold(row, true);
        continue;
      }
      // The device may have pushed the row meanwhile: then it holds it.
      const usual = this.#kindOf(source, row, true);
      if (usual === null) continue;
      const kind = suspect.asUpdated ? "updated" : usual;
      this.#changes.add(source.name, kind, row.json);
      this.#sent.add(rowKey(suspect.tableNo, suspect.row));
      suspects.give(suspect, value, true);
      if (kind === "created") this.#trial.push({ tableNo: suspect.tableNo, row: suspect.row });
    }
  }

  #isFull(row: SourceRow): boolean {
    const { maxRows, maxBytes } = this.#input.limits;
    const { rows, bytes } = this.#changes;
    if (rows === 0) return false;
    return (maxRows > 0 && rows >= maxRows) || (maxBytes > 0 && bytes + row.json.length > maxBytes);
  }
}

/** Up to which first stamp the device is known to hold the table's rows. */
function throughOf({ tableNo }: RowSource, from: Standing): number {
  return COMMON_TABLES.has(tableNo) || from.opened.includes(tableNo) ? from.through : 0;
}

function isAtOrAfter(sources: readonly RowSource[], source: RowSource, tableNo: number): boolean {
  const at = sources.findIndex((candidate) => candidate.tableNo === tableNo);
  return sources.indexOf(source) >= at;
}
