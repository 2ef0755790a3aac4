/**
 * Syncs, and what may happen in the middle of one.
 *
 * @module
 */

import { PhoneCrash, type SyncOutcome } from "../../support/phone/mod.ts";
import type { Step, SyncDone } from "../schedule/step.ts";
import { ensure } from "./failure.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import { sameContent } from "./hub_content.ts";
import { inTrouble, sleep } from "./trouble.ts";
import type { World } from "./world.ts";

/** Plays the steps of others inside a sync. */
export type PlayInside = (step: Step) => Promise<void>;

/** Several syncs take longer than one request. */
const SPREAD = 4;

/** What a phone may do while it syncs itself. */
const WHILE_SYNCING: ReadonlySet<Step["do"]> = new Set([
  "create",
  "edit",
  "delete",
  "dispense",
  "online",
]);

/** One sync of one phone. */
export async function sync(
  world: World,
  step: SyncDone,
  play: PlayInside,
): Promise<SyncOutcome> {
  const phone = world.phoneAt(step.phone);
  const { during, crashAt } = step;
  const silenced: string[] = [];
  if (crashAt !== undefined || step.trouble !== undefined) world.hadTrouble = true;
  let isPlayed = false;
  phone.phone.beforeStep = async (at) => {
    if (during?.at === at && !isPlayed) {
      isPlayed = true;
      for (const inner of during.steps) {
        await playDuring(world, phone, at, inner, { play, silenced });
      }
    }
    if (crashAt === at) throw new PhoneCrash();
  };
  try {
    const outcome = await inTrouble(world, phone, step.trouble, () => phone.phone.sync());
    if (Object.keys(outcome.pushed).length > 0) silenced.forEach((cell) => phone.silent.add(cell));
    return outcome;
  } finally {
    phone.phone.beforeStep = null;
  }
}

interface Inside {
  readonly play: PlayInside;
  readonly silenced: string[];
}

async function playDuring(
  world: World,
  phone: FleetPhone,
  at: string,
  step: Step,
  { play, silenced }: Inside,
): Promise<void> {
  const isOwn = "phone" in step && world.phoneAt(step.phone) === phone;
  if (isOwn && !WHILE_SYNCING.has(step.do)) return;
  if (!isOwn || (at !== "pushed" && at !== "marked")) return await play(step);
  // What is dirty now has been collected: the phone will mark it synced, with what is edited now.
  const before = new Map<string, string>();
  for (const { table, id, row } of await phone.editable()) {
    if (row._status !== "synced") before.set(`${table}/${id}`, JSON.stringify(row));
  }
  const stock = await phone.listed("clinic_inventory");
  await play(step);
  for (const { table, id, row } of await phone.editable()) {
    const key = `${table}/${id}`;
    const old = before.get(key);
    if (old === undefined || old === JSON.stringify(row)) continue;
    const oldRow = JSON.parse(old);
    for (const column of Object.keys(row)) {
      if (row[column] !== oldRow[column]) silenced.push(`${key}/${column}`);
    }
  }
  for (const { id } of await phone.listed("clinic_inventory")) {
    const old = stock.find((row) => row.id === id);
    if (old?._status !== "synced") silenced.push(`clinic_inventory/${id}/quantity_available`);
  }
  const hidden = new Set((await phone.editable()).map(({ table, id }) => `${table}/${id}`));
  for (const key of before.keys()) {
    if (!hidden.has(key)) silenced.push(`${key}/is_deleted`, `${key}/deleted_at`);
  }
}

/** The push the hub took last, again, in a new envelope. */
export async function pushAgain(world: World, number: number): Promise<void> {
  const phone = world.phoneAt(number);
  const { lastPush } = phone;
  if (lastPush === null || !world.hub.isUp) return;
  const isAlone = lastPush.writes === world.writes && lastPush.user === phone.signedIn;
  await sameContent(world, isAlone, "the same push in a new envelope", async () => {
    await phone.phone.rpc("command", "sync_push", lastPush.args);
  });
}

/** The request the hub took last, again, byte by byte: it must not count whatever came since. */
export async function sendAgain(world: World, number: number): Promise<void> {
  const phone = world.phoneAt(number);
  const { lastSealed } = phone;
  if (lastSealed === null || !world.hub.isUp) return;
  const { qr } = world.hub;
  const { url } = JSON.parse(qr) as { url: string };
  await sameContent(world, true, "the same request again", async () => {
    const init = {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: lastSealed.body,
    };
    const answer = await world.hub.fetch(`${url}/rpc/command`, init, {
      kind: "command",
      name: "sync_push",
    });
    await answer.body?.cancel();
    ensure(answer.status !== 500, "HUB", () => `${answer.status} to a replay`);
  });
}

/** Every phone syncs at the same time; the hub may be killed meanwhile. */
export async function together(world: World, hubDies: boolean): Promise<void> {
  const wasUp = world.hub.isUp;
  world.isTogether = true;
  try {
    const syncs = world.phones.map(({ phone }) => phone.sync());
    if (hubDies) {
      await sleep(Math.random() * SPREAD * world.hub.diesWithinMs);
      await world.killHub();
    }
    await Promise.all(syncs);
  } finally {
    world.isTogether = false;
    if (wasUp) await world.hub.start();
  }
}
