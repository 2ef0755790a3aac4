/**
 * Whether a cloud is another one than that of the rows this hub holds.
 *
 * Rows that one cloud has would wait for another one for ever: they name clinics, accounts, forms
 * and drugs that are not there. So a hub that holds some stays with its cloud until everything is
 * removed (docs/relay.md).
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { isSameCloud } from "../../provision/same_cloud.ts";
import type { CloudDevice } from "../../relay/cloud_device.ts";
import { recall } from "../../relay/report/relay_memory.ts";
import { readHeldOfCloud } from "../../relay/store/relay_store.ts";

/**
 * A cloud that was moved has another address and still knows the hub's id or one of its clinics;
 * no two clouds share those. Where no address was noted nobody can tell.
 *
 * @param device What the cloud at `url` says of this hub
 */
export function holdsOtherCloud(
  statements: Statements,
  url: string,
  { id, clinicIds }: CloudDevice,
): boolean {
  const provisioned = recall(statements, "provisioned");
  if (provisioned === null && !readHeldOfCloud(statements).hasRows) return false;
  const urls = [recall(statements, "cloud_url"), provisioned?.cloudUrl ?? null]
    .filter((known) => known !== null);
  if (urls.length === 0 || urls.some((known) => isSameCloud(url, known))) return false;
  if (knownDevices(statements).includes(id) || provisioned?.deviceId === id) return false;
  return statements.get(
    "SELECT 1 FROM clinics WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1",
  ).value(JSON.stringify(clinicIds)) === undefined;
}

/** As which devices rows were asked for: the last answer's, and one that waits to be stored. */
function knownDevices(statements: Statements): string[] {
  const known = statements.get("SELECT device, staged_device FROM relay_state")
    .value<[string | null, string | null]>() ?? [];
  return known.flatMap((text) => text === null ? [] : (JSON.parse(text) as CloudDevice).id);
}
