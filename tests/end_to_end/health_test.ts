/** `--health` about a hub that runs, is locked, and is stopped. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { HealthReport } from "../../server/health/mod.ts";
import { Clinic } from "../support/clinic.ts";
import { HubDirectory, HubProcess, PASSPHRASE, runToEnd } from "../support/hub_process.ts";
import { OperatorScript } from "../support/operator_script.ts";

async function healthOf(directory: HubDirectory) {
  const { code, stdout, stderr } = await runToEnd(["--health", "--data-dir", directory.data]);
  assert.equal(stderr, "");
  return { code, report: JSON.parse(stdout) as HealthReport, text: stdout };
}

function codesOf({ problems }: HealthReport): string[] {
  return problems.map(({ code }) => code);
}

Deno.test("--health tells of a running, a locked and a stopped hub, and nothing of a patient", async () => {
  await using clinic = await Clinic.open();
  const { phone, rows } = await clinic.phone();
  const patient = rows.patient();
  await phone.create("patients", patient);
  assert.ok((await phone.syncTwice())[0].ok);
  const operator = await OperatorScript.signIn(clinic.hub);

  const { report: open, text } = await healthOf(clinic.directory);
  assert.equal(open.state, "unlocked");
  assert.ok(open.facts.database.schemaVersion !== null && open.facts.database.bytes > 0);
  assert.equal(open.facts.clock.phones.length, 1, "the phone's rows were compared with the clock");
  assert.ok(Math.abs(open.facts.clock.phones[0]?.leadMs ?? Infinity) < 60_000);
  assert.ok(codesOf(open).includes("ADDRESS_LOCAL"), "tests bind loopback alone");
  for (const value of [patient["given_name"], patient["surname"], PASSPHRASE]) {
    assert.ok(typeof value === "string" && !text.includes(value));
  }

  assert.equal(await operator.post("health/check"), 200);
  assert.equal((await healthOf(clinic.directory)).report.facts.database.integrity?.result, "good");

  assert.equal(await operator.post("lock"), 200);
  const { report: locked } = await healthOf(clinic.directory);
  assert.equal(locked.state, "locked");
  assert.equal(locked.facts.database.integrity, null);
  assert.equal(await operator.post("health/check"), 503, "LOCKED");

  assert.equal(await clinic.hub.stop(), 0);
  const { report: stopped, code } = await healthOf(clinic.directory);
  assert.equal(stopped.state, "stopped");
  assert.equal(stopped.facts.reach, null);
  assert.equal(code, codesOf(stopped).includes("DISK_FULL") ? 9 : 0);
});

Deno.test("--health of a directory without a hub says so and makes nothing", async () => {
  using directory = new HubDirectory();
  const { report } = await healthOf(directory);
  assert.equal(report.state, "new");
  assert.equal(report.facts.database.bytes, 0);
  await assert.rejects(Deno.stat(directory.data), Deno.errors.NotFound);
});

Deno.test("--health says that a program which holds the directory does not answer", async () => {
  using directory = new HubDirectory();
  await using hub = await HubProcess.start(directory.flags());
  await Deno.remove(join(directory.data, "hub.health"));
  assert.equal((await healthOf(directory)).report.state, "silent");
  assert.equal(await hub.stop(), 0);
});

Deno.test("the token for --health opens the health report and nothing else", async () => {
  using directory = new HubDirectory();
  await using hub = await HubProcess.start(directory.flags());
  const path = join(directory.data, "hub.health");
  if (Deno.build.os !== "windows") {
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o077, 0, "its owner alone");
  }
  const [port, token] = (await Deno.readTextFile(path)).trim().split(" ");
  const ask = async (route: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/${route}`, { ...init, headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await ask("health"), 200);
  for (const route of ["status", "settings", "audit", "events"]) {
    assert.equal(await ask(route), 401, route);
  }
  for (const route of ["health", "health/check", "lock", "stop"]) {
    assert.equal(await ask(route, { method: "POST", body: "{}" }), 401, route);
  }
  assert.equal(await hub.stop(), 0);
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});
