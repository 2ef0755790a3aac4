import assert from "node:assert/strict";
import { join } from "node:path";
import { HubDatabase } from "../../server/database/hub_database.ts";
import type { HubKeeper, OpenRequest } from "../../server/keeper/hub_keeper.ts";
import { SyncEngine } from "../../server/sync/sync_engine.ts";
import { openCaptured } from "./hub/captured_engine.ts";

Deno.test("openCaptured() gives the engine of the keeper that opens, though another hub writes meanwhile", async () => {
  const directory = await Deno.makeTempDir();
  const open = (name: string, meanwhile: () => Promise<unknown>) => {
    const keeper = {
      open: async () => {
        const database = HubDatabase.open(join(directory, name), new Uint8Array(32));
        await new SyncEngine(database).write(() => {});
        await meanwhile();
      },
    };
    return openCaptured(keeper as unknown as HubKeeper, {} as OpenRequest);
  };
  const first = await open("first.db", () => Promise.resolve());
  const second = await open("second.db", () => first.engine.write(() => {}));
  assert.notEqual(second.engine, first.engine);
  for (const { database } of [first, second]) database[Symbol.dispose]();
  await Deno.remove(directory, { recursive: true });
});
