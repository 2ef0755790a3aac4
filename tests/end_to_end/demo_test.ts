import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DEMO = fileURLToPath(new URL("../../tools/demo.ts", import.meta.url));

function startDemo(...flags: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", DEMO, "--pause", "0", "--port", "0", ...flags],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    env: { NO_COLOR: "1" },
  }).spawn();
}

/** Reads until some text has appeared, and says everything that was read so far. */
async function readUntil(
  reader: ReadableStreamDefaultReader<string>,
  text: string,
): Promise<string> {
  let seen = "";
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    seen += value;
  }
  return seen;
}

Deno.test("the demo shows what a person needs, plays a round and ends well", async () => {
  const { code, stdout } = await startDemo("--rounds", "1", "--keep").output();
  const text = new TextDecoder().decode(stdout);
  const folder = /^The data is in (.+)$/m.exec(text)?.[1];
  assert(folder, text);
  try {
    assert.equal(code, 0, text);
    assert.match(text, /For phones +http:\/\/[\w.]+:\d+/);
    assert.match(text, /For you +http:\/\/(127\.0\.0\.1|localhost):\d+/);
    assert.match(text, /█▀+/);
    for (const name of ["nurse", "viewer", "other", "admin"]) {
      assert(text.includes(`${name}@demo.example`), name);
    }
    for (const phone of ["March", "May", "August"]) {
      assert.match(
        text,
        new RegExp(`The ${phone} phone scans the QR code, .+ logs in: \\d+ rows down`),
      );
    }
    assert.match(text, /The March phone: .+ registers .+; 3 rows up/);
    assert.match(text, /the May phone syncs: 3 rows down/);
    assert.match(text, /the August phone syncs: 3 rows down/);
    assert.match(text, /the August phone of the other clinic syncs: nothing new/);
    const database = await Deno.readFile(join(folder, "data", "hub.db"));
    assert(database.length > 16);
    assert(!new TextDecoder("latin1").decode(database).includes("demo.example"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "the demo stops at once and cleanly on Ctrl-C",
  ignore: Deno.build.os === "windows",
  async fn() {
    const demo = startDemo();
    const reader = demo.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const welcome = await readUntil(reader, "scans the QR code");
    const address = /For phones +(http:\/\/\S+)/.exec(welcome)?.[1];
    assert(address, welcome);
    demo.kill("SIGINT");
    const rest = await readUntil(reader, "data is removed");
    assert.match(rest, /Stopped; the demo's data is removed\./);
    assert.equal((await readUntil(reader, "never said")).trim(), "");
    assert.equal((await demo.status).code, 0);
    await assert.rejects(fetch(`${address}/rpc/heartbeat`));
  },
});
