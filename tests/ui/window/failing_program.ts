/**
 * A program whose worker fails while its window blocks the main thread, for `failing_test.ts`. Ends
 * with code 9 when it learns of it.
 */

import { HubWindow } from "../../../ui/window/hub_window.ts";
import { Wishes } from "../../../ui/window/wishes.ts";

const wishes = new Wishes();
const channel = new MessageChannel();
const worker = new Worker(new URL("./failing_worker.ts", import.meta.url), { type: "module" });
worker.onerror = (event) => {
  event.preventDefault();
  wishes.add({ type: "end", exitCode: 9 });
};
using shown = new HubWindow([channel.port1]);
shown.show("about:blank");
worker.postMessage(channel.port2, [channel.port2]);
for (;;) {
  if (shown.run() === "closed") Deno.exit(1);
  const wish = await wishes.next(200);
  if (wish?.type === "end") Deno.exit(wish.exitCode);
}
