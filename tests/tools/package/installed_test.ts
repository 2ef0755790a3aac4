/** The packages as people meet them: installed, started, used, upgraded, removed. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DEMO_ACCOUNTS } from "../../../server/demo_clinic/mod.ts";
import { buildPackages } from "../../../tools/package/build_packages.ts";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { noDisplayReason, VirtualDisplay } from "../../ui/window/virtual_display.ts";
import { WindowDirectory, WindowHub } from "../../ui/window/window_hub.ts";

const OLD = "26.1.100";
const NEW = "26.1.201";
const TITLE = "Hikma Health Sync Hub";
const HOME = "/usr/lib/hikma-hub";
const ENTRY = "/usr/share/applications/hikma-hub.desktop";
const NOBODY = { url: "", keys: { current: "", next: "" } };

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Why the package cannot be installed here, or null. Null on the machine that decides. */
function cannotInstall(): string | null {
  if (Deno.build.os !== "linux") return "not Linux";
  if (!isThere("/usr/bin/dpkg")) return "not Debian";
  if (Deno.uid() !== 0) return "only root installs packages";
  return noDisplayReason();
}

interface Ended {
  readonly code: number;
  readonly said: string;
}

async function run(command: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** The words of the entry's `Exec`, as a menu would start them (desktop entry specification). */
function execOf(entry: string): string[] {
  const exec = /^Exec=(.*)$/m.exec(entry)?.[1] ?? "";
  return exec.split(" ").filter((word) => !/^%[a-zA-Z]$/.test(word));
}

/** Files that may be executed in any folder called `bin`. */
function programsInBin(folder: string): string[] {
  const found: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...programsInBin(path));
    else if (/\/bin\/[^/]+$/.test(path) && ((Deno.statSync(path).mode ?? 0) & 0o111) !== 0) {
      found.push(path);
    }
  }
  return found;
}

interface Unlocked {
  readonly state: string;
  readonly programVersion: string;
  readonly pairingText: string;
  readonly lanUrl: string;
  readonly rows: Readonly<Record<string, number>>;
}

async function statusOf(hub: WindowHub): Promise<Unlocked> {
  return (await hub.ask("/api/status")).body as Unlocked;
}

async function stop(hub: WindowHub): Promise<void> {
  await hub.ask("/api/stop", {});
  const { code, stderr } = await hub.ended();
  assert.equal(code, 0, stderr);
}

Deno.test({
  name: "the Debian package is installed, started from its entry, used, upgraded and removed",
  ignore: cannotInstall() !== null,
  fn: async () => {
    assert(
      !isThere(HOME),
      "a Sync Hub is installed here already, and this test would remove it: dpkg --purge hikma-hub",
    );
    const packages = await Deno.makeTempDir({ prefix: "hub-packages-" });
    using directory = new WindowDirectory();
    await using display = await VirtualDisplay.start();
    const home = join(directory.root, "home");
    const env = { ...display.env, HOME: home, XDG_DATA_HOME: "", XDG_CONFIG_HOME: "" };
    const deb: Record<string, string> = {};
    try {
      for (const version of [OLD, NEW]) {
        const [asset] = await buildPackages({
          target: packages,
          version,
          updates: NOBODY,
          kinds: ["deb"],
          program: "around_deno",
          quick: true,
        });
        deb[version] = asset?.path ?? "";
      }
      const installed = await run("dpkg", "-i", deb[OLD] ?? "");
      assert.equal(installed.code, 0, installed.said);
      assert.deepEqual(programsInBin(HOME), [`${HOME}/bin/hikma-hub`]);
      assert.match((await run("hikma-hub", "--version")).said, /^26\.1\.100\n.*Deno executable/);

      directory.command = execOf(await Deno.readTextFile(ENTRY));
      const phone = await SimulatedPhone.create({ generation: "may" });
      const account = DEMO_ACCOUNTS[0];
      assert(account !== undefined);
      let patients = 0;
      let port = "";
      {
        await using hub = new WindowHub(directory, env, "--demo");
        await hub.said("Ctrl-C stops it");
        await hub.waitForWindow("open");
        await display.waitFor(TITLE);
        await hub.setUp();
        await hub.ask("/api/pairing/open", { minutes: 5 });
        const status = await statusOf(hub);
        assert.equal((await phone.scan(status.pairingText)).ok, true);
        const login = await phone.login(account.email, account.password);
        assert.equal(login.signedIn, true, String(login.error));
        const { user_id: userId } = login.answer as { user_id: string };
        const rows = new RowMaker(1, { clinicId: account.clinic_id, userId });
        await phone.create("patients", rows.patient());
        assert.equal((await phone.sync()).ok, true);
        port = new URL(status.lanUrl).port;
        patients = (await statusOf(hub)).rows["patients"] ?? 0;
        assert.equal(patients, (status.rows["patients"] ?? 0) + 1);
        // It reads code from the disk as it goes on: nobody takes that away under it.
        for (const args of [["-i", deb[NEW] ?? ""], ["-r", "hikma-hub"]]) {
          const early = await run("dpkg", ...args);
          assert.notEqual(early.code, 0, early.said);
          assert.match(early.said, /it is running\. Stop it when no phone is syncing/);
          assert.match((await run("hikma-hub", "--version")).said, /^26\.1\.100\n/);
        }
        await stop(hub);
      }

      const upgraded = await run("dpkg", "-i", deb[NEW] ?? "");
      assert.equal(upgraded.code, 0, upgraded.said);
      const refused = await run("dpkg", "-i", deb[OLD] ?? "");
      assert.notEqual(refused.code, 0);
      assert.match(refused.said, /An older version may not be able to open the records/);
      assert.match((await run("dpkg-query", "-W", "hikma-hub")).said, /\t26\.1\.201\n/);
      {
        await using hub = new WindowHub(directory, env, "--port", port);
        await hub.said("Ctrl-C stops it");
        await hub.waitForWindow("open");
        await hub.ask("/api/unlock", { passphrase: PASSPHRASE });
        const status = await statusOf(hub);
        assert.deepEqual([status.state, status.programVersion], ["unlocked", NEW]);
        const sync = await phone.sync();
        assert.equal(sync.ok, true, JSON.stringify(sync));
        assert.equal(status.rows["patients"], patients);
        await stop(hub);
      }

      const removed = await run("dpkg", "-r", "hikma-hub");
      assert.equal(removed.code, 0, removed.said);
      assert.match(removed.said, /the records are kept/);
      for (const path of [HOME, ENTRY, "/usr/bin/hikma-hub"]) assert(!isThere(path), path);
      for (const name of ["hub.vault", "hub.db"]) assert(isThere(join(directory.data, name)));
    } finally {
      await run("dpkg", "--purge", "hikma-hub");
      await Deno.remove(packages, { recursive: true });
    }
  },
});
