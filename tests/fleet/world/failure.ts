/**
 * What the fleet test complains of.
 *
 * @module
 */

/**
 * Which promise is broken.
 *
 * - `LEAK`: a row, table or column went to a phone that may not have it
 * - `SHAPE`: an answer a phone cannot take
 * - `RECREATED`: a row in `created` that the phone is known to hold
 * - `LOST`: something acknowledged is nowhere
 * - `UNDELETED`: an acknowledged deletion is undone
 * - `ORPHAN`: a live child of a deleted row
 * - `DOUBLED`: a record is there twice, or sending it again changed something
 * - `STOCK`: stock or an item's quantity does not agree with the dispensing records
 * - `DISAGREE`: phone and hub differ within the phone's scope
 * - `STUCK`: a phone cannot sync or never comes to rest
 * - `FORBIDDEN`: a value is stored that nobody concerned may store
 * - `REFUSED`: a row of somebody who may do everything was put aside
 * - `NOISE`: a lone phone met a conflict
 * - `HUB`: the hub answers what it must not
 * - `UNLISTED`: hub and cloud differ, and nobody is told
 * - `RELAY`: a run of the relay does what it must not
 */
export type Broken =
  | "LEAK"
  | "SHAPE"
  | "RECREATED"
  | "LOST"
  | "UNDELETED"
  | "ORPHAN"
  | "DOUBLED"
  | "STOCK"
  | "DISAGREE"
  | "STUCK"
  | "FORBIDDEN"
  | "REFUSED"
  | "NOISE"
  | "HUB"
  | "UNLISTED"
  | "RELAY";

/** A broken promise. */
export class FleetFailure extends Error {
  override readonly name = "FleetFailure";
  readonly code: Broken;

  constructor(code: Broken, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Fails unless `holds`. */
export function ensure(holds: boolean, code: Broken, message: () => string): asserts holds {
  if (!holds) throw new FleetFailure(code, message());
}
