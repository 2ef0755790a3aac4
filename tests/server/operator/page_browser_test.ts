import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type KnownPhone, operatorUrl } from "../../../server/operator/mod.ts";
import { findChromium } from "../../../tools/set_up/mod.ts";
import { serving, TestOperator } from "./test_operator.ts";

const DAY_MS = 86_400_000;
const CHROMIUM = findChromium();
const IN_CI = Deno.env.get("CI") === "true";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What the steps below share: a served hub and one browser profile. */
interface Stage {
  readonly operator: TestOperator;
  readonly port: number;
  readonly page: Page;
  /** A page of another profile of the same browser. */
  readonly freshPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** What the pages complained about: errors, and what the policy blocked. */
  readonly complaints: string[];
}

async function onStage(
  browser: Browser,
  options: BrowserContextOptions,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  await serving({}, async (operator, port) => {
    const complaints: string[] = [];
    const freshPage = async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ locale: "en-US", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      return page;
    };
    const page = await freshPage(options);
    try {
      await play({ operator, port, page, freshPage, complaints });
    } finally {
      for (const context of browser.contexts()) await context.close();
    }
  });
}

async function signIn({ operator, port, page }: Stage): Promise<string> {
  const url = operatorUrl(port, operator.guard.newStartToken());
  await page.goto(url);
  await page.getByRole("heading", { name: operator.parts.hubName }).waitFor();
  return url;
}

