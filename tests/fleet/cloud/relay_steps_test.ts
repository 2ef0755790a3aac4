/** The fleet's own relay step: what is played inside a run is over when the step is. */

import assert from "node:assert/strict";
import { emptyHubs } from "./cloud_game.ts";
import type { CloudSchedule, CloudStep } from "./schedule/step.ts";
import { CloudWorld } from "./world/cloud_world.ts";
import { relay } from "./world/relay_steps.ts";

const SCHEDULE: CloudSchedule = {
  ...{ generation: "older", timeZone: "UTC", reportsRejected: false, skewMs: 0, pageRows: 0 },
  hubs: [{ clinics: 1, phones: [] }],
  steps: [],
};
const MOMENTS = 12;
const INNER: CloudStep = { do: "wait", ms: 1 };

Deno.test("relay() of a run that is given up waits for what others do inside it", async () => {
  await using hubs = await emptyHubs();
  await using world = await CloudWorld.open(hubs, SCHEDULE);
  const reasons = new Set<string | null>();
  for (let at = 0; at < MOMENTS; at++) {
    let [begun, ended] = [0, 0];
    const step = { do: "relay", hub: 0, cancel: at, during: { at, steps: [INNER] } } as const;
    const { reason } = await relay(world, step, async () => {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended++;
    });
    assert.equal(ended, begun, `moment ${at}`);
    reasons.add(reason);
  }
  assert.ok(reasons.has("CANCELLED"), `${[...reasons]}`);
});
