/** The report of a hub that has seen everything a report must not tell. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { diagnose } from "../../../server/diagnose/mod.ts";
import { Clinic } from "../../support/clinic.ts";
import { PASSPHRASE, runToEnd } from "../../support/hub_process.ts";

/** Texts of a record that are long enough to be found by no accident. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return value.trim().length >= 5 ? [value.trim()] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

Deno.test("--diagnose tells no key, name, e-mail, row or passphrase, running or not", async () => {
  await using clinic = await Clinic.open();
  const { directory, hub } = clinic;
  const { phone, rows } = await clinic.phone();
  const patient = { ...rows.patient(), given_name: "Amalthea", surname: "Haddadin" };
  await phone.create("patients", patient);
  assert.equal((await phone.sync()).ok, true);
  await phone.login("amalthea@example.org", "not the passphrase of hers");
  await Deno.writeTextFile(join(directory.data, "Amalthea Haddadin.pdf"), "x");

  const report = async () => {
    const { code, stdout, stderr } = await runToEnd([
      ...["--diagnose", "--data-dir", directory.data],
    ]);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const running = await report();
  assert.equal(await hub.stop(), 0);
  const stopped = await report();

  const accounts = hub.ready.accounts ?? [];
  const home = Deno.env.get("HOME") ?? "";
  const secrets = [
    ...texts(patient),
    ...accounts.flatMap(({ email, password }) => [email, password]),
    ...[PASSPHRASE, "amalthea", "Amalthea", "Haddadin", "not the passphrase of hers"],
    ...[hub.ready.pairing.pk, hub.ready.pairing.id, phone.token ?? "?", phone.clientId],
    ...[new URL(hub.ready.operator_url).hash.replace("#token=", ""), Deno.hostname()],
    ...[directory.root, ...(home.length > 1 ? [home] : [])],
    (await Deno.readFile(join(directory.data, "hub.vault"))).subarray(100, 130).toHex(),
  ];
  for (const text of [running, stopped]) {
    // The versions are there, so it is a report at all.
    const read = JSON.parse(text);
    assert.equal(read.program.kind, "sources");
    assert.equal(read.data.files.others, 1);
    assert(read.log.some((line: { event: string }) => line.event === "sync"), "no log");
    for (const secret of secrets) assert(!text.includes(secret), `tells "${secret}"`);
  }
  const log = await Deno.readTextFile(join(directory.data, "logs", "hub.log"));
  for (const secret of secrets) assert(!log.includes(secret), `the log tells "${secret}"`);
});

Deno.test("--diagnose answers where there is no hub at all", async () => {
  const folder = await Deno.makeTempDir({ prefix: "hub-nothing-" });
  try {
    const nowhere = join(folder, "none");
    const { code, stdout } = await runToEnd(["--diagnose", "--data-dir", nowhere]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).data.vault.problem, "NOT_FOUND");
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "diagnose() names what a cut off step has left, and a file that leads nowhere",
  // Windows lets only administrators make links.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const directory = Deno.makeTempDirSync({ prefix: "hub-left-" });
    try {
      Deno.symlinkSync(join(directory, "no-disk"), join(directory, "hub.db"));
      const left = [
        "hub.db.rekeyed-wal",
        "hub.restoring",
        "hub.vault.damaged",
        "hub.vault.writing",
      ];
      const temporary = `hub.health.${crypto.randomUUID()}`;
      for (const name of [...left, temporary, "Amalthea.pdf"]) {
        Deno.writeTextFileSync(join(directory, name), "x");
      }
      Deno.mkdirSync(join(directory, "restore.staged"));
      const report = await diagnose({ version: "26.11.1", directory, installation: null });
      const { files, others } = JSON.parse(report).data.files;
      const names = files.map(({ name }: { name: string }) => name);
      assert.deepEqual(names, ["hub.db", ...left, temporary, "restore.staged"].sort());
      assert.deepEqual([files[0].bytes, others], [null, 1]);
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  },
});
