/** Provisioning files: made by the tool and by a hub, loaded by a flag and by a person. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { MadeProvision, ProvisionResult } from "../../../server/operator/mod.ts";
import { SimulatedCloud } from "../../support/cloud/mod.ts";
import { PASSPHRASE, runToEnd } from "../../support/hub_process.ts";
import { RowMaker } from "../../support/phone/mod.ts";
import { furnish, RelayedHub } from "./relayed_hub.ts";

const FILE_PASSPHRASE = "carried on a stick 9";
const TOOL = new URL("../../../tools/provision.ts", import.meta.url).href;

/** Runs the tool. */
async function runTool(...flags: string[]) {
  const args = ["run", "-A", "--no-check", TOOL, ...flags];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out ?? "", err: err ?? "" };
}

Deno.test("a hub that never had internet serves phones from a file of the tool, and later finds nothing new", async () => {
  await using cloud = await SimulatedCloud.start();
  const { clinicId, nurse, hub: device } = await furnish(cloud);
  cloud.people.create("drug_catalogue", {
    ...{ generic_name: "Paracetamol", form: "tablet", route: "oral" },
    ...{ dosage_quantity: 500, dosage_units: "mg" },
  });
  cloud.people.create("app_config", { namespace: "ui", key: "colour", value: "blue" });
  await using hub = new RelayedHub();
  const { root } = hub.directory;
  const cloudFlags = hub.cloudFlags(cloud, device.apiKey);
  const file = join(root, "provision.json");
  const passphraseFile = join(root, "provision-passphrase");
  const made = await runTool(...cloudFlags, "--out", file);
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /5 rows, 1 accounts/);
  await Deno.writeTextFile(passphraseFile, made.out);
  const text = await Deno.readTextFile(file);
  for (const secret of [nurse.email, device.apiKey, "Olive", "Paracetamol"]) {
    assert.ok(!text.includes(secret), secret);
  }
  assert.ok(!(made.out + made.err).includes(device.apiKey));
  const asked = cloud.network.requests;
  const badly = async (...more: string[]) => (await runTool(...cloudFlags, ...more)).err;
  // Nobody waits for a large answer that could not be kept.
  assert.match(await badly("--out", file), /^Cannot write: the file is there\n$/);
  assert.match(
    await badly("--out", join(root, "no", "x")),
    /^Cannot write: there is no such folder\n/,
  );
  const weak = join(root, "weak-passphrase");
  await Deno.writeTextFile(weak, "short");
  assert.match(
    await badly("--out", join(root, "x"), "--passphrase-file", weak),
    /^Cannot use provisioning file: the passphrase is too weak/,
  );
  assert.equal(cloud.network.requests, asked);

  const flags = ["--provision-file", file, "--provision-passphrase-file", passphraseFile];
  await hub.start(...flags);
  assert.ok(!hub.process.events.some(({ code }) => code === "NO_ACCOUNTS"));
  const phone = await hub.phone(nurse);
  assert.equal((await phone.sync()).error, null);
  assert.equal((await phone.rows("clinics")).length, 1);
  const rows = new RowMaker(4, { clinicId, userId: nurse.id });
  const id = await phone.create("patients", { ...rows.patient(), primary_clinic_id: clinicId });
  assert.equal((await phone.sync()).error, null);
  const { rows: counts, conflicts } = await hub.status();
  assert.deepEqual(counts, {
    ...{ clinics: 1, users: 1, user_clinic_permissions: 1, app_config: 1, drug_catalogue: 1 },
    patients: 1,
  });
  assert.equal(await hub.stop(), 0);

  // With internet: what was loaded is what the cloud has, and the same flags change nothing.
  const answerBytes = cloud.network.answerBytes;
  await hub.start(...flags, ...cloudFlags);
  await hub.done();
  assert.ok(cloud.network.answerBytes > answerBytes);
  const { cloud: status, conflicts: after } = await hub.status();
  assert.deepEqual([conflicts, after], [0, 0]);
  assert.deepEqual(status.lastRun?.tally.received, { patients: 1 });
  assert.deepEqual(status.lastRun?.tally.sent, { patients: 1 });
  assert.ok(cloud.row("patients", id) !== undefined);
});

Deno.test("a registered hub makes a file for another one, which says what is wrong with other files", async () => {
  await using cloud = await SimulatedCloud.start({ generation: "newer" });
  const { nurse, hub: device } = await furnish(cloud);
  await using maker = new RelayedHub();
  await maker.start();
  const make = (filePassphrase: string, passphrase = PASSPHRASE) =>
    maker.ask("/api/cloud/provision/make", { passphrase, filePassphrase });
  assert.equal((await make(FILE_PASSPHRASE, "not the passphrase")).status, 403);
  const refused = async (filePassphrase: string) => await (await make(filePassphrase)).json();
  assert.deepEqual(await refused(FILE_PASSPHRASE), { made: false, problem: "NOT_REGISTERED" });
  const access = { url: cloud.url, apiKey: device.apiKey, passphrase: PASSPHRASE };
  await maker.json("/api/cloud/register", access);
  await maker.done();
  assert.deepEqual(await refused("weak"), { made: false, problem: "WEAK_PASSPHRASE" });
  const made = await (await make(FILE_PASSPHRASE)).json() as
    & Omit<MadeProvision, "file">
    & { path: string };
  assert.deepEqual([made.accounts, made.rows], [1, 3]);
  const answer = await maker.ask(made.path);
  assert.match(answer.headers.get("content-disposition") ?? "", /attachment; filename="/);
  const file = await answer.text();
  assert.equal((await maker.ask(`${made.path}x`)).status, 404);
  const loaded = (hub: RelayedHub, text: string, filePassphrase = FILE_PASSPHRASE) =>
    hub.json<ProvisionResult>("/api/cloud/provision/load", { file: text, filePassphrase });
  assert.deepEqual(await loaded(maker, file), { loaded: false, problem: "HAS_DATA" });

  await using hub = new RelayedHub();
  await hub.start();
  const cases = [
    [file, "another passphrase 1", "WRONG_PASSPHRASE"],
    [`${file.slice(0, -40)}`, FILE_PASSPHRASE, "DAMAGED"],
    [`{"a": 1}`, FILE_PASSPHRASE, "NOT_A_FILE"],
  ] as const;
  for (const [text, passphrase, problem] of cases) {
    assert.deepEqual(await loaded(hub, text, passphrase), { loaded: false, problem });
  }
  assert.equal((await hub.status()).hasAccounts, false);
  assert.deepEqual(await loaded(hub, file), { loaded: true, accounts: 1, rows: 3 });
  assert.equal((await hub.status()).hasAccounts, true);
  const phone = await hub.phone(nurse);
  assert.equal((await phone.sync()).error, null);
  // Loaded again it changes nothing.
  assert.deepEqual(await loaded(hub, file), { loaded: true, accounts: 1, rows: 3 });
});

Deno.test("headless: a file that cannot be used ends the start with its reason", async () => {
  await using hub = new RelayedHub();
  const { root } = hub.directory;
  const file = join(root, "provision.json");
  const passphraseFile = join(root, "provision-passphrase");
  await Deno.writeTextFile(file, "not one");
  await Deno.writeTextFile(passphraseFile, FILE_PASSPHRASE);
  const flags = hub.directory.flags("--provision-file", file);
  assert.equal((await runToEnd(flags)).code, 2);
  const ended = await runToEnd([...flags, "--provision-passphrase-file", passphraseFile]);
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /not a provisioning file/);
});
