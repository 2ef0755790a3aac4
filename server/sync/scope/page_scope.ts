/**
 * What one answer shows, withholds and makes up for (decision 16).
 *
 * @module
 */

import type { SourceRow } from "../pull/row_source.ts";
import type { Standing } from "../device/standing.ts";
import { scopeKey, type Visibility } from "./visibility.ts";
import type { Withheld } from "./withheld.ts";

/** What has to be written about an answer before it goes out. */
export interface ScopeNotes {
  /** Keys of rows that were not sent. */
  readonly withheld: readonly WithheldNote[];
  /** Keys whose rows have all been given. */
  readonly given: readonly GivenNote[];
}

/** Rows of `key` first stored from `since` on were not sent. */
export interface WithheldNote {
  readonly key: string;
  readonly since: number;
}

/** All rows of `key` are given by the series with this bound. */
export interface GivenNote {
  readonly key: string;
  readonly bound: number;
}

/** The scope of one answer. */
export class PageScope {
  readonly #visibility: Visibility;
  readonly #withheld: Withheld;
  /** Nothing was ever withheld from the device: most hubs serve one clinic. */
  readonly #isEmpty: boolean;
  readonly #notes = new Map<string, WithheldNote>();
  readonly #given = new Map<string, GivenNote>();
  readonly #lacking = new Map<string, number | null>();
  #through = 0;
  #bound = 0;
  #isResumed = false;

  constructor(visibility: Visibility, withheld: Withheld) {
    this.#visibility = visibility;
    this.#withheld = withheld;
    this.#isEmpty = withheld.isEmpty();
  }

  get notes(): ScopeNotes {
    const withheld = [...this.#notes.values()].filter(({ key, since }) =>
      this.#isEmpty || this.#given.has(key) || !this.#withheld.isNoted(key, since)
    );
    return { withheld, given: [...this.#given.values()] };
  }

  /**
   * A walk over `(from.through, bound]` begins.
   *
   * @param isResumed True when an earlier answer has begun it
   */
  begin({ through }: Standing, bound: number, isResumed: boolean): void {
    this.#through = through;
    this.#bound = bound;
    this.#isResumed = isResumed;
    this.#lacking.clear();
  }

  /** True when the row may be sent. */
  sees(row: SourceRow): boolean {
    return this.#visibility.sees(row);
  }

  /** Notes that a row is not sent; a row that was held before lacks every change since then. */
  withhold(row: SourceRow, isNew: boolean): void {
    this.#note(scopeKey(row), isNew ? row.firstStamp : this.#through + 1);
  }

  /**
   * Keys whose rows the device lacks and may see now, in order.
   *
   * @param options `rescan`: look at all keys, because the scope is another one than before;
   * otherwise at those whose patient may have become visible. `from`: the key to begin with.
   */
  *keysToGive(
    options: { readonly rescan: boolean; readonly from: string },
  ): Iterable<{ readonly key: string; readonly since: number }> {
    if (this.#isEmpty) return;
    const { rescan, from } = options;
    const keys = rescan
      ? this.#withheld.keys(this.#through, from)
      : this.#withheld.touchedKeys(this.#through, this.#bound, from);
    // The key of the place has rows left, even if its patient has changed again since it began.
    if (from !== "") keys.unshift(from);
    for (const key of keys) {
      if (this.#given.has(key)) continue;
      const stored = this.#withheld.since(key, this.#through);
      if (stored === null) continue;
      const since = Math.min(stored, this.#notes.get(key)?.since ?? stored);
      if (this.#visibility.seesKey(key)) yield { key, since };
      // Given by an answer that may never have come through, and hidden again by now.
      else this.#note(key, since);
    }
  }

  /** Notes that a key's rows have all been given. */
  give(key: string, bound: number): void {
    this.#given.set(key, { key, bound });
    this.#notes.delete(key);
  }

  /**
   * True when rows of the same patient or clinic were withheld earlier, and may be seen only since
   * the series has begun: they come all together, from the beginning of the next one.
   *
   * @param isNew True for a row that is new to the device by its place in the series
   */
  isComing(row: SourceRow, isNew: boolean): boolean {
    if (this.#isEmpty || !this.#isResumed) return false;
    const key = scopeKey(row);
    if (this.#given.has(key)) return false;
    return this.isLacking(row) || (isNew && this.#withheld.isWithheldAfter(key, this.#through));
  }

  /** True when the device lacks a row although its cursor has passed it. */
  isLacking(row: SourceRow): boolean {
    if (this.#isEmpty) return false;
    const since = this.#since(scopeKey(row));
    return since !== null && row.firstStamp >= since;
  }

  /**
   * Up to where the device's cursor has passed the row, which it lacks because it was withheld; null
   * for a row that its cursor has not passed.
   */
  passed(row: SourceRow): number | null {
    return this.#isEmpty || row.firstStamp > this.#through ? null : this.#through;
  }

  /** From which first stamp on rows of the key are lacking, unless this series has given them. */
  #since(key: string): number | null {
    if (this.#given.has(key)) return null;
    let since = this.#lacking.get(key);
    if (since === undefined) {
      const isGiven = this.#withheld.isGivenIn(key, this.#bound);
      since = isGiven ? null : this.#withheld.since(key, this.#through);
      this.#lacking.set(key, since);
    }
    return since;
  }

  #note(key: string, since: number): void {
    const noted = this.#notes.get(key);
    if (noted !== undefined && noted.since <= since) return;
    this.#notes.set(key, { key, since });
  }
}
