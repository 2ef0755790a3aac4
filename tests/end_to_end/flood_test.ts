/** A machine on the clinic's Wi-Fi that holds more connections open than the hub can have. */

import assert from "node:assert/strict";
import { HubDirectory, HubProcess } from "../support/hub_process.ts";
import { until } from "../support/until.ts";

const MAX_FILES = 200;

async function heartbeat(url: string): Promise<number | null> {
  try {
    const answer = await fetch(`${url}/rpc/heartbeat`, { signal: AbortSignal.timeout(1_000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

Deno.test({
  name: "a hub that ran out of connections serves again when they are gone",
  // Windows has no limit of this kind.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using directory = new HubDirectory();
    await using hub = await HubProcess.start(directory.flags(), { maxFiles: MAX_FILES });
    const { hostname, port } = new URL(hub.ready.lan_url);
    const held: Deno.Conn[] = [];
    while (held.length < MAX_FILES) {
      const connection = await Deno.connect({ hostname, port: Number(port) }).catch(() => null);
      if (connection === null) break; // it has run out already
      held.push(connection);
    }
    await until(
      () => hub.events.some(({ code }) => code === "LISTENER_INTERRUPTED"),
      () => "the hub did not run out of files",
    );
    for (const connection of held) connection.close();
    await until(
      async () => await heartbeat(hub.ready.lan_url) === 200,
      () => "the hub does not serve any more",
    );
    assert.equal(await hub.stop(), 0);
  },
});
