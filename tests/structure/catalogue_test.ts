import assert from "node:assert/strict";

const FOLDER = new URL("../catalogue/", import.meta.url);

function numbered(prefix: string, from: number, to: number, without: readonly number[] = []) {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
    .filter((number) => !without.includes(number))
    .map((number) => `${prefix}${number}`);
}

/** The codes that need a test, by the files whose tests begin with them. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  a_hub_device: numbered("A", 1, 11),
  a_hub_cloud: ["A1", ...numbered("A", 20, 31)],
  b_stuck_sync: numbered("B", 1, 5),
  b_stuck_cloud: numbered("B", 20, 24),
  c_privacy: numbered("C", 1, 8),
  c_cloud: ["C20"],
  d_cost: numbered("D", 1, 3),
  wire_security: numbered("W-S", 1, 13, [8]),
  wire_robustness: [...numbered("W-R", 1, 5), "W-R7", ...numbered("W-R", 11, 15)],
  watermelon: [
    ...numbered("P", 1, 13),
    "P2d",
    ...numbered("U", 1, 12, [3]),
    ...["U3a", "U3b"],
    ...numbered("C", 1, 6),
    ...[308, 649, 752, 854, 948, 1141, 1192, 1219, 1226, 1374, 1462, 1533, 1572, 1666, 1785, 1881]
      .map((issue) => `#${issue}`),
    "#1893",
  ],
};

/** The codes that test names of a text begin with. */
function codesOf(text: string): string[] {
  const codes: string[] = [];
  for (const [, name = ""] of text.matchAll(/Deno\.test\(\s*["`]([^"`]*)/g)) {
    for (const word of name.split(" ")) {
      if (!/^([A-Z]{1,2}\d+[a-z]?|W-[SR]\d+|#\d+)$/.test(word)) break;
      codes.push(word);
    }
  }
  return codes;
}

async function textOf(group: string): Promise<string> {
  let text = "";
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.startsWith(group) || !name.endsWith("_test.ts")) continue;
    text += await Deno.readTextFile(new URL(name, FOLDER));
  }
  return text;
}

for (const [group, codes] of Object.entries(REQUIRED)) {
  Deno.test(`every code of ${group} has a test whose name begins with it`, async () => {
    const named = new Set(codesOf(await textOf(group)));
    assert.deepEqual(codes.filter((code) => !named.has(code)), []);
  });
}

Deno.test("codesOf() takes the codes a name begins with, and no others", () => {
  const text = 'Deno.test("A1 W-R12 P2d #7 a row of B2", f); Deno.test(`C3 ${x}`, f); // A9';
  assert.deepEqual(codesOf(text), ["A1", "W-R12", "P2d", "#7", "C3"]);
  assert.deepEqual(codesOf('Deno.test("a test of A1", f)'), []);
});

Deno.test("no test of the catalogue is skipped", async () => {
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith("_test.ts")) continue;
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    assert.ok(!/Deno\.test\.(ignore|only)|ignore:|only:/.test(text), name);
  }
});