/** Waits for something that follows an action on the page. */
async function until(holds: () => boolean): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (!holds()) {
    assert(Date.now() < endMs, "waited for too long");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test({
  name: "the status page works in Chromium",
  ignore: CHROMIUM === undefined && !IN_CI,
  // The browser's pipes and processes outlive the call that closes them.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    assert(CHROMIUM !== undefined, "Cannot find Chromium: install the Debian package chromium");
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const step = (
      name: string,
      play: (stage: Stage) => Promise<void>,
      options: BrowserContextOptions = {},
    ) => t.step(name, () => onStage(browser, options, play));
    try {
      await step("the link signs in and leaves no token in the address", async (stage) => {
        const { page, operator, port } = stage;
        await signIn(stage);
        assert.equal(page.url(), `http://127.0.0.1:${port}/`);
        await page.getByText("Serving phones").waitFor();
        const text = await page.innerText("main");
        for (const shown of ["http://192.168.10.5:4001", "0197f3a2", "amber canoe mint", "1,204"]) {
          assert(text.includes(shown), shown);
        }
        assert(!text.includes(operator.parts.hubId), "the hub id is shown short");
        assert.equal(await page.evaluate("document.getElementById('qr').naturalWidth > 0"), true);
        assert.deepEqual(stage.complaints, []);
      });

      await step("pairing opens and closes with one button", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        await page.getByText("Pairing is closed").waitFor();
        await page.getByRole("button", { name: "Open for 10 minutes" }).click();
        await page.getByText("Pairing is open until").waitFor();
        await page.getByRole("button", { name: "Close pairing" }).click();
        await page.getByText("Pairing is closed").waitFor();
        assert.deepEqual(operator.done, ["openPairing 10", "closePairing"]);
      });

      await step("what changes shows by itself, and a reload stays signed in", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        operator.parts = { ...operator.parts, hubName: "عيادة الوادي" };
        operator.feed.notify();
        await page.getByRole("heading", { name: "عيادة الوادي" }).waitFor();
        await page.reload();
        await page.getByRole("heading", { name: "عيادة الوادي" }).waitFor();
        assert.deepEqual(stage.complaints, []);
      });

      await step("a used link is refused in another profile, not in its own", async (stage) => {
        const { page, operator } = stage;
        const url = await signIn(stage);
        await page.goto("about:blank");
        await page.goto(url);
        await page.getByRole("heading", { name: operator.parts.hubName }).waitFor();
        const other = await stage.freshPage();
        await other.goto(url);
        await other.getByRole("heading", { name: "This link does not work any more" }).waitFor();
        assert(!(await other.content()).includes(operator.parts.hubName));
        await other.goto(url.split("#")[0] ?? "");
        await other.getByRole("heading", { name: "This page needs its link" }).waitFor();
        const link = operatorUrl(stage.port, operator.guard.newStartToken());
        await other.goto(link);
        await other.getByRole("heading", { name: operator.parts.hubName }).waitFor();
      });

      await step("a phone is removed only after a yes, by keyboard too", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        const remove = page.getByRole("button", { name: /^Remove: .*amber canoe mint/ });
        await remove.focus();
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: /Remove .*amber canoe mint.*\?/ }).waitFor();
        await page.keyboard.press("Escape");
        await remove.click();
        // A hasty Enter meets Cancel.
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        assert.deepEqual(operator.done, []);
        await remove.click();
        await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
        await page.getByRole("button", { name: /^Let back in: .*amber canoe mint/ }).waitFor();
        assert.deepEqual(operator.done, ["revoke old phone"]);
        await page.getByRole("status").filter({ hasText: /amber canoe mint.* was removed/ })
          .waitFor();
      });

      await step("focus stays in the list when a phone leaves it", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        await page.getByRole("button", { name: /^Undo: / }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
        const item = page.getByRole("listitem").filter({ hasText: "willow dome plum" });
        await item.waitFor({ state: "detached" });
        assert.equal(await page.evaluate("document.activeElement.id"), "phones-title");
        assert.deepEqual(operator.done, ["undo waiting phone"]);
      });

      await step("what goes wrong is said", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        operator.parts = { ...operator.parts, keeper: { ...operator.parts.keeper, devices: [] } };
        await page.getByRole("button", { name: /^Let back in: / }).click();
        await page.getByRole("alert").filter({ hasText: "no longer there" }).waitFor();
      });

      await step("a phone that needs attention says which", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        const show = (changes: Partial<KnownPhone>) => {
          const { keeper } = operator.parts;
          const devices = keeper.devices.map((phone) => ({ ...phone, ...changes }));
          operator.parts = { ...operator.parts, keeper: { ...keeper, devices } };
          operator.feed.notify();
        };
        show({ hasMore: true });
        await page.getByText("did not bring everything").first().waitFor();
        show({ hasMore: false, tokensLapseAtMs: Date.now() + 3 * DAY_MS });
        await page.getByText("If it does not sync by").first().waitFor();
        show({ tokensLapseAtMs: Date.now() - DAY_MS });
        await page.getByText("It has been away for long").first().waitFor();
        assert.equal(await page.locator(".note:visible").count(), 2, "not on a removed phone");
      });

      await step("missing users and a leapt clock are pointed out", async (stage) => {
        const { page, operator } = stage;
        const keeper = { ...operator.parts.keeper, hasAccounts: false, clockLeapt: true };
        operator.parts = { ...operator.parts, keeper };
        await signIn(stage);
        await page.getByText("No one can log in yet").waitFor();
        await page.getByRole("button", { name: "This time is right" }).click();
        await until(() => operator.done.length > 0);
        assert.deepEqual(operator.done, ["confirmClock"]);
      });

      await step("stopping asks first and says so afterwards", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        await page.getByRole("button", { name: "Stop the Sync Hub" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
        await page.getByText("You can close this page").waitFor();
        assert.deepEqual(operator.done, ["stop"]);
      });

      await step("a locked hub shows no phones and no records", async (stage) => {
        const { page, operator } = stage;
        await signIn(stage);
        operator.locked = true;
        operator.feed.notify();
        await page.getByText("Locked: phones are not served").waitFor();
        assert(!(await page.content()).includes("amber canoe mint"));
      });

      for (
        const [locale, language, direction] of [["ar-EG", "ar", "rtl"], ["es-MX", "es", "ltr"]]
      ) {
        await step(
          `a ${locale} browser gets ${language}, ${direction}, on a narrow screen`,
          async (stage) => {
            const { page } = stage;
            await signIn(stage);
            assert.deepEqual(
              await page.evaluate("[document.documentElement.lang, document.documentElement.dir]"),
              [language, direction],
            );
            assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 320);
            assert.deepEqual(stage.complaints, []);
          },
          { locale: locale ?? "", viewport: { width: 320, height: 640 } },
        );
      }

      await step("the language can be changed and is kept", async (stage) => {
        const { page } = stage;
        await signIn(stage);
        await page.getByLabel("Language").selectOption("ar");
        await page.getByRole("heading", { name: /^الهواتف/ }).waitFor();
        assert.equal(await page.evaluate("document.documentElement.dir"), "rtl");
        await page.reload();
        await page.getByRole("heading", { name: /^الهواتف/ }).waitFor();
      });

      await step("a page of another port can neither act nor read", async (stage) => {
        const { page, operator, port } = stage;
        await signIn(stage);
        const html = () =>
          new Response("<!DOCTYPE html><title>x</title>", {
            headers: { "content-type": "text/html" },
          });
        const address = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
        const evil = Deno.serve(address, html);
        try {
          const evilPage = await page.context().newPage();
          await evilPage.goto(`http://127.0.0.1:${evil.addr.port}/`);
          const attempts = await evilPage.evaluate(`(async () => {
            const base = "http://127.0.0.1:${port}";
            const post = { method: "POST", credentials: "include", body: "{}" };
            const json = { ...post, headers: { "content-type": "application/json" } };
            const outcome = (promise) => promise.then((r) => r.type + r.status, () => "failed");
            const image = new Promise((resolve, reject) =>
              Object.assign(new Image(), { onload: resolve, onerror: reject, src: base + "/api/pairing.svg" }));
            return [
              await outcome(fetch(base + "/api/stop", { ...post, mode: "no-cors" })),
              await outcome(fetch(base + "/api/stop", json)),
              await outcome(fetch(base + "/api/status", { credentials: "include" })),
              await outcome(image),
            ];
          })()`);
          assert.deepEqual(attempts, ["failed", "failed", "failed", "failed"]);
          assert.deepEqual(operator.done, []);
        } finally {
          await evil.shutdown();
        }
      });
    } finally {
      await browser.close();
    }
  },
});
