/// <reference lib="dom" />
/** What a screen reader is told beside what is seen. */

import assert from "node:assert/strict";
import { browserTest } from "./browser.ts";
import { MadeUpHub } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

browserTest("of several lines only the new one is read aloud", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "pair");
  // A status is read as a whole unless it says otherwise (WAI-ARIA 1.2, role status).
  const whole = '[role=status]:not([aria-atomic="false"])';
  await page.getByText("Has scanned the code. Now log in on the phone.").waitFor();
  assert.equal(await page.locator(".phones[role=status]").count(), 1);
  for (const region of [".phones", ".said"]) {
    assert.equal(await page.locator(`${region}${whole}`).count(), 0, region);
  }
});

browserTest(
  "each language is named in its own, and what a choice means is read with it",
  async (stage) => {
    await using hub = new MadeUpHub();
    hub.tell({ preferences: { ...hub.parts.running.preferences, language: "ar" } });
    const page = await openAt(stage, hub, "settings");
    const names = page.getByRole("radiogroup", { name: "اللغة" }).locator("[lang]");
    assert.deepEqual(
      await names.evaluateAll((all) =>
        all.map((one) => [one.getAttribute("lang"), one.textContent])
      ),
      [["en", "English"], ["es", "Español"], ["ar", "العربية"]],
    );
    const hint = await page.getByRole("radiogroup", { name: "الأرقام" }).evaluate((one) =>
      document.getElementById(one.getAttribute("aria-describedby") ?? "")?.textContent
    );
    assert.equal(hint, "العناوين والرموز والإصدارات بالأرقام الغربية دائمًا.");
  },
);
