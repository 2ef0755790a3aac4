/**
 * Hubs, phones and a cloud as a game to look for failures in.
 *
 * @module
 */

import type { Game } from "../find_failure.ts";
import { MemoryHubs } from "../hub/memory_hub.ts";
import { playCloudSchedule } from "./play.ts";
import { type CloudDrawn, cloudSchedules } from "./schedule/arbitrary.ts";
import { printCloudSchedule } from "./schedule/print.ts";
import { smallerCloudSchedules } from "./schedule/smaller.ts";
import type { CloudSchedule } from "./schedule/step.ts";

/** Hubs that hold nothing until they have relayed. */
export function emptyHubs(): Promise<MemoryHubs> {
  return MemoryHubs.make([]);
}

/** The game. */
export function cloudGame(hubs: MemoryHubs, drawn: CloudDrawn): Game<CloudSchedule> {
  return {
    schedules: cloudSchedules(drawn),
    atOnce: hubs.atOnce,
    play: (schedule) => playCloudSchedule(hubs, schedule),
    smaller: smallerCloudSchedules,
    print: printCloudSchedule,
  };
}
