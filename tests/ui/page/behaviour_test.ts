/// <reference lib="dom" />
/** What the page does when something happens, with a made-up hub behind it. */

import assert from "node:assert/strict";
import { PLACES } from "../../../ui/page/state/places.ts";
import { browserTest, resize, settled, tabTo, until } from "./browser.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

browserTest("a page that cannot hear the hub says so and comes back by itself", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  await page.getByText("Serving phones", { exact: true }).waitFor();
  await hub.crash();
  await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
  // What was true before is not shown as true any more.
  assert.equal(await page.getByText("Serving phones", { exact: true }).count(), 0);
  hub.parts = { ...hub.parts, hubName: "After the break" };
  hub.comeBack();
  await page.getByText("After the break").first().waitFor();
  await page.getByText("Serving phones", { exact: true }).waitFor();
  assert.equal(await page.getByText("does not answer").count(), 0);
});

browserTest("a link signs in once, and leaves no token in the address", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await stage.newPage();
  const { url } = hub;
  await page.goto(url);
  await page.locator("#screen h1").waitFor();
  assert(!page.url().includes("token"));
  await page.reload();
  await page.locator("#screen h1").waitFor();
  // The same browser may use its link again: it is signed in.
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator("#screen h1").waitFor();
  const other = await stage.newPage();
  await other.goto(url);
  await other.getByRole("heading", { name: "This link does not work any more" }).waitFor();
  assert(!(await other.content()).includes(hub.parts.hubName));
  await other.goto(url.split("#")[0] ?? "");
  await other.getByRole("heading", { name: "This page needs its link" }).waitFor();
  await other.goto(hub.url);
  await other.locator("#screen h1").waitFor();
  assert.deepEqual(stage.complaints.filter((what) => !what.includes("401")), []);
});

browserTest("a phone is removed after a yes, and comes back by Undo (W-R17)", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  await tabTo(page, "Remove: amber canoe mint");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /Remove .*amber canoe mint/ });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  // The focus is where it was, and a hasty second Enter meets Cancel.
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(hub.done, []);
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "was removed" }).waitFor();
  await page.getByRole("button", { name: "Let back in: amber canoe mint" }).waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("button", { name: "Remove: amber canoe mint" }).waitFor();
  assert.deepEqual(hub.done, ["revoked one", "admitted one"]);
  assert.deepEqual(stage.complaints, []);
});

browserTest("a phone gets another name, and a wrong one is refused in words", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  await page.getByRole("button", { name: "Rename: amber canoe mint" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("New name").fill("   ");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").filter({ hasText: "could not accept" }).waitFor();
  assert.equal(await dialog.getByLabel("New name").getAttribute("aria-invalid"), "true");
  await dialog.getByLabel("New name").fill("Reception");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Reception" }).waitFor();
});

browserTest(
  "a hidden screen shows the state, and nothing else before the passphrase",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "phones");
    await page.getByRole("button", { name: "Hide the screen" }).click();
    await page.getByText("The screen is hidden").waitFor();
    await page.getByText("Serving phones", { exact: true }).waitFor();
    const text = await page.locator("body").innerText();
    for (const secret of ["amber canoe mint", "Salma", "1,204"]) {
      assert(
        !text.includes(secret),
        secret,
      );
    }
    // The state goes on living.
    hub.tell({ lanUrl: null });
    await page.getByText("No network").waitFor();
    hub.tell({ lanUrl: "http://192.168.10.5:4001" });
    await page.getByLabel("Passphrase", { exact: true }).fill("a wrong passphrase");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The passphrase is wrong" }).waitFor();
    await page.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "amber canoe mint" }).waitFor();
  },
);

browserTest("no name stays at the bottom of a screen that is hidden or locked", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  const undo = async () => {
    await page.getByRole("button", { name: "Let back in: lemon orbit swan" }).click();
    await page.getByRole("status").filter({ hasText: "may sync again" }).waitFor();
    await page.getByRole("button", { name: "Remove: lemon orbit swan" }).waitFor();
    await page.getByRole("button", { name: "Remove: lemon orbit swan" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
  };
  const text = () => page.locator("body").innerText();
  await undo();
  await page.getByRole("button", { name: "Hide the screen" }).click();
  await page.getByText("The screen is hidden").waitFor();
  assert.doesNotMatch(await text(), /lemon orbit swan|Undo/);
  await page.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "lemon orbit swan" }).waitFor();
  await undo();
  hub.state = "locked";
  hub.tell();
  await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
  assert.doesNotMatch(await text(), /lemon orbit swan|Undo/);
});

