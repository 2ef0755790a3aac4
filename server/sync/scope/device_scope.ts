/**
 * Which clinics' patients a device is sent: those where its user may view history (decision 16).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { permissionsOf } from "../../permissions/mod.ts";

/** The scope of one pull. */
export interface DeviceScope {
  /** Null: every clinic. */
  readonly clinics: ReadonlySet<string> | null;
  /** The same as text: equal scopes have equal texts. */
  readonly text: string;
}

/** Text of the scope of a user from whom nothing is kept. */
export const EVERYTHING = "*";

/** The scope of the user as permissions are now; nothing but reference tables for nobody. */
export function scopeOfUser(statements: Statements, userId: string): DeviceScope {
  const permissions = permissionsOf(statements, userId);
  if (permissions?.unrestricted === true) return { clinics: null, text: EVERYTHING };
  const clinics = [...permissions?.clinicsWith("can_view_history") ?? []].sort();
  return { clinics: new Set(clinics), text: JSON.stringify(clinics) };
}
