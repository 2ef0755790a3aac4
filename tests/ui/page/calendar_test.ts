/** A day looks the same on the hub and on its phones, whatever calendar the system prefers. */

import assert from "node:assert/strict";
import { civilDay, day, dayAndTime, digits, language } from "../../../ui/page/state/language.ts";

Deno.test("days are Gregorian where the system counts them otherwise", () => {
  const before = Object.getOwnPropertyDescriptor(navigator, "languages");
  Object.defineProperty(navigator, "languages", {
    value: ["ar-SA-u-ca-islamic-umalqura"],
    configurable: true,
  });
  try {
    language.value = "ar";
    const noon = Date.UTC(2026, 5, 10, 12);
    for (const write of [civilDay, day, dayAndTime]) assert.match(write(noon), /2026/);
    digits.value = "arab";
    assert.match(civilDay(noon), /٢٠٢٦/);
  } finally {
    digits.value = "latn";
    language.value = "en";
    if (before === undefined) Reflect.deleteProperty(navigator, "languages");
    else Object.defineProperty(navigator, "languages", before);
  }
});
