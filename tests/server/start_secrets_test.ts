import assert from "node:assert/strict";
import { readCloudKey } from "../../server/start_secrets.ts";

const MODULE = new URL("../../server/start_secrets.ts", import.meta.url).href;

/** Reads the file with the permissions of the program, which are not those of the tests. */
async function read(path: string): Promise<string> {
  const program = `import { readSecretFile } from "${MODULE}";
    const text = await readSecretFile("--passphrase-file", "${path}").catch((error) => error.message);
    Deno.stdout.writeSync(new TextEncoder().encode(text));`;
  const url = `data:application/typescript,${encodeURIComponent(program)}`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", "--allow-read", url],
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "readSecretFile() says why standard input is no file of a secret",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    for (const path of ["/dev/stdin", "/dev/fd/0"]) {
      assert.match(
        await read(path),
        /^Cannot start: --passphrase-file must name a file on the disk/,
      );
    }
    assert.match(
      await read("/nowhere/file"),
      /^Cannot start: the file of --passphrase-file cannot/,
    );
  },
});

Deno.test("readCloudKey() takes off what comes with a key that was copied out of a message", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "\u200f hh_12ab\u200e \r\n\n");
    assert.equal(await readCloudKey(path), "hh_12ab");
  } finally {
    await Deno.remove(path);
  }
});