browserTest(
  "what changes something asks for the passphrase when the screen was hidden",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "phones");
    // Hidden by another window: this one has not heard of it yet.
    hub.guard.hide();
    await page.getByRole("button", { name: "Undo: willow dome plum" }).click();
    const dialog = page.getByRole("dialog", { name: "Enter the passphrase again" });
    await dialog.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
    await page.keyboard.press("Enter");
    await until(() => hub.done.includes("undone waiting"));
    assert.deepEqual(hub.done, ["confirm", "undone waiting"]);
    await dialog.waitFor({ state: "detached" });

    // A hub that another window locks meanwhile asks for it once, not twice.
    hub.guard.hide();
    await page.getByRole("button", { name: "Let back in: lemon orbit swan" }).click();
    await dialog.waitFor();
    hub.state = "locked";
    hub.tell();
    await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(hub.done, ["confirm", "undone waiting"]);
  },
);

browserTest("the screen hides by itself after the chosen time", async (stage) => {
  await using hub = new MadeUpHub();
  hub.tell({ preferences: { ...hub.parts.running.preferences, hideAfterMinutes: 10 } });
  const page = await stage.newPage();
  await page.clock.install();
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  // The clock goes on meanwhile: what is left of the ten minutes is for a slow machine.
  await page.clock.fastForward("08:00");
  assert.equal(hub.guard.hidden, false);
  await page.keyboard.press("Shift");
  await page.clock.fastForward("08:00");
  assert.equal(hub.guard.hidden, false);
  await page.clock.fastForward("02:05");
  await until(() => hub.guard.hidden);
});

browserTest("unlocking says what is wrong and how long to wait", async (stage) => {
  await using hub = new MadeUpHub();
  hub.state = "locked";
  const page = await stage.newPage();
  await page.goto(hub.url);
  const field = page.getByLabel("Passphrase", { exact: true });
  await field.waitFor();
  for (let attempt = 0; attempt < 5; attempt++) {
    await field.fill(`wrong ${attempt}`);
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/unlock"));
    await page.keyboard.press("Enter");
    await answered;
    await page.getByRole("button", { name: "Unlock" }).and(page.locator(":not([aria-disabled])"))
      .waitFor();
  }
  await page.getByRole("alert").filter({ hasText: /Wait \d+ second/ }).waitFor();
  await page.getByRole("button", { name: "Use the recovery key" }).click();
  assert.equal(
    await page.evaluate(() =>
      (document.activeElement as HTMLInputElement).labels?.[0]?.textContent
    ),
    "Recovery key",
  );
});

browserTest("another address makes another code, and says so (W-R16)", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "pair");
  const image = page.getByRole("img", { name: /QR code/ });
  await image.waitFor();
  const before = await image.getAttribute("src");
  await until(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth > 0));
  // A network that was away for a moment is no other address: nobody scans again for it.
  const { lanUrl } = hub.parts.running;
  hub.tell({ lanUrl: null });
  await page.getByText("There is no code while there is no network").waitFor();
  hub.tell({ lanUrl });
  await image.waitFor();
  assert.equal(await page.getByText("The code is new").count(), 0);
  hub.tell({ lanUrl: "http://192.168.44.9:4001" });
  await page.getByRole("status").filter({ hasText: "The address has changed" }).waitFor();
  assert.notEqual(await image.getAttribute("src"), before);
  await page.getByText("http://192.168.44.9:4001", { exact: true }).waitFor();
  await page.getByLabel("Network address").selectOption("10.0.0.7");
  await until(() => hub.done.includes("address 10.0.0.7"));
  hub.tell({ lanUrl: null });
  await page.getByText("There is no code while there is no network").waitFor();
  assert.deepEqual(stage.complaints, []);
});

browserTest("the countdown ends, and the phone just admitted can be undone", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "pair");
  await page.getByRole("timer").waitFor();
  assert.match(await page.getByRole("timer").innerText(), /^[78]:\d\d$/);
  await page.getByText(/Tomás Rivas.* is logged in on it/).waitFor();
  await page.getByRole("button", { name: "Undo: river quartz thyme" }).click();
  await page.getByRole("status").filter({ hasText: "was undone" }).waitFor();
  assert.deepEqual(hub.done, ["undone two"]);
  hub.tell({ pairing: { open: false } });
  await page.getByRole("button", { name: "Let new phones in for 10 minutes" }).click();
  await page.getByText("New phones can connect now").waitFor();
});

