/** What a power cut takes from phones that have only pulled. */

import assert from "node:assert/strict";
import { MemoryClinic, synced } from "../../../catalogue/support/memory_clinic.ts";

Deno.test("HubKeeper: phones that pulled before a power cut are neither called ahead nor a sign of a second hub", async () => {
  await using clinic = await MemoryClinic.open();
  const phones = [(await clinic.phone("march")).phone, (await clinic.phone("august")).phone];
  // The last of these brings nothing, and nothing else is written.
  for (let round = 0; round < 3; round++) {
    for (const phone of phones) await synced(phone);
  }
  const cursors = await Promise.all(phones.map((phone) => phone.cursor));
  const given = `value IN (${cursors.join(", ")})`;
  const until = performance.now() + 60_000;
  while (clinic.count("issued_cursor", given) < phones.length) {
    assert.ok(performance.now() < until, "the cursors are not recorded");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await clinic.kill();
  await clinic.start();
  for (const phone of phones) await synced(phone);
  for (const phone of phones) {
    assert.equal(clinic.engine.devices.get(phone.clientId)?.aheadSinceMs, null);
  }
  const codes = clinic.events.map((event) => (event as { readonly code?: string }).code);
  assert.ok(!codes.includes("PHONE_AHEAD"), codes.join(" "));
});
