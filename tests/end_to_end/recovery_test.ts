/** The recovery screen of the real program, and the exit codes of the one without a window. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { findLibrary as findSqlcipher } from "../../sqlcipher/find_library.ts";
import { HubDirectory, HubProcess, PASSPHRASE, runToEnd } from "../support/hub_process.ts";
import { WindowDirectory, WindowHub } from "../ui/window/window_hub.ts";

const KEY = { passphrase: PASSPHRASE };

function environment(directory: WindowDirectory, library: string): Record<string, string> {
  return {
    DISPLAY: "",
    WAYLAND_DISPLAY: "",
    PATH: directory.root,
    SQLCIPHER_LIB: library,
  };
}

/** A hub that was set up and has ended. */
async function setUpOnce(directory: WindowDirectory): Promise<void> {
  await using hub = new WindowHub(directory, environment(directory, findSqlcipher()));
  await hub.said("Open this link in a browser: ");
  await hub.setUp();
}

async function trouble(hub: WindowHub): Promise<unknown> {
  const status = await hub.status() as unknown as { state: string; trouble?: string };
  return [status.state, status.trouble];
}

Deno.test({
  name: "a missing library is a damaged hub, and an open one when the library is back",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using directory = new WindowDirectory();
    await setUpOnce(directory);
    {
      const nothing = join(directory.root, "nothing.so");
      await using hub = new WindowHub(directory, environment(directory, nothing));
      await hub.said("Open this link in a browser: ");
      assert.deepEqual(await trouble(hub), ["locked", undefined]);
      assert.equal((await hub.ask("/api/unlock", KEY)).status, 503);
      assert.deepEqual(await trouble(hub), ["damaged", "LIBRARY"]);
    }
    await using hub = new WindowHub(directory, environment(directory, findSqlcipher()));
    await hub.said("Open this link in a browser: ");
    assert.equal((await hub.ask("/api/unlock", KEY)).status, 200);
  },
});

Deno.test({
  name: "a start with a window shows what no passphrase opens; without one it ends with code 4",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using headless = new HubDirectory();
    await (await HubProcess.start(headless.flags())).stop();
    await Deno.remove(join(headless.data, "hub.db"));
    assert.equal((await runToEnd(headless.flags())).code, 4);
    using directory = new WindowDirectory();
    await Deno.rename(headless.data, directory.data);
    const flags = ["--passphrase-file", headless.passphraseFile];
    await using hub = new WindowHub(
      directory,
      environment(directory, findSqlcipher()),
      ...flags,
    );
    await hub.said("Open this link in a browser: ");
    assert.deepEqual(await trouble(hub), ["damaged", "DATABASE_MISSING"]);
    const aside = await hub.ask("/api/custody/set-aside", { confirmed: true });
    assert.equal(aside.status, 200);
    assert.deepEqual(await trouble(hub), ["new", undefined]);
  },
});

Deno.test({
  name: "a data directory that takes nothing is shown with a window, and opens when it does",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using directory = new WindowDirectory();
    await setUpOnce(directory);
    // Nobody can hold the directory, as on a read-only disk, whoever runs the test.
    const lock = join(directory.data, "hub.lock");
    await Deno.remove(lock);
    await Deno.mkdir(lock);
    await using hub = new WindowHub(directory, environment(directory, findSqlcipher()));
    await hub.said("Open this link in a browser: ");
    assert.deepEqual(await trouble(hub), ["damaged", "STORAGE"]);
    assert.equal((await hub.ask("/api/unlock", KEY)).status, 503);
    assert.deepEqual(await trouble(hub), ["damaged", "STORAGE"]);
    await Deno.remove(lock);
    assert.equal((await hub.ask("/api/unlock", KEY)).status, 200);
  },
});
