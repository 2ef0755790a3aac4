/**
 * Plays a schedule of hubs and a cloud and checks what comes of it.
 *
 * @module
 */

import { checkAccounted, checkForbidden, type FinalState } from "../checks/accounted.ts";
import { checkAgreement } from "../checks/agreement.ts";
import { checkDoubles, checkOrphans } from "../checks/integrity.ts";
import type { MemoryHubs } from "../hub/memory_hub.ts";
import { playStep as playOnHub } from "../play.ts";
import { passStep } from "../play.ts";
import { ensure } from "../world/failure.ts";
import { type HubRow, readConflicts, readQuarantine, readTables } from "../world/hub_rows.ts";
import type { Tally } from "../world/tally.ts";
import { checkCloudAgreement, type HubState } from "./checks/cloud_agreement.ts";
import { checkCloudStock } from "./checks/cloud_stock.ts";
import { readLists } from "./checks/lists.ts";
import type { CloudSchedule, CloudStep } from "./schedule/step.ts";
import { clinicsOf } from "./world/cloud_places.ts";
import { CloudWorld } from "./world/cloud_world.ts";
import * as people from "./world/people_steps.ts";
import { relay } from "./world/relay_steps.ts";
import { settle } from "./world/settle.ts";
import { SENT_TABLES } from "./sent_tables.ts";

/**
 * Plays a schedule; throws a `FleetFailure` when a promise is broken.
 *
 * @returns What happened how often
 */
export async function playCloudSchedule(
  hubs: MemoryHubs,
  schedule: CloudSchedule,
): Promise<Tally> {
  await using world = await CloudWorld.open(hubs, schedule);
  for (const step of schedule.steps) {
    for (const site of world.sites) await passStep(site.world);
    world.passStep();
    await playStep(world, step);
    for (const site of world.sites) site.world.throwFailure();
  }
  await settle(world);
  const states = world.sites.map((site): HubState =>
    site.hub.read((database) => ({
      site,
      lists: readLists(database),
      state: {
        tables: readTables(database),
        conflicts: readConflicts(database),
        quarantine: readQuarantine(database),
      },
    }))
  );
  const cloud = cloudState(world);
  const asThere = states.map(({ state }) => underCloudIds(state, cloud));
  checkAccounted(world.ledger, ...states.map(({ state }) => state), ...asThere, cloud);
  for (const hub of states) {
    const { site, state, lists } = hub;
    checkForbidden(world.ledger, state);
    checkOrphans(state.tables);
    checkDoubles(state.tables);
    await checkAgreement(site.world, state);
    checkCloudAgreement(world, hub);
    for (const { reason } of state.conflicts) world.tally.count(`conflict ${reason}`);
    for (const reason of lists.reasons.values()) world.tally.count(`listed ${reason}`);
  }
  checkCloudStock(world, states);
  checkPushes(world);
  return world.tally;
}

/** The cloud's rows, as a hub would have them. */
function cloudState({ cloud }: CloudWorld): FinalState {
  const tables = SENT_TABLES.map((table) => {
    const rows = cloud.rows(table).map((row): [string, HubRow] => {
      const values = Object.entries(row).map(([column, value]) => [column, people.asHub(value)]);
      const is_deleted = row.is_deleted === true ? 1 : 0;
      return [String(row.id), { ...Object.fromEntries(values), is_deleted }];
    });
    return [table, new Map(rows)] as const;
  });
  return { tables: new Map(tables), conflicts: [], quarantine: [] };
}

const ATTRIBUTES = "patient_additional_attributes";

/** The conflict records of attributes, which the cloud keeps by patient and field (A28). */
function underCloudIds({ tables, conflicts }: FinalState, cloud: FinalState): FinalState {
  const keyOf = (row: HubRow | undefined) => `${row?.patient_id}/${row?.attribute_id}`;
  const ids = new Map<string, string>();
  for (const [id, row] of cloud.tables.get(ATTRIBUTES) ?? []) ids.set(keyOf(row), id);
  const renamed = conflicts.filter(({ table_name }) => table_name === ATTRIBUTES).map(
    (conflict) => {
      const key = keyOf(tables.get(ATTRIBUTES)?.get(conflict.row_id));
      return { ...conflict, row_id: ids.get(key) ?? conflict.row_id };
    },
  );
  return { tables: new Map(), conflicts: renamed, quarantine: [] };
}

/** What a push must never do (A28). */
function checkPushes(world: CloudWorld): void {
  const { record } = world.cloud;
  const notTaken = record.dropped.find(({ reason }) => reason === "table not taken");
  ensure(notTaken === undefined, "RELAY", () => `table ${notTaken?.table} was pushed`);
  const visits = record.fabricatedVisits.length;
  ensure(visits === 0, "DOUBLED", () => `the cloud made up ${visits} visits`);
  checkDoubles(cloudState(world).tables);
  for (const { reason } of record.dropped) world.tally.count(`dropped ${reason}`);
}

async function playStep(world: CloudWorld, step: CloudStep): Promise<void> {
  switch (step.do) {
    case "at": {
      const { world: site } = world.siteAt(step.hub);
      if (site.phones.length > 0 || !("phone" in step.step)) await playOnHub(site, step.step);
      return;
    }
    case "relay":
      await relay(world, step, (inner) => playStep(world, inner));
      return;
    case "wait":
      world.commitLate();
      return world.hubs.passTime(step.ms);
    case "limit":
      world.cloud.limit.perMinute = step.perMinute;
      return;
    case "cloudClock":
      world.cloud.clocks.skewMs += step.skewMs;
      world.cloud.clocks.databaseSkewMs = step.databaseSkewMs;
      return;
    case "suspend": {
      const status = step.suspended ? "suspended" : "active";
      return world.cloud.people.setStatus(world.siteAt(step.hub).deviceId, status);
    }
    case "clinics":
      return world.cloud.people.setClinics(
        world.siteAt(step.hub).deviceId,
        clinicsOf(step.bits),
      );
    case "cloudEdits":
      return people.edit(world, step);
    case "cloudMakes":
      return people.make(world, step);
    case "cloudDeletes":
      return people.remove(world, step);
    case "cloudMoves":
      return people.move(world, step);
    case "cloudGrants":
      return people.grant(world, step);
    case "cloudCounts":
      return people.count(world, step);
  }
}
