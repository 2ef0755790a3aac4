/** The fleet's own hub: what several ask of it at once comes one after the other. */

import assert from "node:assert/strict";
import { MemoryHubs } from "./hub/memory_hub.ts";

Deno.test("start() and kill() asked for at once, by several, leave the hub as the last one wanted it", async () => {
  await using hubs = await MemoryHubs.make();
  await using hub = await hubs.openBeside();
  await Promise.all([hub.kill(), hub.start(), hub.start()]);
  assert.ok(hub.isUp, "started twice");
  await Promise.all([hub.kill(), hub.start(), hub.kill()]);
  assert.ok(!hub.isUp, "killed while it started");
  await hub.start();
  assert.ok(hub.isUp);
});
