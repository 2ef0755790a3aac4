import assert from "node:assert/strict";
import { join } from "node:path";
import { foldersBeside, VersionFiles } from "../../../server/updates/mod.ts";
import { CACHE, GOOD, INSTALLED, Installed, test, UPDATE } from "./installed_folder.ts";

test("the launcher starts the installed version and hands on the flags", async (installed) => {
  const { code, stdout } = await installed.run("--headless", "--data-dir", "a b");
  assert.deepEqual([code, stdout], [0, `${INSTALLED} --headless --data-dir a b`]);
});

test("the launcher becomes the program: signals reach it, and its code comes back", async (installed) => {
  installed.put(join(installed.root, "program"), INSTALLED, `echo $$; exec sleep 20`);
  const child = installed.start();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(Number(new TextDecoder().decode(value)), child.pid);
  child.kill("SIGTERM");
  assert.equal((await child.status).signal, "SIGTERM");
  await reader.cancel();
  await child.stderr.cancel();
});

test("an installed version newer than the update wins", async (installed) => {
  installed.update(GOOD, "26.11.2201");
  assert.equal((await installed.run()).stdout, INSTALLED);
});

for (const name of ["26.11.2499", "../program", "", "26.11.2401; echo bad"]) {
  test(`a version that is not there is not started: "${name}"`, async (installed) => {
    installed.update(GOOD);
    Deno.writeTextFileSync(join(installed.versions, "current"), name);
    assert.equal((await installed.run()).stdout, INSTALLED);
  });
}

test("a half removed update is not started", async (installed) => {
  installed.update(GOOD);
  Deno.removeSync(join(installed.files.folderOf(UPDATE), "version"));
  assert.equal((await installed.run()).stdout, INSTALLED);
});

for (
  const beside of [
    ...["hub.portable", join("bin", "hub.vault"), join("program", "hub.db")],
    ...["hub.restoring", "hub.reset"],
  ]
) {
  test(`beside ${beside} the versions stay in the folder`, async (installed) => {
    Deno.writeTextFileSync(join(installed.root, beside), "");
    installed.put(join(installed.root, "program"), INSTALLED, `echo "$HIKMA_HUB_VERSIONS"`);
    assert.equal((await installed.run()).stdout, join(installed.root, "versions"));
  });
}

Deno.test("data beside the executable is found by an update, which runs elsewhere", () => {
  const root = join("opt", "hub");
  const place = { root, launcher: "", versions: "", program: "elsewhere", watcher: null };
  assert(foldersBeside(place).includes(join(root, "program")));
});

for (const [where, marker] of [["home", null], ["folder", "hub.portable"]] as const) {
  test(`what the runtime caches stays in the ${where}`, async (installed) => {
    installed.tellCache();
    if (marker !== null) Deno.writeTextFileSync(join(installed.root, marker), "");
    const { home, root } = installed;
    const place = marker === null ? join(home, CACHE) : join(root, "versions", "cache");
    assert.equal((await installed.run()).stdout, join(place, "hikma-hub", "deno"));
  });
}

test("a program without a home leaves nothing in a place that everybody shares", async (installed) => {
  installed.tellCache();
  const shared = join(installed.home, "tmp");
  Deno.mkdirSync(shared);
  const { stdout } = await new Deno.Command(join(installed.root, "bin", "hikma-hub"), {
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", TMPDIR: shared },
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "/dev/null/hikma-hub/deno");
  assert.deepEqual([...Deno.readDirSync(shared)], []);
});

test("versions and cache never depend on where the program was started from", async (installed) => {
  installed.tellCache();
  const { home, root } = installed;
  const say = `echo "$HIKMA_HUB_VERSIONS"; exec "\${0%/*}/run_around_deno"`;
  Deno.renameSync(join(root, "program", "run"), join(root, "program", "run_around_deno"));
  installed.put(join(root, "program"), INSTALLED, say);
  const { stdout } = await new Deno.Command(join(root, "bin", "hikma-hub"), {
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/bin:/bin", XDG_DATA_HOME: "data", XDG_CACHE_HOME: "cache" },
    cwd: home,
  }).output();
  const said = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(said, [installed.versions, join(home, CACHE, "hikma-hub", "deno")]);
});

test("the launcher finds its folder through a link", async (installed) => {
  const link = join(installed.home, "link");
  Deno.symlinkSync("unpacked here/bin/hikma-hub", link);
  const { stdout } = await new Deno.Command(link, { env: { HOME: installed.home } }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), INSTALLED);
});

Deno.test("goBack() leads to the installed version where choosing another was cut off", () => {
  using installed = new Installed();
  installed.update(GOOD);
  const { root, versions } = installed;
  const program = installed.files.folderOf(UPDATE);
  const files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  Deno.writeTextFileSync(join(versions, "previous"), `${UPDATE}\n`);
  assert.equal(files.previous, INSTALLED);
  files.goBack();
  assert.equal(installed.has("current"), false);
});

Deno.test("alive() and up() go on where nothing can be written", () => {
  using installed = new Installed();
  installed.update(GOOD);
  const { root, versions } = installed;
  const program = installed.files.folderOf(UPDATE);
  const files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  for (const name of ["trial.up", "trial.alive"]) Deno.mkdirSync(join(versions, `${name}.new`));
  files.alive();
  files.up();
  assert.equal(files.onTrial, true);
  files.proved();
  assert.equal(files.onTrial, false);
});

Deno.test("choose() changes nothing where the disk takes not all of it", () => {
  using installed = new Installed();
  installed.update(GOOD);
  const { root, versions } = installed;
  const program = installed.files.folderOf(UPDATE);
  const files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  files.proved();
  // A folder in the place of the last file, as a disk that is full by then.
  Deno.mkdirSync(join(versions, "current.new"));
  assert.throws(() => files.choose("26.11.2402"));
  const previous = Deno.readTextFileSync(join(versions, "previous"));
  assert.deepEqual([files.onTrial, previous, files.previous], [false, "installed\n", INSTALLED]);
});

Deno.test("goBack() and tidy() leave what is needed", () => {
  using installed = new Installed();
  installed.update(GOOD);
  const { root, versions } = installed;
  const program = installed.files.folderOf(UPDATE);
  const files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  installed.put(files.folderOf("26.11.2101"), "26.11.2101", GOOD);
  Deno.mkdirSync(join(versions, ".new-1"));
  assert.deepEqual([files.onTrial, files.previous], [true, INSTALLED]);
  files.alive();
  assert.equal(installed.has("trial.alive"), true);
  files.up();
  assert.deepEqual([installed.has("trial.alive"), installed.has("trial.up")], [false, true]);
  files.proved();
  files.alive();
  assert.equal(installed.has("trial.alive"), false);
  assert.equal(files.onTrial, false);
  files.tidy();
  assert.deepEqual([installed.has("26.11.2101"), installed.has(UPDATE)], [false, true]);
  assert.equal(installed.has(".new-1"), false);
  files.goBack();
  assert.equal(installed.has("current"), false);
});
