import assert from "node:assert/strict";
import { checkPassphrase } from "../../vault/mod.ts";
import { encodePassphrase } from "../../vault/passphrase.ts";

Deno.test("checkPassphrase() accepts 12 characters of which 5 differ", () => {
  assert.deepEqual(checkPassphrase("aaaaaaaabcde"), { ok: true });
});

Deno.test("checkPassphrase() refuses 11 characters", () => {
  assert.deepEqual(checkPassphrase("abcdefghijk"), { ok: false, reason: "TOO_SHORT" });
  assert.deepEqual(checkPassphrase(""), { ok: false, reason: "TOO_SHORT" });
});

Deno.test("checkPassphrase() refuses 12 characters of which 4 differ", () => {
  assert.deepEqual(checkPassphrase("aaaaaaaaabcd"), { ok: false, reason: "TOO_FEW_DISTINCT" });
});

Deno.test("checkPassphrase() refuses more than 1024 characters", () => {
  assert.deepEqual(checkPassphrase("abcde".repeat(205)), { ok: false, reason: "TOO_LONG" });
  assert.deepEqual(checkPassphrase("abcd".repeat(255) + "efgh"), { ok: true });
});

Deno.test("checkPassphrase() counts code points after NFC, not UTF-16 units", () => {
  // 11 emoji are 22 UTF-16 units; 6 letters with combining accents compose to 6.
  assert.deepEqual(checkPassphrase("😀😁😂😃😄😅😆😇😈😉😊"), {
    ok: false,
    reason: "TOO_SHORT",
  });
  assert.deepEqual(checkPassphrase("e\u0301a\u0301i\u0301o\u0301u\u0301n\u0303"), {
    ok: false,
    reason: "TOO_SHORT",
  });
  assert.deepEqual(checkPassphrase("مفتاح العيادة القديم"), { ok: true });
});

Deno.test("encodePassphrase() gives the same bytes for composed and decomposed accents", () => {
  assert.deepEqual(encodePassphrase("cl\u00ednica"), encodePassphrase("cli\u0301nica"));
});

Deno.test("encodePassphrase() refuses what no vault can have", () => {
  assert.equal(encodePassphrase(""), null);
  assert.equal(encodePassphrase("x".repeat(1_000_000)), null);
});
