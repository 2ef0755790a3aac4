import assert from "node:assert/strict";
import { openSealedLines, SealedLines } from "../../vault/mod.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE } from "./fixtures.ts";

const PARTS = ["first part\n", "", "the last: دواء\n"];

async function makeFile(parts = PARTS): Promise<string> {
  using lines = await SealedLines.begin(PASSPHRASE, CHEAP);
  return lines.header +
    parts.map((part, at) => lines.seal(new TextEncoder().encode(part), at === parts.length - 1))
      .join("");
}

async function read(text: string, passphrase = PASSPHRASE): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of openSealedLines(text, passphrase, CHEAP)) {
    parts.push(new TextDecoder().decode(part));
  }
  return parts;
}

/** The code of the refusal. */
async function refusal(text: string, passphrase = PASSPHRASE): Promise<string> {
  return await read(text, passphrase).then((parts) => parts.join(), (error) => error.code);
}

Deno.test("openSealedLines() gives back what SealedLines sealed, under its passphrase alone", async () => {
  const file = await makeFile();
  assert.deepEqual(await read(file), PARTS);
  assert.equal(await refusal(file, OTHER_PASSPHRASE), "WRONG_PASSPHRASE");
  assert.ok(!file.includes("first"));
  assert.notEqual(await makeFile(), file);
});

Deno.test("openSealedLines() notices a part that is missing, moved, changed or cut off", async () => {
  const file = await makeFile();
  const [header = "", ...lines] = file.split("\n");
  const [a = "", b = "", c = ""] = lines;
  const of = (...parts: string[]) => [header, ...parts, ""].join("\n");
  assert.equal(await refusal(of(a, b, c)), PARTS.join());
  assert.equal(await refusal(of(a, b)), "DAMAGED");
  assert.equal(await refusal(of(a, c)), "DAMAGED");
  assert.equal(await refusal(of(a, c, b)), "DAMAGED");
  assert.equal(await refusal(of(b, a, c)), "WRONG_PASSPHRASE");
  assert.equal(await refusal(of(a, b.slice(0, -4), c)), "DAMAGED");
  assert.equal(await refusal(of()), "DAMAGED");
  assert.equal(await refusal(of(c)), "WRONG_PASSPHRASE");
});

Deno.test("openSealedLines() refuses other files and derivations that cost too much", async () => {
  const file = await makeFile();
  assert.equal(await refusal(""), "FOREIGN");
  assert.equal(await refusal("{}\n"), "FOREIGN");
  assert.equal(await refusal("null\n"), "FOREIGN");
  assert.equal(await refusal(file.replace('"version":1', '"version":2')), "NEWER_VERSION");
  assert.equal(await refusal(file.replace('"memoryKiB":1024', '"memoryKiB":99999999')), "FOREIGN");
});

Deno.test("SealedLines.seal() ends with the last part", async () => {
  using lines = await SealedLines.begin(PASSPHRASE, CHEAP);
  lines.seal(new Uint8Array(1), true);
  assert.throws(() => lines.seal(new Uint8Array(1), false), RangeError);
});
