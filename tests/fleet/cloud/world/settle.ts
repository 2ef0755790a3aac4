/**
 * Everything works again: phones sync and hubs relay until nothing waits any more.
 *
 * @module
 */

import { FleetFailure } from "../../world/failure.ts";
import { quiesce } from "../../world/quiesce.ts";
import { readLists } from "../checks/lists.ts";
import { type CloudWorld, NO_LIMIT } from "./cloud_world.ts";
import { relay } from "./relay_steps.ts";

/** Rounds in which everything must come to rest. */
const MAX_ROUNDS = 40;
/** More than the day and the three runs after which what never came back is listed. */
const DAYS = 3;
const DAY_AND_A_BIT_MS = 90_000_000;

/** Ends all trouble and waits. */
export async function settle(world: CloudWorld): Promise<void> {
  const { cloud, hubs, sites } = world;
  world.commitLate();
  cloud.network.heal();
  cloud.limit.perMinute = NO_LIMIT;
  for (const site of sites) {
    if (world.clinicsOf(site).length === 0) throw new RangeError("a hub without clinics");
    cloud.people.setStatus(site.deviceId, "active");
  }
  let days = 0;
  let how = "";
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const moved: string[] = [];
    for (const site of sites) {
      await quiesce(site.world);
      const { rows, reason } = await relay(world, { do: "relay", hub: site.number }, () => {
        return Promise.resolve();
      });
      if (rows === null) throw new FleetFailure("RELAY", `a run in peace ended in ${reason}`);
      site.world.throwFailure();
      if (rows.sent + rows.received > 0) moved.push(`hub ${site.number} ${JSON.stringify(rows)}`);
    }
    const waiting = sites.flatMap(({ hub }) => hub.read((database) => readLists(database).waiting));
    how = [...moved, ...waiting.slice(0, 5)].join(", ");
    if (moved.length > 0) continue;
    if (days < DAYS) {
      days++;
      hubs.passTime(DAY_AND_A_BIT_MS);
    } else if (waiting.length === 0) {
      return;
    }
  }
  throw new FleetFailure("STUCK", `the relay never comes to rest: ${how}`);
}
