/// <reference lib="dom" />
/** A language nobody speaks: what is not in its brackets did not come from a catalogue. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { browserTest, NARROW, settled } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { PLACES } from "../../../ui/page/state/places.ts";
import { MadeUpHub } from "./made_up_hub.ts";

const ROOT = new URL("../../../", import.meta.url);
/** Puts every text in brackets and makes it longer by a third, before the page begins. */
const ENTRY = `
import { CATALOGUES } from "${new URL("ui/page/text/catalogues.ts", ROOT)}";
const pseudo = (text) => {
  const words = text.replace(/(\\{\\w+\\})|([aeiou])/g, (all, value, vowel) =>
    value ?? ({ a: "á", e: "é", i: "í", o: "ó", u: "ú" })[vowel]);
  return "⟦" + words + " " + "~".repeat(Math.ceil(text.length / 3)).replace(/~{6}/g, "~~~~~ ") + "⟧";
};
for (const [key, text] of Object.entries(CATALOGUES.en)) {
  CATALOGUES.en[key] = typeof text === "string" ? pseudo(text)
    : Object.fromEntries(Object.entries(text).map(([rule, form]) => [rule, pseudo(form)]));
}
`;

async function pseudoBundle(): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const first = join(folder, "first.js");
    const entry = join(folder, "entry.js");
    const output = join(folder, "page.js");
    await Deno.writeTextFile(first, ENTRY);
    const main = new URL("ui/page/main.tsx", ROOT);
    await Deno.writeTextFile(entry, `import "./first.js";\nimport "${main}";\n`);
    const config = fileURLToPath(new URL("deno.json", ROOT));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["bundle", "--quiet", "--config", config, "--platform", "browser"],
        ...["--output", output, entry],
      ],
      stderr: "piped",
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return await Deno.readTextFile(output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Texts and names on the page that are neither in brackets nor data. */
function strangers(): string[] {
  const found = new Set<string>();
  const look = (text: string) => {
    const rest = text.replace(/⟦[^⟧]*⟧/g, "").replace(/\u2068[^\u2069]*\u2069/g, "");
    if (/\p{L}{2}/u.test(rest.replace(/AM|PM/g, ""))) found.add(rest.trim().slice(0, 60));
  };
  const data = "bdi, code, time, svg, option, .brand, .value, .bar strong, [lang], title, noscript";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (node.parentElement?.closest(data) === null) look(node.textContent ?? "");
  }
  for (const element of document.querySelectorAll("[aria-label], [alt], [placeholder]")) {
    for (const name of ["aria-label", "alt", "placeholder"]) {
      // What follows the colon is what the button is about.
      look((element.getAttribute(name) ?? "").replace(/⟧: .*$/s, "⟧").replace(/[0-9a-f]{8}/g, ""));
    }
  }
  return [...found];
}

browserTest(
  "every word comes from a catalogue, and a third more of each still fits",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await stage.newPage({ viewport: NARROW });
    const body = await pseudoBundle();
    await page.route(
      "**/page.js",
      (route) => route.fulfill({ body, contentType: "text/javascript" }),
    );
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    const problems: string[] = [];
    for (const place of PLACES) {
      await page.evaluate((hash) => location.hash = hash, `#/${place}`);
      await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor({
        state: "attached",
      });
      await settled(page);
      await page.evaluate(() =>
        document.querySelectorAll("details").forEach((one) => one.open = true)
      );
      problems.push(...(await page.evaluate(strangers)).map((text) => `${place}: ${text}`));
      const misfits = (await page.evaluate(inspectPage)).filter((what) =>
        /sideways|sticks/.test(what)
      );
      problems.push(...misfits.map((text) => `${place}: ${text}`));
    }
    assert.deepEqual(problems, []);
  },
);
