/**
 * The second place: a stick or a network folder that gets every copy as well.
 *
 * @module
 */

/** The second place as the operator sees it. */
export interface SecondPlaceStatus {
  /** Its path; null while none is chosen. */
  readonly folder: string | null;
  /**
   * `none`: not chosen. `there`: it answers. `missing`: the stick is out, or the folder is not
   * connected. `failing`: it is there and takes no copy.
   */
  readonly state: "none" | "there" | "missing" | "failing";
  /** Since when it is in this state, epoch ms. */
  readonly sinceMs: number;
  /** When the newest copy there was made, epoch ms; remembered while it is missing. */
  readonly newestAtMs: number | null;
  /** True when it is on the same disk as the data: it does not help when that breaks. */
  readonly sameDisk: boolean;
  /** Why the last copy there failed; null when it did not. */
  readonly problem: string | null;
}
