/**
 * A phone alone with its hub: whatever goes wrong with network and hub, nothing conflicts, nothing
 * is put aside, and what a person typed last stays on the phone.
 *
 * @module
 */

import type { Schedule, Step } from "../schedule/step.ts";
import { ensure } from "../world/failure.ts";
import { DELETION, EXISTENCE } from "../world/ledger.ts";
import { USERS } from "../hub/fleet_clinic.ts";
import type { World } from "../world/world.ts";
import type { FinalState } from "./accounted.ts";

const CALM: ReadonlySet<Step["do"]> = new Set([
  "create",
  "edit",
  "delete",
  "destroy",
  "dispense",
  "sync",
  "hubDown",
  "diskFull",
  "restart",
]);

/** A person may go on writing on what was deleted before. */
const OF_DELETIONS: ReadonlySet<string> = new Set([
  "PARENT_DELETED",
  "ROW_DELETED",
  "DELETED_WITH_CHANGES",
]);

/** True when nobody but one phone, in the hands of somebody who may do everything, acts. */
export function isCalm({ phones, steps, pageRows }: Schedule): boolean {
  const [first] = phones;
  if (first === undefined || phones.length > 1) return false;
  if (
    Object.values(USERS[first.user % USERS.length]?.grants ?? {}).some((grant) => grant !== "all")
  ) return false;
  // What is edited in the middle of the sync that brings it was pulled under no cursor that the push
  // names: the hub cannot know that the phone has seen it, and keeps both values.
  const hasCursor = first.synced === true && pageRows === 0;
  if (!hasCursor && steps.some((step) => step.do === "sync" && step.during !== undefined)) {
    return false;
  }
  return steps.every(isCalmStep);
}

function isCalmStep(step: Step): boolean {
  return CALM.has(step.do) &&
    (step.do !== "sync" || step.during === undefined || step.during.steps.every(isCalmStep));
}

/** Fails at the first thing a lone phone should not meet. */
export async function checkCalm(world: World, state: FinalState): Promise<void> {
  const [phone] = world.phones;
  if (phone === undefined) return;
  const last = new Map<string, { readonly value: unknown; readonly by: string }>();
  for (const { table, id, column, value, by } of world.ledger.all()) {
    if (column !== EXISTENCE && column !== DELETION) {
      last.set(JSON.stringify([table, id, column]), { value, by });
    }
  }
  for (const [place, { value }] of last) {
    const [table, id, column] = JSON.parse(place) as [string, string, string];
    const row = await phone.phone.row(table, id);
    if (row === null || row.is_deleted === true || phone.destroyed.has(`${table}/${id}`)) continue;
    // Typed while the app marked the row as synced: nobody is ever told of it.
    if (phone.silent.has(`${table}/${id}/${column}`)) continue;
    ensure(
      row[column] === value,
      "LOST",
      () => `${table}/${id}.${column} was typed as ${value} and is ${row[column]} on the phone`,
    );
  }
  const conflict = state.conflicts.find(({ reason }) => !OF_DELETIONS.has(reason));
  // Where the hub cannot know what a phone has seen, it keeps rather too many values than too few.
  const mayConflict = world.hasHubDied || world.hadTrouble || phone.silent.size > 0;
  ensure(mayConflict || conflict === undefined, "NOISE", () => {
    return `a conflict of a lone phone: ${JSON.stringify(conflict)}`;
  });
  ensure(state.quarantine.length === 0, "NOISE", () => {
    return `a row of a lone phone was put aside: ${JSON.stringify(state.quarantine[0])}`;
  });
}
