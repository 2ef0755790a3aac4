/** An app that was installed anew before it ever presented a cursor (decision 0002). */

import assert from "node:assert/strict";
import { storeDeviceLogin } from "../../../server/keeper/phones/store_device_login.ts";
import { idsOf, patient, TestEngine } from "../../support/open_engine.ts";

const CREATED = { patients: { created: [patient("p")], updated: [], deleted: [] } };

async function logIn(hub: TestEngine): Promise<void> {
  hub.database.writer.exec("UPDATE users SET clinic_id = 'c', name = 'N', email = 'n@example.org'");
  hub.database.writer.exec(
    `INSERT OR IGNORE INTO clinics (id, name, is_deleted, hub_first_stamp, hub_first_writer,
       hub_stamp, hub_writer, hub_send_back) VALUES ('c', 'C', 0, 0, 2, 0, 2, 0)`,
  );
  const login = { deviceId: "a", userId: "user", address: "", deviceName: null };
  await storeDeviceLogin(hub.engine, login);
}

for (const restarted of [false, true]) {
  Deno.test(`a phone wiped after its first sync gets its own rows back${restarted ? " after a restart" : ""}`, async () => {
    using hub = new TestEngine();
    await hub.admit("a");
    await hub.pull("a", 0);
    await hub.push("a", CREATED);
    await logIn(hub);
    if (restarted) hub.restart();
    assert.deepEqual(idsOf(await hub.pull("a", 0), "patients").created, ["p"]);
  });
}

Deno.test("a phone killed after its first push is not sent its own rows", async () => {
  using hub = new TestEngine();
  await hub.admit("a");
  await hub.pull("a", 0);
  await hub.push("a", CREATED);
  assert.deepEqual(idsOf(await hub.pull("a", 0), "patients"), { created: [], updated: [] });
});
