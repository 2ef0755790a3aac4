import assert from "node:assert/strict";
import { join } from "node:path";
import { readTar } from "../../../server/updates/read_tar.ts";
import { UpdateError } from "../../../server/updates/mod.ts";
import { tarOf } from "../../../tools/package/write_tar.ts";

async function bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A tar file of one small file with the given name and type. */
async function tarNamed(name: string, type = "0"): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "hub-tar-" });
  try {
    await Deno.writeTextFile(join(folder, "x"), "content");
    const bytes = await bytesOf(tarOf([{ path: join(folder, "x"), name }], 0));
    bytes[156] = type.charCodeAt(0);
    // The checksum counts the type too.
    bytes.set(new TextEncoder().encode("        "), 148);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    return bytes;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function read(bytes: Uint8Array<ArrayBuffer>, chunk = 100): Promise<string[]> {
  const found: string[] = [];
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  })();
  for await (const file of readTar(chunks)) {
    let text = "";
    for await (const part of file.content) text += new TextDecoder().decode(part);
    found.push(`${file.path}=${text}`);
  }
  return found;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(() => "OK", (error) => error instanceof UpdateError ? error.code : "?");
}

Deno.test("readTar() reads what tarOf() writes, in chunks of any size", async () => {
  const bytes = await tarNamed("a/b");
  for (const chunk of [1, 7, 511, 512, 513, 10_000]) {
    assert.deepEqual(await read(bytes, chunk), ["a/b=content"]);
  }
});

for (const name of ["../x", "a/../../x", "/etc/x", "a/./x", "C:\\x", "a\\..\\x"]) {
  Deno.test(`readTar() refuses a path that leads out: ${name}`, async () => {
    assert.equal(await codeOf(read(await tarNamed(name))), "UNREADABLE");
  });
}

for (const [type, what] of [["1", "link"], ["2", "symbolic link"], ["3", "device"]] as const) {
  Deno.test(`readTar() refuses a ${what}`, async () => {
    assert.equal(await codeOf(read(await tarNamed("x", type))), "UNREADABLE");
  });
}

Deno.test("readTar() notices a changed header and a missing end", async () => {
  const bytes = await tarNamed("x");
  const changed = bytes.slice();
  changed[0] = 0x79;
  assert.equal(await codeOf(read(changed)), "UNREADABLE");
  for (const length of [100, 512, 515, 1_024]) {
    assert.equal(await codeOf(read(bytes.subarray(0, length))), "DAMAGED", `${length}`);
  }
});
