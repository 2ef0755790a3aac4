/**
 * Phone and hub agree within what the phone's user may see.
 *
 * @module
 */

import { PULLED_ONLY_TABLES, type RawRow, type Table, tablesOf } from "../../support/phone/mod.ts";
import { FleetFailure } from "../world/failure.ts";
import type { FleetPhone } from "../world/fleet_phone.ts";
import { BOOKKEEPING } from "../world/hub_content.ts";
import type { HubRow } from "../world/hub_rows.ts";
import { scopeOf } from "../world/scope.ts";
import type { World } from "../world/world.ts";
import type { FinalState } from "./accounted.ts";

const LOCAL_ONLY: ReadonlySet<string> = new Set(["event_logs", "peers"]);

/** Fails at the first row in which a phone differs from the hub. */
export async function checkAgreement(world: World, state: FinalState): Promise<void> {
  const aside = new Set(
    state.quarantine.map(({ table_name, row_id }) => `${table_name}/${row_id}`),
  );
  for (const phone of world.phones) {
    if (phone.mayLackAll) continue;
    const scope = world.hub.read((database) => scopeOf(database, phone.user.id));
    const tombstones = await phone.tombstones();
    const device = world.deviceOf(phone);
    for (const table of tablesOf(phone.generation)) {
      const { name } = table;
      if (LOCAL_ONLY.has(name)) continue;
      if (name === "patient_risk_profiles" && !device.opened.has(name)) continue;
      const held = new Map((await phone.phone.rows(name)).map((row) => [row.id, row]));
      const stored = state.tables.get(name) ?? new Map<string, HubRow>();
      for (const row of stored.values()) {
        const key = `${name}/${row.id}`;
        if (phone.mayLack.has(key) || tombstones.has(key)) continue;
        if (!scope.seesRow(name, row) || isOthersPermission(phone, name, row)) continue;
        const mine = held.get(row.id);
        if (row.is_deleted === 1) {
          if (
            mine !== undefined && mine.is_deleted !== true && !isSilent(phone, key, "is_deleted")
          ) {
            differ(phone, key, "it is deleted on the hub and lives on the phone");
          }
        } else if (mine === undefined) {
          differ(phone, key, "the phone lacks it");
        } else {
          compare(phone, table, row, mine);
        }
      }
      for (const id of held.keys()) {
        const key = `${name}/${id}`;
        if (stored.has(id) || aside.has(key) || phone.mayLack.has(key)) continue;
        differ(phone, key, "the hub has neither the row nor a note of it");
      }
    }
  }
}

/** Only the permissions of its own user are promised to a phone. */
function isOthersPermission({ user }: FleetPhone, table: string, row: HubRow): boolean {
  return table === PULLED_ONLY_TABLES[0] && row.user_id !== user.id;
}

function compare(phone: FleetPhone, table: Table, row: HubRow, mine: RawRow): void {
  const key = `${table.name}/${row.id}`;
  for (const { name, type, isOptional } of table.columns) {
    if (BOOKKEEPING.has(name) || isSilent(phone, key, name)) continue;
    const wanted = asOnPhone(row[name] ?? null, type, isOptional === true);
    if (wanted === mine[name]) continue;
    differ(
      phone,
      key,
      `${name} is ${JSON.stringify(wanted)} on the hub and ${
        JSON.stringify(mine[name])
      } on the phone`,
    );
  }
}

function isSilent({ silent }: FleetPhone, key: string, column: string): boolean {
  return silent.has(`${key}/${column}`);
}

/** What a phone makes of a stored value: a missing one is empty unless it may be null. */
function asOnPhone(value: string | number | null, type: string, isOptional: boolean) {
  if (type === "boolean") return value === null ? (isOptional ? null : false) : value === 1;
  if (value === null) return isOptional ? null : type === "number" ? 0 : "";
  return value;
}

function differ(phone: FleetPhone, key: string, how: string): never {
  throw new FleetFailure("DISAGREE", `${phone.name} (${phone.generation}) and ${key}: ${how}`);
}
