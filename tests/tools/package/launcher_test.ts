import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VersionFiles } from "../../../server/updates/mod.ts";

const LAUNCHER = fileURLToPath(
  new URL("../../../tools/package/posix/hikma-hub", import.meta.url),
);
const INSTALLED = "26.11.2300";
const UPDATE = "26.11.2401";

/** Says which version runs with which flags, and ends well. */
const GOOD = `echo "$(cat "$(dirname "$0")/version") $*"`;
const UP = `touch "$HIKMA_HUB_VERSIONS/trial.up"`;
const PROVED = `rm "$HIKMA_HUB_VERSIONS/trial"`;

/** The launcher with small scripts in the place of programs. */
class Installed implements Disposable {
  readonly home = Deno.makeTempDirSync({ prefix: "hub launcher " });
  readonly root = join(this.home, "unpacked here");
  readonly versions = join(this.home, ".local/share/hikma-hub-versions");
  readonly files: VersionFiles;

  constructor() {
    const bin = join(this.root, "bin");
    Deno.mkdirSync(bin, { recursive: true });
    Deno.copyFileSync(LAUNCHER, join(bin, "hikma-hub"));
    Deno.chmodSync(join(bin, "hikma-hub"), 0o755);
    const program = join(this.root, "program");
    this.put(program, INSTALLED, GOOD);
    const { root, versions } = this;
    this.files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  }

  put(folder: string, version: string, script: string): void {
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(join(folder, "version"), `${version}\n`);
    Deno.writeTextFileSync(join(folder, "run"), `#!/bin/sh\n${script}\n`);
    Deno.chmodSync(join(folder, "run"), 0o755);
  }

  /** Lays down an update as `install()` does. */
  update(script: string, version = UPDATE): void {
    this.put(this.files.folderOf(version), version, script);
    this.files.choose(version);
  }

  has(name: string): boolean {
    return [...Deno.readDirSync(this.versions)].some((entry) => entry.name === name);
  }

