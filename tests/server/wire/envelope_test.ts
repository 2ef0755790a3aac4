import assert from "node:assert/strict";
import { gcm } from "@noble/ciphers/aes.js";
import fc from "fast-check";
import {
  couldBeJsonUnder,
  decodeBase64url,
  encodeBase64url,
  type EnvelopeLabel,
  openEnvelope,
  payloadNonce,
  sealEnvelope,
  sealEnvelopeInParts,
} from "../../../server/wire/mod.ts";
import { toUtf8, wireError } from "./wire_vectors.ts";

const LABELS: EnvelopeLabel[] = ["command", "query", "command_response", "query_response"];
/** Where the implementation changes is 16 KiB: sizes on both sides and at the edge. */
const EDGE_SIZES = [0, 1, 15, 16, 17, 16_367, 16_368, 16_383, 16_384, 16_385, 70_000];

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const nonces = fc.uint8Array({ minLength: 12, maxLength: 12 });
const labels = fc.constantFrom(...LABELS);
const plaintexts = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(...EDGE_SIZES).map((size) => new Uint8Array(size).fill(0x78)),
);

function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** The envelope as a phone makes it, from `docs/protocol.md` section 3. */
function sealedByPhone(key: Uint8Array, nonce: Uint8Array, label: string, plaintext: Uint8Array) {
  const sealed = gcm(key, nonce, toUtf8(label)).encrypt(plaintext);
  return encodeBase64url(new Uint8Array([...nonce, ...sealed]));
}

Deno.test("sealEnvelope() is opened by another implementation, and the other way round", async () => {
  await fc.assert(
    fc.asyncProperty(keys, nonces, labels, plaintexts, async (key, nonce, label, plaintext) => {
      const payload = await sealEnvelope(key, label, plaintext);
      const bytes = decodeBase64url(payload);
      const opened = gcm(key, bytes.subarray(0, 12), toUtf8(label)).decrypt(bytes.subarray(12));
      assert.deepEqual(opened, plaintext);
      assert.deepEqual(payloadNonce(payload), bytes.subarray(0, 12));

      const fromPhone = sealedByPhone(key, nonce, label, plaintext);
      assert.deepEqual(await openEnvelope(key, label, fromPhone), plaintext);
      assert.equal(await sealEnvelope(key, label, plaintext, nonce), fromPhone);
    }),
    { numRuns: 60 },
  );
});

Deno.test("sealEnvelope() and openEnvelope() agree on both sides of every size edge", async () => {
  const key = randomBytes(32);
  for (const size of EDGE_SIZES) {
    const plaintext = randomBytes(Math.min(size, 65_536));
    const nonce = randomBytes(12);
    const payload = await sealEnvelope(key, "query", plaintext, nonce);
    assert.equal(payload, sealedByPhone(key, nonce, "query", plaintext), `${size} bytes`);
    assert.deepEqual(await openEnvelope(key, "query", payload), plaintext, `${size} bytes`);
  }
});

Deno.test("sealEnvelopeInParts() makes the same text in parts, as long as it says, again and again", async () => {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  for (const bytes of [0, 1, 2, 49_135, 49_136, 49_137, 98_288, 200_000]) {
    const plaintext = new Uint8Array(bytes).map((_, at) => at % 251);
    const text = await sealEnvelope(key, "query_response", plaintext, nonce);
    const inParts = await sealEnvelopeInParts(key, "query_response", plaintext, nonce);
    assert.equal(inParts.length, text.length, `${bytes} bytes`);
    for (let time = 0; time < 2; time++) assert.equal([...inParts.parts()].join(""), text);
    const longest = Math.max(...[...inParts.parts()].map(({ length }) => length));
    assert.ok(longest <= 65_536, `${longest} characters at once`);
    const opened = await openEnvelope(key, "query_response", text);
    assert.deepEqual(opened, plaintext);
  }
});

Deno.test("sealEnvelope() takes a fresh nonce for every envelope", async () => {
  const key = randomBytes(32);
  const seen = new Set<string>();
  for (let count = 0; count < 50; count++) {
    seen.add((await sealEnvelope(key, "query", toUtf8("{}"))).slice(0, 16));
  }
  assert.equal(seen.size, 50);
});

Deno.test("openEnvelope() refuses an envelope with any single bit changed", async () => {
  const key = randomBytes(32);
  const bytes = decodeBase64url(await sealEnvelope(key, "command", toUtf8('{"command":"ping"}')));
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = new Uint8Array(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await assert.rejects(
      openEnvelope(key, "command", encodeBase64url(changed)),
      wireError("MALFORMED"),
      `bit ${bit}`,
    );
  }
});

