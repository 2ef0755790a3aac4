/** The first start of an update: it stays, or the version before comes back. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { VersionFiles } from "../../../server/updates/mod.ts";
import { GOOD, INSTALLED, PROVED, test, UP, UPDATE } from "./installed_folder.ts";

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

test("a version is not taken back in favour of itself", async (installed) => {
  // As choosing the next update leaves it when the power goes in the middle.
  installed.update("echo new; exit 1");
  Deno.writeTextFileSync(join(installed.versions, "previous"), UPDATE);
  assert.equal((await installed.run()).stdout, `new\n${INSTALLED}`);
  assert.equal((await installed.run()).stdout, INSTALLED);
});

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

test("an update that has opened the records is not ended, also when it cannot say that it is up", async (installed) => {
  installed.update(`${PROVED}; sleep 4; echo new`);
  const { code, stdout } = await installed.run();
  assert.deepEqual([code, stdout, installed.files.failed], [0, "new", null]);
});

test("an update that says it is at work is given longer, and not for ever", async (installed) => {
  const alive = `touch "$HIKMA_HUB_VERSIONS/trial.alive"; sleep 0.1`;
  installed.update(
    `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do ${alive}; done; ${UP}; ${PROVED}; echo new`,
  );
  assert.equal((await installed.run()).stdout, "new");
  assert.equal(installed.files.failed, null);
  installed.update(`while :; do ${alive}; done`);
  assert.equal((await installed.run()).stdout, INSTALLED);
  assert.equal(installed.files.failed, UPDATE);
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

test("taking back that is cut off anywhere leads to the version before", async (installed) => {
  const { root, versions } = installed;
  const newer = "26.11.2402";
  for (const name of ["cat", "mv", "rm"]) {
    for (let time = 1; time <= 5; time++) {
      Deno.mkdirSync(versions, { recursive: true });
      Deno.removeSync(versions, { recursive: true });
      installed.update(`${GOOD}; ${UP}; ${PROVED}`);
      await installed.run();
      installed.put(join(versions, newer), newer, "exit 1");
      const program = installed.files.folderOf(UPDATE);
      new VersionFiles({ root, versions, program, launcher: "", watcher: null }).choose(newer);
      Deno.writeTextFileSync(join(versions, "trial"), "3");
      // The plug is pulled at one of the calls; what is written to the files comes between them.
      installed.fake(
        name,
        `echo >>"$HOME/calls"
        [ "$(wc -l <"$HOME/calls")" -eq ${time} ] && { kill -KILL "$PPID"; exit; }
        exec /bin/${name} "$@"`,
      );
      Deno.writeTextFileSync(join(installed.home, "calls"), "");
      await installed.run();
      Deno.removeSync(join(installed.home, "fakes"), { recursive: true });
      const { stdout } = await installed.run();
      assert.equal(stdout, UPDATE, `${name} ${time}`);
      assert.equal((await installed.run()).stdout, UPDATE);
    }
  }
});

test("an update is not started without end where it cannot be put aside", async (installed) => {
  installed.update("echo new; exit 1");
  installed.put(join(installed.root, "program"), INSTALLED, "echo old");
  for (const name of ["rm", "mv"]) installed.fake(name, "exit 1");
  const child = installed.start();
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const { code, stdout } = await child.output();
  clearTimeout(timer);
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "new\nold\n"]);
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

test("a second start during the last try neither counts nor takes the update back", async (installed) => {
  // As the program does when another one holds the directory: shows its window, and ends.
  const runs =
    `[ -e "$HOME/held" ] && { echo second; exit 0; }; touch "$HOME/held"; ${UP}; echo first`;
  installed.update(`${runs}; while [ ! -e "$HOME/go" ]; do sleep 0.1; done; ${PROVED}`);
  const trial = join(installed.versions, "trial");
  Deno.writeTextFileSync(trial, "2");
  const first = installed.start();
  const reader = first.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "first\n");
  for (let time = 0; time < 2; time++) {
    const { code, stdout } = await installed.run();
    assert.deepEqual([code, stdout], [0, "second"]);
  }
  assert.equal(Deno.readTextFileSync(trial).trim(), "3");
  assert.equal(installed.has("current"), true);
  Deno.writeTextFileSync(join(installed.home, "go"), "");
  assert.equal((await first.status).code, 0);
  assert.equal(installed.files.failed, null);
  assert.deepEqual([installed.has("trial"), installed.has("trial.by")], [false, false]);
  await reader.cancel();
  await first.stderr.cancel();
});

test("a launcher that is gone watches nothing, also when its number is taken", async (installed) => {
  installed.update("echo new; exit 1");
  for (const by of ["1 12345 another-boot", `${Deno.pid} 1 `, "x", "", "999999999 "]) {
    installed.files.choose(UPDATE);
    Deno.writeTextFileSync(join(installed.versions, "trial.by"), by);
    assert.equal((await installed.run()).stdout, `new\n${INSTALLED}`, by);
  }
});

test("an update chosen under a watched start has a trial of its own", async (installed) => {
  // The program gives way to the launcher in its own process, as `startAgain()` does.
  installed.update(`echo first; ${UP}; ${PROVED}; echo 0 >"$HIKMA_HUB_VERSIONS/trial"
    rm -f "$HIKMA_HUB_VERSIONS/trial.by"
    echo 26.11.2402 >"$HIKMA_HUB_VERSIONS/current"
    exec "$HIKMA_HUB_LAUNCHER"`);
  const { versions } = installed;
  installed.put(join(versions, "26.11.2402"), "26.11.2402", `echo "by \${HIKMA_HUB_WATCHER:+one}"`);
  const { code, stdout } = await installed.run();
  assert.deepEqual([code, stdout], [0, "first\nby one"]);
  assert.equal(Deno.readTextFileSync(join(versions, "trial")).trim(), "0");
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

for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
  test(`${signal} before an update listens to signals says nothing against it`, async (installed) => {
    installed.update(`echo new; exec sleep 20`);
    const child = installed.start();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await reader.read()).value, "new\n");
    child.kill(signal);
    assert.equal((await reader.read()).done, true, "nothing else is started");
    assert.notEqual((await child.status).code, 0);
    assert.equal(Deno.readTextFileSync(join(installed.versions, "trial")).trim(), "0");
    assert.deepEqual([installed.files.failed, installed.has("current")], [null, true]);
    await child.stderr.cancel();
  });
}
