/**
 * Plays a schedule on a hub and checks what comes of it.
 *
 * @module
 */

import { checkAccounted, checkForbidden, type FinalState } from "./checks/accounted.ts";
import { checkAgreement } from "./checks/agreement.ts";
import { checkDoubles, checkOrphans, checkStock } from "./checks/integrity.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import type { Schedule, Step } from "./schedule/step.ts";
import { checkCalm, isCalm } from "./checks/calm.ts";
import * as cloud from "./world/cloud_steps.ts";
import { readConflicts, readQuarantine, readTables } from "./world/hub_rows.ts";
import * as local from "./world/local_steps.ts";
import { online } from "./world/online_steps.ts";
import * as operator from "./world/operator_steps.ts";
import * as phones from "./world/phone_steps.ts";
import { quiesce } from "./world/quiesce.ts";
import * as syncs from "./world/sync_steps.ts";
import { tapped } from "./world/tap.ts";
import type { Tally } from "./world/tally.ts";
import { World } from "./world/world.ts";

/**
 * Plays a schedule; throws a `FleetFailure` when a promise is broken.
 *
 * @returns What happened how often
 */
export async function playSchedule(hubs: FleetHubs, schedule: Schedule): Promise<Tally> {
  await using hub = await hubs.open();
  const world = await World.open(hub, schedule, tapped);
  for (const step of schedule.steps) {
    await passStep(world);
    await playStep(world, step);
    world.throwFailure();
  }
  await quiesce(world);
  const state = hub.read((database): FinalState => ({
    tables: readTables(database),
    conflicts: readConflicts(database),
    quarantine: readQuarantine(database),
  }));
  checkAccounted(world.ledger, state);
  checkForbidden(world.ledger, state);
  checkOrphans(state.tables);
  checkDoubles(state.tables);
  checkStock(state, world.recounted);
  await checkAgreement(world, state);
  if (isCalm(schedule)) await checkCalm(world, state);
  for (const { reason } of state.conflicts) world.tally.count(`conflict ${reason}`);
  for (const { reason } of state.quarantine) world.tally.count(`put aside ${reason}`);
  return world.tally;
}

/** A hub that is down, or full, is so for some steps. */
export async function passStep(world: World): Promise<void> {
  if (world.hubDownFor > 0 && --world.hubDownFor === 0) await world.hub.start();
  if (world.diskFullFor > 0 && --world.diskFullFor === 0) await world.hub.setDiskFull(false);
}

/** One step. */
export async function playStep(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case "create":
      return await local.create(world, step);
    case "edit":
      return await local.edit(world, step);
    case "delete":
      return await local.remove(world, step);
    case "destroy":
      return await local.destroy(world, step);
    case "dispense":
      return await local.dispense(world, step);
    case "meddle":
      return await local.meddle(world, step);
    case "bulk":
      return await local.bulk(world, step);
    case "recount":
      return await local.recount(world, step);
    case "sync":
      await syncs.sync(world, step, (inner) => playStep(world, inner));
      return;
    case "online":
      return await online(world, step);
    case "pushAgain":
      return await syncs.pushAgain(world, step.phone);
    case "sendAgain":
      return await syncs.sendAgain(world, step.phone);
    case "forceUpload":
      return await phones.forceUpload(world, step.phone, step.all);
    case "forceDownload":
      return await phones.forceDownload(world, step.phone, step.all);
    case "reinstall":
      return await phones.reinstall(world, step.phone, step.keepId);
    case "backup":
      return await phones.backup(world, step.phone);
    case "restore":
      return await phones.restore(world, step.phone);
    case "restart":
      return await world.phoneAt(step.phone).phone.restart();
    case "login":
      return await phones.login(world, step.phone, step.user);
    default:
      return await playAround(world, step);
  }
}

type AroundPhones = Exclude<Step, { readonly phone: number }> | Extract<Step, { do: "phoneClock" }>;

async function playAround(world: World, step: AroundPhones): Promise<void> {
  const { hub } = world;
  switch (step.do) {
    case "phoneClock":
      world.phoneAt(step.phone).clockMs += step.byMs;
      return;
    case "together":
      return await syncs.together(world, step.hubDies === true);
    case "retry":
      return await operator.retry(world);
    case "decide":
      return await operator.decide(world, step);
    case "bringBack":
      return await operator.bringBack(world, step);
    case "pages":
      if (!hub.isUp || world.diskFullFor > 0) return;
      await hub.setPageRows(step.rows);
      world.pageRows = step.rows;
      return;
    case "hubClock":
      return hub.moveClock(step.byMs);
    case "confirmClock":
      return await hub.confirmClock();
    case "hubDown":
      await world.killHub();
      world.hubDownFor = step.steps;
      if (step.steps === 0) await hub.start();
      return;
    case "diskFull":
      world.diskFullFor = step.steps;
      return await hub.setDiskFull(true);
    case "grant":
      return await cloud.grant(world, step);
    case "moveUser":
      return await cloud.moveUser(world, step);
    case "openToAll":
      return await cloud.openToAll(world, step);
    case "movePatient":
      return await cloud.movePatient(world, step);
    case "cloudEdit":
      return await cloud.cloudEdit(world, step);
    case "cloudPatient":
      return await cloud.cloudPatient(world, step);
  }
}