Deno.test("openEnvelope() refuses a large envelope with any single bit changed", async () => {
  const key = randomBytes(32);
  const bytes = decodeBase64url(await sealEnvelope(key, "command", randomBytes(20_000)));
  const bits = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
  await fc.assert(
    fc.asyncProperty(bits, async (bit) => {
      const changed = new Uint8Array(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const payload = encodeBase64url(changed);
      await assert.rejects(openEnvelope(key, "command", payload), wireError("MALFORMED"));
    }),
    { numRuns: 60 },
  );
});

Deno.test("openEnvelope() refuses every cut, another label and another key", async () => {
  const key = randomBytes(32);
  for (const plaintext of [toUtf8('{"a":1}'), randomBytes(17_000)]) {
    const payload = await sealEnvelope(key, "command", plaintext);
    for (const label of LABELS.filter((other) => other !== "command")) {
      await assert.rejects(openEnvelope(key, label, payload), wireError("MALFORMED"));
    }
    await assert.rejects(openEnvelope(randomBytes(32), "command", payload), wireError("MALFORMED"));
    for (let keep = 0; keep < payload.length; keep += Math.ceil(payload.length / 60)) {
      const cut = payload.slice(0, keep);
      await assert.rejects(openEnvelope(key, "command", cut), wireError("MALFORMED"));
      await assert.rejects(
        openEnvelope(key, "command", payload.slice(keep + 1)),
        wireError("MALFORMED"),
      );
    }
  }
});

Deno.test("openEnvelope() and sealEnvelope() throw a TypeError for a key or nonce of another size", async () => {
  const payload = "A".repeat(40);
  await assert.rejects(openEnvelope(randomBytes(16), "query", payload), TypeError);
  await assert.rejects(sealEnvelope(randomBytes(33), "query", toUtf8("{}")), TypeError);
  await assert.rejects(
    sealEnvelope(randomBytes(32), "query", toUtf8("{}"), randomBytes(16)),
    TypeError,
  );
  assert.throws(() => couldBeJsonUnder(randomBytes(31), payload), TypeError);
});

Deno.test("payloadNonce() refuses what is too short or not base64url in the nonce", () => {
  assert.deepEqual(payloadNonce("A".repeat(38)), new Uint8Array(12));
  for (const payload of ["", "AAAA", "A".repeat(37), "A".repeat(15) + "=" + "A".repeat(30)]) {
    assert.throws(() => payloadNonce(payload), wireError("MALFORMED"));
  }
});

Deno.test("couldBeJsonUnder() is true for every JSON object under the right key", async () => {
  const spaces = fc.stringMatching(/^[ \t\n\r]{0,20}$/);
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  await fc.assert(fc.asyncProperty(keys, spaces, objects, async (key, space, object) => {
    const payload = await sealEnvelope(key, "command", toUtf8(space + JSON.stringify(object)));
    assert.equal(couldBeJsonUnder(key, payload), true);
  }));
});

Deno.test("couldBeJsonUnder() judges the first sixteen bytes and nothing else", async () => {
  const key = randomBytes(32);
  const cases: [string, boolean][] = [
    ["{}", true],
    ['{"a":1}', true],
    ["{ }", true],
    ["\r\n\t {\n}", true],
    [" ".repeat(15) + "{x", true],
    [" ".repeat(16) + "x", true],
    [" ".repeat(14) + "{x", false],
    ["", false],
    ["{", false],
    ["   ", false],
    [" ".repeat(16), false],
    ["{1", false],
    ["{{", false],
    ["[]", false],
    ["null", false],
    ['"{}"', false],
    ["\u00a0{}", false],
    ["\ufeff{}", false],
  ];
  for (const [plaintext, expected] of cases) {
    const payload = await sealEnvelope(key, "command", toUtf8(plaintext));
    assert.equal(couldBeJsonUnder(key, payload), expected, JSON.stringify(plaintext));
  }
});

Deno.test("couldBeJsonUnder() takes no byte of the tag for plaintext", async () => {
  for (let count = 0; count < 1_000; count++) {
    const key = randomBytes(32);
    assert.equal(couldBeJsonUnder(key, await sealEnvelope(key, "command", toUtf8("{"))), false);
  }
});

Deno.test("couldBeJsonUnder() is false for nearly every other key", async () => {
  const payload = await sealEnvelope(randomBytes(32), "command", toUtf8('{"command":"ping"}'));
  let passed = 0;
  for (let count = 0; count < 2_000; count++) {
    if (couldBeJsonUnder(randomBytes(32), payload)) passed++;
  }
  // One in ten thousand is expected; ten in two thousand happen once in some 10^14 runs.
  assert.ok(passed < 10);
});

Deno.test("couldBeJsonUnder() is false for what is no envelope", () => {
  const key = new Uint8Array(32);
  for (const payload of ["", "AAAA", "A".repeat(37), "=".repeat(60), "+/".repeat(30)]) {
    assert.equal(couldBeJsonUnder(key, payload), false);
  }
});
