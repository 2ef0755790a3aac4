/** The audit log of a real hub and a real phone's work, as a script on the operator's port reads it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { AuditLine } from "../../server/audit/mod.ts";
import type { AuditPage } from "../../server/keeper/audit/audit_page.ts";
import { HubDirectory, HubProcess } from "../support/hub_process.ts";
import { SimulatedPhone } from "../support/phone/mod.ts";

const MARKER = "Zuleika-the-marker";

Deno.test("the log of a running hub: pairing, a failed login, a login, a sync, a call; page and export", async () => {
  using directory = new HubDirectory();
  const tokenFile = join(directory.root, "operator-token");
  const flags = ["--demo", "--pairing-open", "--operator-token-file", tokenFile];
  await using hub = await HubProcess.start(directory.flags(...flags));
  const { operator_url, accounts = [] } = hub.ready;
  const [account] = accounts;
  assert.ok(account);
  const get = async (path: string) =>
    await fetch(new URL(path, operator_url), {
      headers: { Authorization: `Bearer ${(await Deno.readTextFile(tokenFile)).trim()}` },
    });

  const phone = await SimulatedPhone.create({ generation: "may" });
  assert.ok((await phone.scan(hub.qr)).ok);
  assert.ok(!(await phone.login(account.email, `${MARKER}-password`)).signedIn);
  assert.ok(!(await phone.login(`${MARKER}@clinic.example`, `${MARKER}-other`)).signedIn);
  const login = await phone.login(account.email, account.password);
  assert.ok(login.signedIn);
  const { user_id: userId } = login.answer as { user_id: string };
  assert.equal((await phone.sync()).error, null);
  const patient = {
    id: "audited-patient",
    given_name: MARKER,
    primary_clinic_id: account.clinic_id,
  };
  const called = await phone.rpc("command", "register_patient", { patient });
  assert.ok(called.ok);

  let page: AuditPage;
  const deadline = Date.now() + 30_000;
  do {
    const answer = await get("/api/audit?limit=500");
    assert.equal(answer.status, 200);
    page = await answer.json();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(Date.now() < deadline, JSON.stringify(page.entries.map(({ kind }) => kind)));
  } while (!page.entries.some(({ kind }) => kind === "sync_pull") || !page.state.verifiedAtMs);
  const of = (kind: string) => page.entries.filter((entry) => entry.kind === kind);
  assert.equal(page.state.problem, null);
  for (const kind of ["unlocked", "pairing_opened", "device_waiting", "device_admitted", "login"]) {
    assert.equal(of(kind).length, 1, kind);
  }
  const failed = of("login_failed");
  assert.deepEqual(new Set(failed.map(({ who }) => who)), new Set(["phone", `user:${userId}`]));
  const [call] = of("call");
  assert.equal(call?.who, `user:${userId}`);
  assert.deepEqual(call?.detail.rows, ["patients/audited-patient"]);
  assert.ok(Number(of("sync_pull")[0]?.detail.rows) > 50);
  assert.equal(typeof page.users[userId], "string");
  assert.match(page.devices[call?.device_no ?? 0] ?? "", /\w/);

  const file = await get("/api/audit/export");
  assert.equal(file.status, 200);
  const text = await file.text();
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.at(-1).verified.intact, true);
  const numbers = (lines.slice(1, -1) as AuditLine[]).map(({ entry }) => entry);
  assert.deepEqual(numbers, numbers.map((_, at) => at + 1));
  assert.equal(lines.at(-2).kind, "exported");
  assert.ok(!text.includes(MARKER), "a value is in the log");
  assert.ok(!text.includes("@"), "an e-mail is in the log");
  assert.equal((await fetch(new URL("/api/audit", operator_url))).status, 401);
  assert.ok(!JSON.stringify(hub.events).includes(MARKER));
});