  start(...args: string[]): Deno.ChildProcess {
    return new Deno.Command(join(this.root, "bin", "hikma-hub"), {
      args,
      clearEnv: true,
      env: { HOME: this.home, PATH: "/usr/bin:/bin", HIKMA_HUB_TRIAL_SECONDS: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await this.start(...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.home, { recursive: true });
  }
}

function test(name: string, play: (installed: Installed) => Promise<void>): void {
  // The launcher of Windows is another one, and this one cannot run there.
  Deno.test({
    name,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using installed = new Installed();
      await play(installed);
    },
  });
}

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

test("asking something of an update under trial proves nothing, and takes nothing back", async (installed) => {
  installed.update(`echo "$*"; exit 9`);
  for (const flag of ["--health", "--diagnose", "--help", "--version"]) {
    const { code, stdout } = await installed.run(flag, "--data-dir", "d");
    assert.deepEqual([code, stdout], [9, `${flag} --data-dir d`]);
  }
  assert.equal(Deno.readTextFileSync(join(installed.versions, "trial")).trim(), "0");
  assert.equal(installed.has("failed"), false);
  assert.equal(installed.has("current"), true);
});

test("an update that proves itself stays", async (installed) => {
  installed.update(`${GOOD}; ${UP}; ${PROVED}; exit 7`);
  const first = await installed.run("x");
  assert.deepEqual([first.code, first.stdout], [7, `${UPDATE} x`]);
  const second = await installed.run();
  assert.equal(second.stdout, UPDATE);
});

for (const [what, script] of [["fails", "exit 1"], ["crashes", "kill -SEGV $$"]] as const) {
  test(`an update that ${what} is taken back, and the version before starts`, async (installed) => {
    installed.update(`echo new; ${script}`);
    const { code, stdout, stderr } = await installed.run("x");
    assert.deepEqual([code, stdout], [0, `new\n${INSTALLED} x`]);
    assert.match(stderr, /did not come up/);
    assert.equal(installed.files.failed, UPDATE);
    assert.equal((await installed.run()).stdout, INSTALLED, "and stays taken back");
  });
}

test("only a program on trial is told who watches it", async (installed) => {
  const tell = `echo "by \${HIKMA_HUB_WATCHER:-nobody}"`;
  installed.put(join(installed.root, "program"), INSTALLED, tell);
  installed.update(
    `echo "by \${HIKMA_HUB_WATCHER:-nobody}"; [ "$PPID" = "$HIKMA_HUB_WATCHER" ] && exit 1`,
  );
  const { stdout } = await installed.run();
  assert.match(stdout, /^by \d+\nby nobody$/);
});

test("an update that was up and crashes before it has proved itself is taken back", async (installed) => {
  installed.update(`echo new; ${UP}; sleep 0.3; exit 1`);
  assert.equal((await installed.run()).stdout, `new\n${INSTALLED}`);
});

test("an update that hangs is ended and taken back", async (installed) => {
  installed.update(`echo new; exec sleep 30`);
  assert.equal((await installed.run()).stdout, `new\n${INSTALLED}`);
});

test("the update before is started again, not the installed version", async (installed) => {
  installed.update(`${GOOD}; ${UP}; ${PROVED}`);
  await installed.run();
  const { root, versions } = installed;
  const program = installed.files.folderOf(UPDATE);
  const newer = "26.11.2402";
  installed.put(join(versions, newer), newer, "exit 1");
  new VersionFiles({ root, versions, program, launcher: "", watcher: null }).choose(newer);
  assert.equal((await installed.run()).stdout, UPDATE);
});

for (const code of [2, 3, 5, 8]) {
  test(`exit code ${code} says nothing against an update`, async (installed) => {
    installed.update(`echo new; exit ${code}`);
    const ended = await installed.run();
    assert.deepEqual([ended.code, ended.stdout], [code, "new"]);
    assert.equal(Deno.readTextFileSync(join(installed.versions, "trial")).trim(), "0");
    assert.equal(installed.files.failed, null);
  });
}

test("an update whose starts were cut off three times is taken back", async (installed) => {
  // As when the machine loses power: nobody is left to write anything down.
  installed.update("echo new; kill -KILL $PPID; kill -KILL $$");
  for (let time = 0; time < 3; time++) assert.equal((await installed.run()).stdout, "new");
  assert.equal((await installed.run()).stdout, INSTALLED);
});

test("a stop of an update on trial reaches it, and counts as no failure", async (installed) => {
  installed.update(`trap 'echo ended; exit 0' TERM; ${UP}; echo up; while :; do sleep 0.1; done`);
  const child = installed.start();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "up\n");
  child.kill("SIGTERM");
  assert.equal((await reader.read()).value, "ended\n");
  assert.equal((await child.status).code, 0);
  assert.equal(installed.files.failed, null);
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

test("beside hub.portable the versions stay in the folder", async (installed) => {
  Deno.writeTextFileSync(join(installed.root, "hub.portable"), "");
  installed.put(join(installed.root, "program"), INSTALLED, `echo "$HIKMA_HUB_VERSIONS"`);
  assert.equal((await installed.run()).stdout, join(installed.root, "versions"));
});

test("the launcher finds its folder through a link", async (installed) => {
  const link = join(installed.home, "link");
  Deno.symlinkSync("unpacked here/bin/hikma-hub", link);
  const { stdout } = await new Deno.Command(link, { env: { HOME: installed.home } }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), INSTALLED);
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
  files.up();
  files.proved();
  assert.equal(files.onTrial, false);
  files.tidy();
  assert.deepEqual([installed.has("26.11.2101"), installed.has(UPDATE)], [false, true]);
  assert.equal(installed.has(".new-1"), false);
  files.goBack();
  assert.equal(installed.has("current"), false);
});
