import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRecoveryKey } from "../../vault/mod.ts";
import { encodeRecoveryKey, makeRecoveryKey } from "../../vault/recovery_key.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const randomKey = fc.uint8Array({ minLength: 26, maxLength: 26 }).map((bytes) =>
  makeRecoveryKey(() => bytes.slice())
);

Deno.test("makeRecoveryKey() gives seven groups of four characters", () => {
  const key = makeRecoveryKey((length) => crypto.getRandomValues(new Uint8Array(length)));
  assert.match(key, /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
});

Deno.test("makeRecoveryKey() uses 130 random bits and its check characters are fixed", () => {
  const bytes = Uint8Array.from({ length: 26 }, (_, at) => at);
  // The value of the 26 characters, as one number, modulo 1021, by big integers.
  const value = bytes.reduce((sum, byte) => sum * 32n + BigInt(byte), 0n) % 1021n;
  const check = ALPHABET.charAt(Number(value >> 5n)) + ALPHABET.charAt(Number(value & 31n));
  const key = makeRecoveryKey(() => bytes.slice());
  assert.equal(key, `0123-4567-89AB-CDEF-GHJK-MNPQ-RS${check}`);
});

Deno.test("encodeRecoveryKey() reads a key however it was copied", () => {
  const bytes = Uint8Array.from([0, 1, 27, 0, 1, 27, ...Array.from({ length: 20 }, (_, i) => i)]);
  const key = makeRecoveryKey(() => bytes.slice());
  const expected = encodeRecoveryKey(key);
  assert.notEqual(expected, null);
  const variants = [
    key.toLowerCase(),
    key.replaceAll("-", " "),
    key.replaceAll("-", ""),
    key.replaceAll("-", " \u2013 "),
    `\u200f${key}\n`,
    key.replaceAll("0", "O").replaceAll("1", "l").replaceAll("V", "u"),
    key.replaceAll("0", "o").replaceAll("1", "I"),
    key.replace(/[0-9]/g, (digit) => String.fromCharCode(0x0660 + Number(digit))),
    key.replace(/[0-9]/g, (digit) => String.fromCharCode(0x06f0 + Number(digit))),
    key.replace(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ];
  for (const variant of variants) {
    assert.deepEqual(checkRecoveryKey(variant), { ok: true }, variant);
    assert.deepEqual(encodeRecoveryKey(variant), expected, variant);
  }
});

Deno.test("checkRecoveryKey() names what is wrong", () => {
  const key = makeRecoveryKey(() => new Uint8Array(26).fill(7));
  assert.deepEqual(checkRecoveryKey(""), { ok: false, reason: "LENGTH" });
  assert.deepEqual(checkRecoveryKey(key.slice(1)), { ok: false, reason: "LENGTH" });
  assert.deepEqual(checkRecoveryKey(key + "0"), { ok: false, reason: "LENGTH" });
  assert.deepEqual(checkRecoveryKey("#" + key.slice(1)), { ok: false, reason: "CHARACTER" });
  assert.deepEqual(checkRecoveryKey("8" + key.slice(1)), { ok: false, reason: "CHECK" });
});

Deno.test("checkRecoveryKey() notices every wrong character", () => {
  fc.assert(fc.property(randomKey, fc.nat(27), fc.integer({ min: 1, max: 31 }), (key, at, by) => {
    const characters = [...key.replaceAll("-", "")];
    const before = ALPHABET.indexOf(characters[at] ?? "");
    characters[at] = ALPHABET.charAt((before + by) % 32);
    assert.deepEqual(checkRecoveryKey(characters.join("")), { ok: false, reason: "CHECK" });
  }));
});

Deno.test("checkRecoveryKey() notices every swap of neighbours before the check characters", () => {
  fc.assert(fc.property(randomKey, fc.nat(24), (key, at) => {
    const characters = [...key.replaceAll("-", "")];
    const [first = "", second = ""] = characters.slice(at, at + 2);
    fc.pre(first !== second);
    characters.splice(at, 2, second, first);
    assert.deepEqual(checkRecoveryKey(characters.join("")), { ok: false, reason: "CHECK" });
  }));
});
