/**
 * What the rows of one push share.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { DeviceState } from "../device/device_state.ts";
import type { Change } from "../rows/row_store.ts";
import type { Withheld } from "../scope/withheld.ts";
import type { Standing } from "../device/standing.ts";
import type { Conflicts } from "./conflicts.ts";
import type { DispensedStock } from "./dispensed_stock.ts";
import type { PushPermissions } from "./push_permissions.ts";

/** See the module. */
export interface PushScene {
  readonly statements: Statements;
  readonly device: DeviceState;
  /** What the push started from. */
  readonly standing: Standing;
  /** What the device was not sent; null when that is nothing. */
  readonly withheld: Withheld | null;
  readonly permissions: PushPermissions;
  readonly conflicts: Conflicts;
  readonly dispensed: DispensedStock;
  /** Who writes: the device's push writer when the push began. */
  readonly writer: number;
  /** Stamp, writer and time of the next row. */
  readonly next: () => Change;
  /** First stamp of the push. */
  readonly firstStamp: number;
}
