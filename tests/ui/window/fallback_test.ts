/** The program where no window can be opened (`docs/window.md`). */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLibrary as findSqlcipher } from "../../../sqlcipher/find_library.ts";
import { eventually, noDisplayReason, PATIENCE_MS, VirtualDisplay } from "./virtual_display.ts";
import { WindowDirectory, WindowHub } from "./window_hub.ts";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}/;
const NO_DISPLAY = { DISPLAY: "", WAYLAND_DISPLAY: "" };

/** A browser that stores the link it is opened with. */
async function fakeBrowser(
  directory: WindowDirectory,
): Promise<{ readonly path: string; readonly opened: () => Promise<string> }> {
  const opened = join(directory.root, "opened");
  const script = `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`;
  await Deno.writeTextFile(join(directory.root, "xdg-open"), script, { mode: 0o700 });
  const link = async () => LINK.exec(await Deno.readTextFile(opened).catch(() => ""))?.[0];
  return {
    path: `${directory.root}:${Deno.env.get("PATH")}`,
    // The program does not wait for a browser that takes its time. Whoever looks takes the link away.
    opened: async () => {
      const found = await eventually(link, PATIENCE_MS, "a browser that is opened");
      await Deno.remove(opened);
      return found;
    },
  };
}

Deno.test({
  name: "window: without a display the link is printed, the browser opened, and serving goes on",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using directory = new WindowDirectory();
    const { path, opened } = await fakeBrowser(directory);
    await using hub = new WindowHub(directory, { ...NO_DISPLAY, PATH: path });
    const text = await hub.said("opens in your browser");
    assert.match(text, /Cannot open a window: there is no display\./);
    const link = await opened();
    // The link lets the browser in.
    const { origin, hash } = new URL(link);
    const session = await fetch(`${origin}/api/session`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ token: hash.slice("#token=".length) }),
    });
    assert.equal(session.status, 200);
    await session.body?.cancel();
    assert.equal((await hub.status()).window, "none");
    await hub.setUp();
    assert.deepEqual(await hub.heartbeat(), { status: "ok", ready: true });
    // A second start opens the browser again.
    assert.equal((await new WindowHub(directory, NO_DISPLAY).ended()).code, 0);
    await opened();
    hub.signal("SIGTERM");
    assert.equal((await hub.ended()).code, 0);
  },
});

for (
  const [what, env, words] of [
    [
      "without the library the set-up is named",
      { XDG_CACHE_HOME: "/nowhere" },
      /the webview library is missing; run the set-up again/,
    ],
    [
      "without a web view the Debian package is named",
      // Any file that is no library fails as one whose own libraries are missing.
      { WEBVIEW_LIB: "/dev/null" },
      /the system has no web view: install the Debian packages libwebkitgtk-6\.0-4/,
    ],
  ] as const
) {
  Deno.test({
    name: `window: ${what}, and the link is printed where there is no browser`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      using directory = new WindowDirectory();
      const own = { DISPLAY: ":0", PATH: directory.root, SQLCIPHER_LIB: findSqlcipher() };
      await using hub = new WindowHub(directory, { ...own, ...env });
      const text = await hub.said("Open this link in a browser: ");
      assert.match(text, words);
      assert.match(text.slice(text.indexOf("Open this link")), LINK);
      assert.deepEqual(await hub.heartbeat(), { status: "ok", ready: false });
      hub.signal("SIGINT");
      assert.equal((await hub.ended()).code, 0);
    },
  });
}

Deno.test({
  name: "window: a worker that fails behind the window ends the program",
  ignore: noDisplayReason() !== null,
  async fn() {
    await using display = await VirtualDisplay.start();
    const program = fileURLToPath(new URL("./failing_program.ts", import.meta.url));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program],
      env: display.env,
      stdin: "null",
    }).output();
    assert.equal(code, 9, new TextDecoder().decode(stderr));
  },
});
