import assert from "node:assert/strict";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { deriveSessionKey, importIdentityKey } from "../../../server/wire/mod.ts";
import { fromHex, toUtf8, wireError } from "./wire_vectors.ts";

const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** The derivation as a phone does it, from `docs/protocol.md` section 2. */
function derivedByPhone(phonePrivate: Uint8Array, hubPublic: Uint8Array, asSent: Uint8Array) {
  const info = new Uint8Array([...hubPublic, ...asSent]);
  const secret = x25519.getSharedSecret(phonePrivate, hubPublic);
  return hkdf(sha256, secret, toUtf8("hikma-health-pairing-v1"), info, 32);
}

Deno.test("deriveSessionKey() agrees with another implementation on the phone's side", async () => {
  await fc.assert(
    fc.asyncProperty(keyBytes, keyBytes, async (hubPrivate, phonePrivate) => {
      const identity = await importIdentityKey(hubPrivate);
      assert.deepEqual(identity.publicKey, x25519.getPublicKey(hubPrivate));
      const phonePublic = x25519.getPublicKey(phonePrivate);
      assert.deepEqual(
        await deriveSessionKey(identity, phonePublic),
        derivedByPhone(phonePrivate, identity.publicKey, phonePublic),
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("deriveSessionKey() ignores bit 255 in the agreement but not in the derivation", async () => {
  await fc.assert(
    fc.asyncProperty(keyBytes, keyBytes, async (hubPrivate, phonePrivate) => {
      const identity = await importIdentityKey(hubPrivate);
      const sent = x25519.getPublicKey(phonePrivate);
      const withoutBit = await deriveSessionKey(identity, sent);
      sent[31] = (sent[31] ?? 0) | 0x80;
      const withBit = await deriveSessionKey(identity, sent);
      assert.deepEqual(withBit, derivedByPhone(phonePrivate, identity.publicKey, sent));
      assert.notDeepEqual(withBit, withoutBit);
    }),
    { numRuns: 40 },
  );
});

Deno.test("deriveSessionKey() refuses every encoding of a point of low order", async () => {
  const identity = await importIdentityKey(crypto.getRandomValues(new Uint8Array(32)));
  const lowOrder = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ];
  for (const hex of lowOrder) {
    const point = fromHex(hex);
    await assert.rejects(deriveSessionKey(identity, point), wireError("MALFORMED"), hex);
    point[31] = (point[31] ?? 0) | 0x80;
    await assert.rejects(deriveSessionKey(identity, point), wireError("MALFORMED"), `${hex} + bit`);
  }
});

Deno.test("deriveSessionKey() refuses a key that has not 32 bytes", async () => {
  const identity = await importIdentityKey(new Uint8Array(32).fill(7));
  for (const length of [0, 31, 33, 64]) {
    const key = new Uint8Array(length).fill(9);
    await assert.rejects(deriveSessionKey(identity, key), wireError("MALFORMED"));
  }
});

Deno.test("importIdentityKey() leaves the caller's bytes alone and keeps the key unextractable", async () => {
  const bytes = new Uint8Array(32).fill(7);
  const { privateKey } = await importIdentityKey(bytes);
  assert.deepEqual(bytes, new Uint8Array(32).fill(7));
  assert.equal(privateKey.extractable, false);
  assert.deepEqual(privateKey.usages, ["deriveBits"]);
});

Deno.test("importIdentityKey() throws a TypeError when there are not 32 bytes", async () => {
  await assert.rejects(importIdentityKey(new Uint8Array(31)), TypeError);
  await assert.rejects(importIdentityKey(new Uint8Array(48)), TypeError);
});
