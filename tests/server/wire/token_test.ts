import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  decodeBase64url,
  encodeBase64url,
  signToken,
  type TokenClaims,
  verifyToken,
} from "../../../server/wire/mod.ts";
import { fromUtf8, readWireVectors, toUtf8, wireError } from "./wire_vectors.ts";

const KEY = new Uint8Array(32).fill(5);
const NOW_SECONDS = 1_700_000_000;
const CLAIMS: TokenClaims = {
  sub: "u1",
  clinic_id: "c1",
  role: "provider",
  iat: NOW_SECONDS,
  exp: NOW_SECONDS + 60,
  device: "d1",
};
const HEADER = '{"alg":"HS256","typ":"JWT"}';

/** A token with a good signature over any header and claims text, made without our code. */
function signed(claims: string, header: string = HEADER, key: Uint8Array = KEY): string {
  const content = [header, claims].map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
}

function refuses(token: string, nowSeconds: number = NOW_SECONDS): Promise<void> {
  return assert.rejects(verifyToken(KEY, token, nowSeconds), wireError("AUTH_FAILED"), token);
}

Deno.test("signToken() writes the fixed header and the claims in order", async () => {
  const scrambled = { device: "d1", exp: 2, iat: 1, role: "r", clinic_id: "c", sub: "u" };
  const token = await signToken(KEY, scrambled);
  assert.equal(
    token,
    signed('{"sub":"u","clinic_id":"c","role":"r","iat":1,"exp":2,"device":"d1"}'),
  );
  assert.equal(token.split(".")[0], readWireVectors().constants.jwt.header_b64url);
});

Deno.test("verifyToken() gives back what signToken() was given", async () => {
  const strings = fc.string({ unit: "grapheme", maxLength: 60 });
  const claims = fc.record({
    sub: strings,
    clinic_id: strings,
    role: strings,
    iat: fc.maxSafeInteger(),
    exp: fc.integer({ min: NOW_SECONDS + 1 }),
    device: strings,
  }, { requiredKeys: ["sub", "clinic_id", "role", "iat", "exp"] });
  await fc.assert(fc.asyncProperty(claims, async (given) => {
    const token = await signToken(KEY, given);
    assert.deepEqual(await verifyToken(KEY, token, NOW_SECONDS), { ...given });
  }));
});

Deno.test("verifyToken() refuses a token from the second in which it expires", async () => {
  const token = await signToken(KEY, CLAIMS);
  assert.deepEqual(await verifyToken(KEY, token, CLAIMS.exp - 1), CLAIMS);
  await refuses(token, CLAIMS.exp);
  await refuses(token, CLAIMS.exp + 1);
});

Deno.test("verifyToken() refuses a token with any single character changed, added or left out", async () => {
  const token = await signToken(KEY, CLAIMS);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === "A" ? "B" : "A";
    await refuses(token.slice(0, at) + other + token.slice(at + 1));
    await refuses(token.slice(0, at) + token.slice(at + 1));
  }
  for (const added of ["=", ".", " ", "\n", "A"]) {
    await refuses(token + added);
    await refuses(added + token);
  }
});

Deno.test("verifyToken() refuses the unused bits of the last character of a signature", async () => {
  const token = await signToken(KEY, CLAIMS);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "");
  // 32 bytes leave two bits of the 43rd character unused: three more texts for the same bytes.
  for (const bits of [1, 2, 3]) await refuses(token.slice(0, -1) + alphabet[last + bits]);
});

Deno.test("verifyToken() refuses claims in another form of base64url", async () => {
  // A signature over the padded text itself, so that only the form can be the reason.
  const [header] = signed("{}").split(".");
  const claims = JSON.stringify({ ...CLAIMS, device: "d" });
  const text = encodeBase64url(toUtf8(claims));
  assert.notEqual(text.length % 4, 0);
  for (const form of [text + "=".repeat(4 - text.length % 4), text + " ", "\n" + text]) {
    const content = `${header}.${form}`;
    const signature = createHmac("sha256", KEY).update(content).digest("base64url");
    await refuses(`${content}.${signature}`);
  }
  assert.equal(fromUtf8(decodeBase64url(text)), claims);
});

Deno.test("verifyToken() refuses every header but one, even with a good signature", async () => {
  const claims = JSON.stringify(CLAIMS);
  assert.deepEqual(await verifyToken(KEY, signed(claims), NOW_SECONDS), CLAIMS);
  for (
    const header of [
      '{"typ":"JWT","alg":"HS256"}',
      '{"alg":"HS256"}',
      '{"alg":"HS256","typ":"JWT" }',
      '{"alg":"HS256","typ":"JWT","kid":"1"}',
      '{"alg":"none","typ":"JWT"}',
      '{"alg":"HS512","typ":"JWT"}',
    ]
  ) await refuses(signed(claims, header));
});

Deno.test("verifyToken() refuses claims that are missing or of another type", async () => {
  const complete: Record<string, unknown> = { ...CLAIMS };
  for (const claim of ["sub", "clinic_id", "role", "iat", "exp"]) {
    const { [claim]: _, ...rest } = complete;
    await refuses(signed(JSON.stringify(rest)));
  }
  const wrong: [string, unknown[]][] = [
    ["sub", [null, 1, {}]],
    ["clinic_id", [null, []]],
    ["role", [null, true]],
    ["iat", [null, "1", 1.5]],
    ["exp", [null, "4102444800", 4_102_444_800.5, 1e300]],
    ["device", [null, 1, {}]],
  ];
  for (const [claim, values] of wrong) {
    for (const value of values) {
      await refuses(signed(JSON.stringify({ ...CLAIMS, [claim]: value })));
    }
  }
  for (const claims of ["", "null", "[]", '"x"', JSON.stringify(CLAIMS) + "x"]) {
    await refuses(signed(claims));
  }
});

Deno.test("verifyToken() ignores further claims and the time of issue", async () => {
  const { device: _, ...without } = CLAIMS;
  const future = { ...without, iat: NOW_SECONDS * 2 };
  const token = signed(JSON.stringify({ nbf: NOW_SECONDS * 2, ...future, extra: { a: 1 } }));
  assert.deepEqual(await verifyToken(KEY, token, NOW_SECONDS), future);
});

Deno.test("verifyToken() refuses another key and a text that is no token", async () => {
  await refuses(signed(JSON.stringify(CLAIMS), HEADER, new Uint8Array(32).fill(6)));
  const token = await signToken(KEY, CLAIMS);
  for (
    const text of ["", ".", "..", "...", "x", `Bearer ${token}`, `${token}.`, "A".repeat(5_000)]
  ) {
    await refuses(text);
  }
  await refuses(signed(JSON.stringify({ ...CLAIMS, extra: "x".repeat(5_000) })));
});

Deno.test("signToken() and verifyToken() throw a TypeError for a key of another size", async () => {
  await assert.rejects(signToken(new Uint8Array(0), CLAIMS), TypeError);
  await assert.rejects(verifyToken(new Uint8Array(31), "", NOW_SECONDS), TypeError);
});