browserTest("numbers in settings are checked before they are sent", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "settings");
  const days = page.getByLabel("Days a phone may be away");
  await days.fill("0");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: /Between 1 and 3,650/ }).waitFor();
  assert.equal(hub.settings.tokenSeenDays, 90);
  await days.fill("120");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  assert.equal(hub.settings.tokenSeenDays, 120);
});

browserTest(
  "another port counts from the next start, and a wrong one is refused",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "settings");
    const field = page.getByLabel("Port", { exact: true });
    assert.equal(await field.inputValue(), "4001");
    await field.fill("80");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Between 1024 and 65535" }).waitFor();
    await field.fill("4100");
    await page.keyboard.press("Enter");
    await page.getByText(/From the next start.*4100/).waitFor();
    assert.deepEqual(hub.done, ["port 4100"]);
  },
);

browserTest("language and colours change at once and stay", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "settings");
  await page.getByLabel("العربية").check();
  await page.getByRole("heading", { name: "الإعدادات", exact: true }).waitFor();
  await page.getByLabel("داكنة").check();
  await page.locator("[data-theme=dark][dir=rtl]").waitFor();
  await page.getByLabel("١٢٣").check();
  // What is still under way when a page is loaded anew may never reach the hub.
  const chosen = () => hub.parts.running.preferences;
  await until(() => chosen().theme === "dark" && chosen().digits === "arab");
  await page.reload();
  await page.locator("[data-theme=dark][dir=rtl] #screen h1").waitFor();
  await page.getByRole("link", { name: "السجلات" }).click();
  await page.getByText("٩٬٠٥١").waitFor();
  assert.deepEqual(stage.complaints, []);
});

browserTest(
  "every control of every screen is reached by Tab in the order it is read, and seen",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, PLACES[0]);
    for (const place of PLACES) {
      await page.evaluate((hash) => location.hash = hash, `#/${place}`);
      await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor();
      await settled(page);
      // Of the choices of a group one is in the order; the arrow keys go to the others.
      await page.evaluate(() => {
        const controls = "a[href], button, input, select, summary";
        Object.assign(globalThis, {
          order: () =>
            [...document.querySelectorAll<HTMLInputElement>(controls)].filter((one) =>
              one.checkVisibility() && !(one.type === "radio" && !one.checked)
            ),
        });
      });
      type InPage = { readonly order: () => Element[] };
      const all = await page.evaluate(() => (globalThis as unknown as InPage).order().length);
      await page.locator(".skip").focus();
      const seen: number[] = [];
      for (let presses = 1; presses < all; presses++) {
        await page.keyboard.press("Tab");
        const [at, outline] = await page.evaluate(() => {
          const focused = document.activeElement;
          const choice = focused?.matches("[type=radio]") ? focused.nextElementSibling : focused;
          const style = choice ? getComputedStyle(choice) : null;
          return [
            (globalThis as unknown as InPage).order().findIndex((one) => one === focused),
            style?.outlineStyle === "solid" ? parseFloat(style.outlineWidth) : 0,
          ] as const;
        });
        assert(outline >= 2, `${place}: the focus at ${at} is not seen`);
        seen.push(at);
      }
      assert.deepEqual(seen, Array.from({ length: all - 1 }, (_, at) => at + 1), place);
    }
  },
);

browserTest(
  "at the width of a phone the places are behind a button, by keyboard too",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "server");
    await resize(page, { width: 320, height: 640 });
    await tabTo(page, "Menu");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Server" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Server", exact: true }).waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement?.id), "menu");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Phones", exact: true }).click();
    await page.getByRole("heading", { name: "Phones", level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  },
);

browserTest("only what was meant for paper is printed", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "pair");
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() =>
    [".side", ".bar", ".qr", ".button"].map((name) =>
      document.querySelector(name)?.checkVisibility() ?? false
    )
  );
  assert.deepEqual(shown, [false, false, true, false]);
  assert(await page.getByText(/Mobile Clinic 3.* – .*http/).isVisible());
  await page.evaluate(() => location.hash = "#/help");
  await page.getByRole("heading", { name: "Card for the people with the phones" }).waitFor();
  assert.equal(await page.getByText("When something does not work").isVisible(), false);
});

browserTest("stopping asks first and says so afterwards", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  await page.getByRole("button", { name: "Stop the Sync Hub" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 phones were here in the last minutes").waitFor();
  await dialog.getByRole("button", { name: "Stop the Sync Hub" }).click();
  await page.getByRole("heading", { name: "The Sync Hub is stopping" }).waitFor();
  await hub.crash();
  // An expected silence is no failure.
  await page.waitForTimeout(100);
  assert.equal(await page.getByText("does not answer").count(), 0);
});
