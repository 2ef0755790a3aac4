/** A disk that takes no more, on a real process. */

import assert from "node:assert/strict";
import { HubDirectory, HubProcess, runToEnd } from "../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../support/phone/mod.ts";
import { until } from "../support/until.ts";

const ROWS = 1_500;

Deno.test({
  name: "a full disk refuses a push with 503 STORAGE, keeps what was acknowledged, and recovers",
  // Windows has no limit of this kind.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using directory = new HubDirectory();
    const flags = directory.flags("--pairing-open", "--demo");
    let hub = await HubProcess.start(flags, { maxFileKiB: 5_000 });
    try {
      const { port } = new URL(hub.ready.lan_url);
      const account = hub.ready.accounts?.[0];
      assert.ok(account !== undefined);
      const phone = await SimulatedPhone.create({ generation: "may" });
      await phone.scan(hub.qr);
      const login = await phone.login(account.email, account.password);
      const { user_id: userId } = login.answer as { user_id: string };
      const rows = new RowMaker(1, { clinicId: account.clinic_id, userId });
      assert.equal((await phone.sync()).error, null);

      let acknowledged = 0;
      let refused: string | undefined;
      for (let push = 0; push < 30 && refused === undefined; push++) {
        await phone.createMany("patients", rows.many(ROWS, (maker) => maker.patient()));
        const outcome = await phone.sync();
        if (outcome.error === null) acknowledged += ROWS;
        else refused = outcome.error.message;
      }
      assert.match(String(refused), /HTTP 503$/);
      assert.ok(acknowledged > 0);
      assert.equal(await phone.dirtyCount(), ROWS);
      assert.equal(await phone.heartbeat(), true);
      await until(() => hub.events.some((event) => event.code === "DATABASE_STORAGE"));

      await hub.kill();
      hub = await HubProcess.start([...flags, "--port", port]);
      assert.equal((await phone.sync()).error, null);
      const other = await SimulatedPhone.create({ generation: "august" });
      await other.scan(hub.qr);
      await other.login(account.email, account.password);
      await other.sync();
      await other.sync();
      const ids = new Set((await other.rows("patients")).map((row) => row.id));
      for (const row of await phone.rows("patients")) assert.ok(ids.has(row.id));
      assert.equal(ids.size, (await phone.rows("patients")).length);
      assert.equal(await hub.stop(), 0);
    } finally {
      await hub[Symbol.asyncDispose]();
    }
  },
});

Deno.test({
  name: "a disk that takes nothing at all is said at the start, and nothing is damaged",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using directory = new HubDirectory();
    const empty = await runToEnd(directory.flags(), { maxFileKiB: 0 });
    assert.equal(empty.code, 1, empty.stderr);
    assert.match(empty.stderr, /^Cannot start: the data directory cannot be written/);
    const first = await HubProcess.start(directory.flags("--demo"));
    assert.equal(await first.stop(), 0);
    const full = await runToEnd(directory.flags(), { maxFileKiB: 0 });
    assert.equal(full.code, 1, full.stderr);
    const second = await HubProcess.start(directory.flags("--demo"));
    assert.equal(await second.stop(), 0);
    assert.equal(second.ready.pairing.id, first.ready.pairing.id);
  },
});
