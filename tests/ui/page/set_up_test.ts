/// <reference lib="dom" />
/** The checklist of the set-up, and small things of the screens around it, with a made-up hub. */

import assert from "node:assert/strict";
import { browserTest, NARROW, resize, until } from "./browser.ts";
import { MadeUpHub, RECOVERY_KEY, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

const NEXT = "[aria-current=step]";

browserTest("a recovery key that nobody wrote down stays the next step", async (stage) => {
  await using hub = new MadeUpHub();
  hub.state = "new";
  const page = await stage.newPage();
  await page.goto(hub.url);
  await page.getByLabel("New passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await page.getByLabel("The same once more", { exact: true }).fill(RIGHT_PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByText(RECOVERY_KEY).waitFor();
  await until(() => hub.parts.running.preferences.keyOnPaper === false);

  // The page is loaded again: the key is gone, and nobody has said that it is on paper.
  await page.reload();
  await page.getByRole("heading", { name: "Set-up", level: 1 }).waitFor();
  const next = page.locator(NEXT);
  await next.filter({ hasText: "Keep the recovery key on paper" }).waitFor();
  assert.equal(await next.count(), 1);
  assert.equal(await page.getByText("Ready for phones").count(), 0);
  await page.getByRole("link", { name: "Set-up" }).waitFor();

  // A new one is made, and this time it is written down.
  await next.getByRole("button", { name: "New recovery key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByText(RECOVERY_KEY).waitFor();
  await page.getByLabel("I have it on paper").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Ready for phones").waitFor();
  assert.equal(hub.parts.running.preferences.keyOnPaper, true);
  assert.deepEqual(stage.complaints, []);
});

browserTest("the lock of a hidden screen asks first", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  await page.getByRole("button", { name: "Hide the screen" }).click();
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lock the Sync Hub?" });
  await dialog.getByText("Phones cannot sync until").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(hub.done, []);
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await dialog.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
  assert.deepEqual(hub.done, ["lock"]);
});

browserTest("numbers are taken with the digits of any keyboard", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "settings");
  const largest = page.getByLabel("Largest message from a phone, MiB");
  for (const wrong of ["8.5", "1e2", "-1", ""]) {
    await largest.fill(wrong);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Between 1 and 256." }).waitFor();
  }
  await largest.fill("٣٢");
  await page.keyboard.press("Enter");
  await until(() => hub.settings.maxBodyMiB === 32);
  await until(async () => await largest.inputValue() === "32");
  await page.getByLabel("Port", { exact: true }).fill("٥٠٠١");
  await page.keyboard.press("Enter");
  await until(() => hub.done.includes("port 5001"));
});

browserTest("the words of the chart can be read on a narrow screen", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "records");
  await resize(page, NARROW);
  await page.locator("svg.chart text").first().waitFor();
  const words = page.locator("svg.chart text:visible");
  const boxes = await Promise.all((await words.all()).map((word) => word.boundingBox()));
  assert(boxes.length >= 3);
  for (const box of boxes) {
    assert(box !== null && box.height >= 10, `${box?.height} px high`);
    assert(box.x >= 0 && box.x + box.width <= NARROW.width, "beyond the edge");
  }
});

browserTest("an address that cannot be copied is told", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "pair");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Copy the address" }).click();
  await page.getByRole("status").filter({ hasText: "could not be copied" }).waitFor();
  assert.deepEqual(stage.complaints, []);
});

browserTest("nothing counts as saved while the hub does not answer", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "activity");
  await hub.crash();
  await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  await page.getByRole("link", { name: "Export" }).click();
  await page.getByRole("status").filter({ hasText: "The Sync Hub did not answer" }).waitFor();
  assert.equal(await page.getByText("The file is saved").count(), 0);
  hub.comeBack();
});

browserTest("a hidden screen speaks another language without the passphrase", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  await page.getByRole("button", { name: "Hide the screen" }).click();
  await page.getByLabel("Language").selectOption("es");
  await page.getByRole("button", { name: "Mostrar la pantalla" }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  // It stays so when the hub tells of something.
  hub.tell({ lanUrl: null });
  await page.getByText("Sin red").waitFor();
  assert.deepEqual(hub.done, []);
});

browserTest(
  "an empty field is no attempt, and what is asked by hand is not repeated",
  async (stage) => {
    await using hub = new MadeUpHub();
    const { cloud } = hub.parts;
    hub.parts = { ...hub.parts, cloud: { ...cloud, registration: null } };
    const page = await openAt(stage, hub, "settings");
    const form = page.getByRole("form", { name: "Register with the cloud" });
    const fields: [label: string, text: string][] = [
      ["Address of the cloud", "https://cloud.example.org"],
      ["Key of this Sync Hub", "hh_key"],
      ["Passphrase", RIGHT_PASSPHRASE],
    ];
    for (const [label, text] of fields) {
      const field = form.getByLabel(label, { exact: true });
      await field.press("Enter");
      await form.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
      assert.equal(await field.getAttribute("aria-invalid"), "true", label);
      await field.fill(text);
    }
    assert.deepEqual(hub.done, []);
    hub.cloud.problem = "NO_INTERNET";
    await page.keyboard.press("Enter");
    await form.getByRole("alert").filter({ hasText: "no internet just now" }).waitFor();
    assert.equal(await form.getByText("by itself").count(), 0);

    // Neither unlocking, nor showing the screen, nor another passphrase.
    let sent = 0;
    await page.route(/\/api\/(unlock|confirm|passphrase|recovery-key)$/, (route) => {
      sent++;
      return route.continue();
    });
    await page.getByRole("button", { name: "New recovery key" }).click();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await page.keyboard.press("Escape");

    // Nor a passphrase for another person, removing records, a backup or its second place.
    await page.route(/\/api\/(custody|copies)\/\w+$/, (route) => {
      if (route.request().method() === "POST") sent++;
      return route.continue();
    });
    await page.getByRole("button", { name: "Add a passphrase" }).click();
    for (const label of ["New passphrase", "The same once more"]) {
      await dialog.getByLabel(label, { exact: true }).fill(RIGHT_PASSPHRASE);
    }
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove all records" }).click();
    const number = dialog.getByLabel(/type this number/);
    const asked = /\d+/.exec(
      (await number.evaluate((one) => (one as HTMLInputElement).labels?.[0]?.textContent)) ?? "",
    );
    await number.fill(asked?.[0] ?? "");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await page.keyboard.press("Escape");
    await page.evaluate(() => location.hash = "#/backups");
    await page.getByRole("button", { name: "Use this folder" }).click();
    await page.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await page.getByRole("button", { name: /^Restore: / }).first().click();
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Hide the screen" }).click();
    await page.getByRole("button", { name: "Show the screen" }).click();
    await page.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    hub.state = "locked";
    hub.tell();
    await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    assert.equal(sent, 0);
  },
);

browserTest("a conflict and a row put aside name their patient", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "attention");
  const conflict = page.getByRole("article", { name: /^Patients · given name/ });
  await conflict.getByText(/^Patient: .*أمينة Haddad/).waitFor();
  await page.getByRole("article", { name: /^Visits/ }).getByText(/^Patient: .*Karim Haddad/)
    .waitFor();
  // Who is not known is not named.
  assert.equal(
    await page.getByRole("article", { name: /lab_results/ }).getByText("Patient").count(),
    0,
  );
});
