/** A full lock and the unlock after it, as a phone meets them (decision 27). */

import assert from "node:assert/strict";
import { Clinic } from "../../support/clinic.ts";
import { PASSPHRASE } from "../../support/hub_process.ts";

/** Signs in by the start link and answers how to post. */
async function operatorPost(operatorUrl: string) {
  const { origin, hash } = new URL(operatorUrl);
  const headers = { origin, "content-type": "application/json", cookie: "" };
  const post = async (path: string, body: unknown): Promise<Response> => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${origin}/api/${path}`, init);
    await response.body?.cancel();
    return response;
  };
  const session = await post("session", { token: hash.slice("#token=".length) });
  headers.cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  return post;
}

Deno.test("a phone is answered 503 while the hub is locked, and syncs on after the unlock", async () => {
  await using clinic = await Clinic.open();
  const { phone, rows } = await clinic.phone();
  assert.ok((await phone.sync()).ok);
  const post = await operatorPost(clinic.hub.ready.operator_url);
  assert.equal((await post("lock", {})).status, 200);
  const heartbeat = async () => await (await fetch(`${clinic.url}/rpc/heartbeat`)).json();
  assert.deepEqual(await heartbeat(), { status: "ok", ready: false });
  const refused = await fetch(`${clinic.url}/rpc/handshake`, { method: "POST", body: "{}" });
  assert.equal(refused.status, 503);
  await refused.body?.cancel();
  const id = await phone.create("patients", rows.patient());
  assert.ok(!(await phone.sync()).ok);

  assert.equal((await post("unlock", { passphrase: "not the passphrase" })).status, 403);
  assert.equal((await post("unlock", { passphrase: PASSPHRASE })).status, 200);
  assert.deepEqual(await heartbeat(), { status: "ok", ready: true });
  // The token is still good: no new scan, no new login.
  assert.ok((await phone.sync()).ok);
  const other = await clinic.phone("august", { account: 3 });
  assert.ok((await other.phone.sync()).ok);
  assert.ok((await other.phone.rows("patients")).some((row) => row.id === id));
  const events = clinic.hub.events.map(({ event }) => event);
  assert.ok(events.indexOf("locked") < events.indexOf("unlocked"));
});
