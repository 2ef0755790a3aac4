/**
 * Everything works again and everybody syncs until nothing changes.
 *
 * @module
 */

import { type SyncOutcome, totalRows } from "../../support/phone/mod.ts";
import { FleetFailure } from "./failure.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import type { World } from "./world.ts";

/** After this many rounds small pages have shown what they can show. */
const SMALL_PAGE_ROUNDS = 12;
/** Rounds in which a fleet must come to rest. */
const MAX_ROUNDS = 90;

/** Syncs every phone until a whole round brings nothing. */
export async function quiesce(world: World): Promise<void> {
  const { hub } = world;
  world.hubDownFor = 0;
  world.diskFullFor = 0;
  await hub.setDiskFull(false);
  await hub.start();
  await hub.confirmClock();
  const last = new Map<string, SyncOutcome>();
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    let isQuiet = true;
    if (round === SMALL_PAGE_ROUNDS && world.pageRows > 0) {
      world.pageRows = 0;
      await hub.setPageRows(0);
    }
    for (const phone of world.phones) {
      const outcome = await syncSignedIn(world, phone);
      last.set(phone.name, outcome);
      world.throwFailure();
      const rows = totalRows(outcome.pulled) + totalRows(outcome.pushed);
      if (!outcome.ok || rows > 0) isQuiet = false;
    }
    if (isQuiet) return;
  }
  const how = [...last].map(([name, { ok, error, pulled, pushed }]) =>
    `${name}: ${JSON.stringify({ ok, error, pulled, pushed })}`
  );
  throw new FleetFailure("STUCK", how.join("; "));
}

async function syncSignedIn(world: World, phone: FleetPhone): Promise<SyncOutcome> {
  const isRight = phone.signedIn === phone.user;
  if (!isRight) await signIn(world, phone);
  const outcome = await phone.phone.sync();
  const code = outcome.error?.code;
  if (code !== "AUTH_FAILED" && code !== "NOT_CONNECTED" && code !== "NO_PEER") return outcome;
  await signIn(world, phone);
  return await phone.phone.sync();
}

async function signIn(world: World, phone: FleetPhone): Promise<void> {
  if (await phone.signIn(world.hub.qr)) return;
  phone.user = world.places.admin;
  await phone.signIn(world.hub.qr);
}
