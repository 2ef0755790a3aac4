/** The program with its window, driven as a person would (`docs/window.md`). */

import assert from "node:assert/strict";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { eventually, noDisplayReason, PATIENCE_MS, VirtualDisplay } from "./virtual_display.ts";
import { WindowDirectory, WindowHub } from "./window_hub.ts";

const ignore = noDisplayReason() !== null;
const TITLE = "Hikma Health Sync Hub";
const QUESTION = "still serving phones";
const SERVING = { status: "ok", ready: true };

Deno.test({
  name: "window: shows the page of a new hub, is raised by a second start, SIGTERM ends it with 0",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    using directory = new WindowDirectory();
    await using hub = new WindowHub(directory, display.env);
    await display.waitFor(TITLE);
    await hub.waitForWindow("open");
    assert.equal((await hub.status()).state, "new");
    assert.deepEqual(await hub.heartbeat(), { status: "ok", ready: false });
    const id = await display.waitDrawn(TITLE);

    // As a person does it, by keyboard alone: the first field has the focus, each has a button.
    await display.type(id, PASSPHRASE);
    await display.press(id, "Tab", "Tab");
    await display.type(id, PASSPHRASE);
    await display.press(id, "Return");
    const isOpen = async () => (await hub.status()).state === "unlocked" ? true : undefined;
    await eventually(isOpen, PATIENCE_MS, "the hub that was set up in the window");
    assert.deepEqual(await hub.heartbeat(), SERVING);

    const second = new WindowHub(directory, display.env);
    const { code, stdout } = await second.ended();
    assert.equal(code, 0);
    assert.match(stdout, /running already/);
    assert.equal((await display.find(TITLE)).length, 1);
    assert.equal((await hub.status()).window, "open");

    hub.signal("SIGTERM");
    const ended = await hub.ended();
    assert.equal(ended.code, 0, ended.stderr);
    const left = [...Deno.readDirSync(directory.data)].map(({ name }) => name).sort();
    assert.deepEqual(left.filter((name) => /window|wal|shm/.test(name)), []);
  },
});

Deno.test({
  name:
    "window: closing asks; serving goes on without it, comes back with a second start, or stops",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    using directory = new WindowDirectory();
    await using hub = new WindowHub(directory, display.env);
    const first = await display.waitFor(TITLE);
    await hub.setUp();
    display.close(first);
    // Back to the window.
    await display.press(await display.waitDrawn(QUESTION), "Escape");
    const again = await display.waitFor(TITLE);
    await display.waitGone(QUESTION);
    await hub.waitForWindow("open");
    // Keep serving, the choice that has the focus.
    display.close(again);
    await display.press(await display.waitDrawn(QUESTION), "Return");
    await display.waitGone(QUESTION);
    await hub.waitForWindow("closed");
    assert.deepEqual(await hub.heartbeat(), SERVING);
    // The window is closed before the answer is acted on.
    const isHidden = async () => (await hub.status()).hidden ? true : undefined;
    await eventually(isHidden, PATIENCE_MS, "a screen that is hidden");
    // A second start brings it back.
    assert.equal((await new WindowHub(directory, display.env).ended()).code, 0);
    const third = await display.waitFor(TITLE);
    await hub.waitForWindow("open");
    // Stop.
    display.close(third);
    await display.press(await display.waitDrawn(QUESTION), "Tab", "Return");
    const ended = await hub.ended();
    assert.equal(ended.code, 0, ended.stderr);
  },
});

Deno.test({
  name: "window: closing it ends a locked hub without asking; a signal ends it while it asks",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    using directory = new WindowDirectory();
    await using hub = new WindowHub(directory, display.env);
    const id = await display.waitFor(TITLE);
    await hub.setUp();
    display.close(id);
    await display.waitFor(QUESTION);
    hub.signal("SIGTERM");
    assert.equal((await hub.ended()).code, 0);

    await using locked = new WindowHub(directory, display.env);
    const again = await display.waitFor(TITLE);
    await locked.said("reach it at");
    const { state, hasRecoveryKey } = await locked.status();
    assert.deepEqual({ state, hasRecoveryKey }, { state: "locked", hasRecoveryKey: true });
    display.close(again);
    assert.equal((await locked.ended()).code, 0);
  },
});

Deno.test({
  name: "window: the page closes it and stops the program",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    using directory = new WindowDirectory();
    await using hub = new WindowHub(directory, display.env);
    await display.waitFor(TITLE);
    await hub.waitForWindow("open");
    assert.equal((await hub.ask("/api/window/close", {})).status, 200);
    await display.waitGone(TITLE);
    await hub.waitForWindow("closed");
    assert.equal((await hub.ask("/api/window/close", {})).status, 404);
    await hub.ask("/api/window/show", {});
    await display.waitFor(TITLE);
    await hub.waitForWindow("open");
    assert.equal((await hub.ask("/api/stop", {})).status, 202);
    assert.equal((await hub.ended()).code, 0);
  },
});

Deno.test({
  name: "window: a port that is taken is told in a window too, exit code 5",
  ignore,
  async fn() {
    await using display = await VirtualDisplay.start();
    using directory = new WindowDirectory();
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const hub = new WindowHub(directory, display.env, "--port", `${taken.addr.port}`);
    await using _ = hub;
    await display.press(await display.waitDrawn("using the Sync Hub's port"), "Return");
    const { code, stderr } = await hub.ended();
    assert.equal(code, 5);
    assert.match(stderr, /^Cannot start: the port is taken/m);
  },
});
