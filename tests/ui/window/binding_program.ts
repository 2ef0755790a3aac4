/**
 * A program with a real window, for `webview_test.ts`: says on stdout, a JSON line each, what it
 * meets, and ends with code 5.
 */

import { SizeHint, Webview, WindowError } from "@webview/webview";
import { newSignalMemory, WindowSignal } from "../../../ui/window/window_signal.ts";

const lines = Deno.stdout.writable.getWriter();
const say = (line: unknown) => lines.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));

const server = new Worker(new URL("./page_server.ts", import.meta.url), { type: "module" });
const said: string[] = [];
const port = await new Promise<number>((resolve) => {
  server.onmessage = ({ data }) => "port" in data ? resolve(data.port) : said.push(data.said);
});
/** Lets the messages in that arrived while the thread was blocked. */
async function heard(messages: number): Promise<void> {
  for (let turns = 0; turns < 200 && said.length < messages; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const window = new Webview(false, { width: 640, height: 480, hint: SizeHint.NONE });
window.title = "Binding test";
window.size = { width: 700, height: 500, hint: SizeHint.MIN };
window.init("globalThis.prepared = true");
window.bind("add", (a, b) => Number(a) + Number(b));
window.bind("fail", () => {
  throw new RangeError("too far");
});
window.bindRaw("nothing", (seq, req) => window.return(seq, 0, req === "[]" ? '"asked"' : "null"));
// Destroying in a bound function must not free what is running.
let depth = "";
window.bind("leave", () => {
  window.unbind("leave");
  depth = "left";
  window.terminate();
});
window.navigate(new URL(`http://127.0.0.1:${port}/`));
window.runUntilEnded();
await heard(4);
await say({ said, depth });

// A waker ends the next run, and one that came before a run keeps it from starting.
const memory = newSignalMemory();
const signal = new WindowSignal(memory);
const waker = new Worker(new URL("../../../ui/window/waker.ts", import.meta.url), {
  type: "module",
});
const channel = new MessageChannel();
waker.postMessage({ memory, ports: [channel.port1] }, [channel.port1]);
const armed = signal.arm(window.unsafeHandle);
channel.port2.postMessage("wake");
window.runUntilEnded();
await say({ armed, woken: signal.disarm(), open: window.unsafeWindowHandle !== null });

window.setHTML("<h1>waits to be closed</h1>");
window.title = "Close me";
window.runUntilEnded();
await say({ closed: window.unsafeWindowHandle === null });
window.destroy();
window.destroy();
let afterwards = "";
try {
  window.title = "gone";
} catch (error) {
  afterwards = error instanceof WindowError ? error.code : "other";
}
await say({ handle: window.unsafeHandle, afterwards });

using second = new Webview(false, { width: 300, height: 200, hint: SizeHint.FIXED });
second.bind("done", () => second.destroy());
second.setHTML("<script>done()</script>");
second.run();
await say({ second: second.unsafeHandle });
Deno.exit(5);
