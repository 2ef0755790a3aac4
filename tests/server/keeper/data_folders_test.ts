import assert from "node:assert/strict";
import { join } from "node:path";
import { dataDirectory } from "../../../server/keeper/opening/data_directory.ts";
import { flagsToStartAgain } from "../../../server/start_options.ts";
import { foldersBeside, readInstallation } from "../../../server/updates/mod.ts";

const ENV: Readonly<Record<string, string>> = {
  HOME: "/home/nurse",
  HIKMA_HUB_ROOT: "/media/stick/hub",
  HIKMA_HUB_LAUNCHER: "/media/stick/hub/bin/hikma-hub",
  HIKMA_HUB_VERSIONS: "/media/stick/hub/versions",
  HIKMA_HUB_PROGRAM: "/media/stick/hub/program",
};

function place(there: readonly string[]): string {
  const installed = readInstallation((name) => ENV[name]);
  assert(installed !== null);
  return dataDirectory({
    given: null,
    executable: "/media/stick/hub/program/deno",
    folders: foldersBeside(installed),
    os: "linux",
    env: (name) => ENV[name],
    exists: (path) => there.includes(path),
  });
}

Deno.test("the data of an unpacked program stays in its folder when the marker is there", () => {
  assert.equal(place([]), "/home/nurse/.local/share/hikma-hub");
  assert.equal(place(["/media/stick/hub/hub.portable"]), "/media/stick/hub");
  assert.equal(place(["/media/stick/hub/bin/hub.vault"]), join("/media/stick/hub", "bin"));
  // Between two steps of a restore or a reset neither vault nor database is there.
  assert.equal(place(["/media/stick/hub/hub.restoring"]), "/media/stick/hub");
  assert.equal(place(["/media/stick/hub/hub.reset"]), "/media/stick/hub");
});

Deno.test("dataDirectory() never depends on where the program was started from", () => {
  const at = (env: Readonly<Record<string, string>>) =>
    dataDirectory({
      ...{ given: null, executable: "/opt/hub/deno", os: "linux", exists: () => false },
      env: (name) => env[name],
    });
  assert.equal(at({ HOME: "/home/n", XDG_DATA_HOME: "" }), "/home/n/.local/share/hikma-hub");
  assert.equal(at({ XDG_DATA_HOME: "/data" }), "/data/hikma-hub");
  assert.equal(at({ HOME: "/home/n", XDG_DATA_HOME: "data" }), "/home/n/.local/share/hikma-hub");
  assert.throws(() => at({ HOME: "" }), { code: "USAGE" });
});

Deno.test("readInstallation() is null for a program that no launcher has started", () => {
  assert.equal(readInstallation(() => undefined), null);
  assert.equal(readInstallation((name) => name === "HIKMA_HUB_ROOT" ? "/x" : undefined), null);
});

Deno.test("flagsToStartAgain() does not restore a copy twice", () => {
  const flags = ["--headless", "--restore", "copy", "--restore-key-file=key", "--port", "1"];
  assert.deepEqual(flagsToStartAgain(flags), ["--headless", "--port", "1"]);
});
