/** Failure catalogue C20: what a hub gives away, or takes, on the way to the cloud. */

import assert from "node:assert/strict";
import { RelayClinic } from "../relay/relay_clinic.ts";
import { runRelay } from "../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import type { PullPart } from "../../server/relay/pull_reader.ts";
import { isPull } from "../support/cloud/mod.ts";

Deno.test("C20 the key travels over https alone, loopback apart", async () => {
  await using world = await RelayClinic.open();
  const { signal } = new AbortController();
  const store = new RelayStore(world.hub.engine);
  const access = { url: "http://cloud.example.org", apiKey: world.apiKey };
  await assert.rejects(runRelay(store, access, signal), { name: "CloudUrlError" });
  assert.equal(world.cloud.requests.length, 0);
});

Deno.test("C20 a hub that was suspended or retired in the cloud sends and receives nothing", async () => {
  await using world = await RelayClinic.open();
  const { cloud, clinic } = world;
  await world.relay();
  await world.make("patients");
  for (const status of ["suspended", "inactive", "decommissioned"] as const) {
    cloud.people.setStatus(clinic.deviceId, status);
    const before = cloud.requests.length;
    assert.deepEqual(await world.relay(), { relayed: false, reason: "NOT_ACTIVE" });
    const paths = cloud.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(paths, ["/api/hub/verify-key"], status);
  }
  cloud.people.setStatus(clinic.deviceId, "active");
  await world.relay();
  assert.equal(cloud.count("patients"), 1);
});

Deno.test("C20 keys of other hubs and PIN codes are not kept, not even while an answer arrives", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const other = cloud.people.hub([clinic.clinicId]);
  cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const hash = String(cloud.row("devices", other.id)?.api_key_hash);
  assert.match(hash, /^[0-9a-f]{64}$/);
  const store = new RelayStore(hub.engine);
  let staged = "";
  const watched = new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      if (name !== "stage") return method.bind(target);
      return async (run: number, parts: readonly PullPart[]) => {
        await target.stage(run, parts);
        staged += JSON.stringify(
          hub.database.reader.prepare("SELECT table_name, data FROM cloud_staged").values(),
        );
      };
    },
  });
  await world.relay({ desk: watched });
  assert.ok(staged.includes("patients"));
  for (const word of [hash, "api_key_hash", "device_pin_codes", other.id]) {
    assert.ok(!staged.includes(word), word);
  }
});

Deno.test("C20 neither key, address nor rows are in what a run says when it fails", async () => {
  await using world = await RelayClinic.open();
  const { cloud } = world;
  await world.relay();
  const made = await world.make("patients", { given_name: "Zenobia" });
  cloud.network.fail({ kind: "cut", direction: "answer", afterBytes: 10 }, isPull, 5);
  const heard: string[] = [];
  const failed = await world.relay({ onProgress: (...told) => heard.push(JSON.stringify(told)) })
    .catch((error: Error) => error);
  assert.ok(failed instanceof Error);
  const said = `${failed.message} ${heard.join(" ")}`;
  for (const secret of [world.apiKey, cloud.url, made.id, "Zenobia"]) {
    assert.ok(!said.includes(secret), said.slice(0, 200));
  }
});
