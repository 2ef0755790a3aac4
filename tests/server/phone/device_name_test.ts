import assert from "node:assert/strict";
import { deviceName } from "../../../server/phone/device_name.ts";
import { FRIENDLY_WORDS } from "../../../server/phone/friendly_words.ts";

Deno.test("deviceName() gives the same three words for the same id", () => {
  const id = "3f0c0a52-6f0e-4c8e-9a53-0d8a4d6f4b11";
  assert.equal(deviceName(id), deviceName(id));
  assert.equal(deviceName(id).split(" ").length, 3);
  assert.equal(deviceName("").split(" ").length, 3);
});

Deno.test("deviceName() tells a thousand phones apart", () => {
  const names = new Set(Array.from({ length: 1_000 }, (_, i) => deviceName(`phone-${i}`)));
  assert.ok(names.size >= 999);
});

Deno.test("FRIENDLY_WORDS are 256 different short lower-case words", () => {
  assert.equal(FRIENDLY_WORDS.length, 256);
  assert.equal(new Set(FRIENDLY_WORDS).size, 256);
  for (const word of FRIENDLY_WORDS) assert.match(word, /^[a-z]{3,9}$/);
});
