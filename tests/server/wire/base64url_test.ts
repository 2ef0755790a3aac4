import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { decodeBase64url, encodeBase64url } from "../../../server/wire/mod.ts";
import { wireError } from "./wire_vectors.ts";

/** The wire's definition, by another implementation: the alphabet, and re-encoding is the same. */
function isCanonical(text: string): boolean {
  return /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1 &&
    Buffer.from(text, "base64url").toString("base64url") === text;
}

function accepts(text: string): boolean {
  try {
    decodeBase64url(text);
    return true;
  } catch (error) {
    assert.ok(wireError("MALFORMED")(error));
    return false;
  }
}

Deno.test("encodeBase64url() writes what another implementation writes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    const text = encodeBase64url(bytes);
    assert.equal(text, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(decodeBase64url(text), bytes);
  }));
});

Deno.test("decodeBase64url() refuses padding, the other alphabet, white space and unused bits", () => {
  const refused = [
    ..."AA==|AAA=|AA=|A|AAAAA|AAAA=|====|AB|AAB|++++|////|AA+/|AA A|A A|AAAA\n|\nAAAA".split("|"),
    ...["AAA\n", "AA\t\t", " ", "    ", "AAAA AAA", "A\u0000AA", "АААА", "AAA\u{1f600}", "AA.A"],
  ];
  for (const text of refused) assert.ok(!accepts(text), JSON.stringify(text));
  for (const text of ["", "AA", "AAA", "AAAA", "-_-_", "Zm9v"]) assert.ok(accepts(text), text);
});

Deno.test("decodeBase64url() accepts exactly the canonical texts", () => {
  // Every text of up to four characters of a small alphabet that holds each kind of character.
  const alphabet = ["A", "B", "g", "-", "_", "=", "+", "/", " ", "\n", "é"];
  let texts = [""];
  let canonical = 0;
  for (let length = 0; length <= 4; length++) {
    for (const text of texts) {
      assert.equal(accepts(text), isCanonical(text), JSON.stringify(text));
      if (isCanonical(text)) canonical++;
    }
    texts = texts.flatMap((text) => alphabet.map((next) => text + next));
  }
  assert.ok(canonical > 600);
  // Longer ones at random: canonical texts with some characters put in or exchanged.
  const odd = fc.constantFrom("=", "==", " ", "\n", "\t", "+", "/", "A", "B", "\u00a0", "Ａ");
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(), odd, fc.boolean()), { maxLength: 4 }),
      (bytes, edits) => {
        let text = encodeBase64url(bytes);
        for (const [place, character, replaces] of edits) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + character + text.slice(replaces ? at + 1 : at);
        }
        assert.equal(accepts(text), isCanonical(text), JSON.stringify(text));
      },
    ),
    { numRuns: 2_000 },
  );
});

Deno.test("decodeBase64url() reads a text of several megabytes back", () => {
  const bytes = new Uint8Array(5_000_001);
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  const text = encodeBase64url(bytes);
  assert.ok(Buffer.from(bytes).equals(decodeBase64url(text)));
  assert.ok(!accepts(text.slice(0, 2_500_000) + "\n" + text.slice(2_500_001)));
});
