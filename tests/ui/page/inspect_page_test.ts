/// <reference lib="dom" />
import assert from "node:assert/strict";
import { browserTest } from "./browser.ts";
import { axeFindings } from "./axe_page.ts";
import { inspectPage } from "./inspect_page.ts";

const GOOD = `<main><h1>One</h1><h2>Two</h2><p>Words</p>
  <button style="width:60px;height:60px">Go</button></main>`;

/** A fault each, and what has to be said about it. */
const FAULTS: readonly (readonly [body: string, complaint: RegExp])[] = [
  [`<main><h1>One</h1><div style="width:3000px">x</div></main>`, /sideways|sticks out/],
  [
    `<div id="page"><main><h1>One</h1><i style="position:absolute;width:1px;height:3000px"></i></main></div>`,
    /longer than/,
  ],
  [`<main><h1>One</h1><button style="width:60px;height:60px"></button></main>`, /has no name/],
  [`<main><h1>One</h1><input style="width:60px;height:60px"></main>`, /has no name/],
  [`<main><h1>One</h1><img src="data:," style="width:9px;height:9px"></main>`, /has no name/],
  [`<main><h1>One</h1><button style="width:20px;height:20px">Go</button></main>`, /is small/],
  [`<h1>One</h1>`, /one main part/],
  [`<main><h1>One</h1><h1>Two</h1></main>`, /one h1/],
  [`<main><h1>One</h1><h3>Three</h3></main>`, /leaves a level out/],
  [`<main><h1 id="a">One</h1><p id="a">Two</p></main>`, /id twice/],
  [`<main><h1 aria-labelledby="gone">One</h1></main>`, /leads nowhere/],
  [`<main><h1>One</h1><p style="color:#999">pale</p></main>`, /contrast 2\.\d\d/],
  [`<main style="background:#222"><h1 style="color:#333">One</h1></main>`, /contrast 1\.\d\d/],
  [`<main><h1>One</h1><p style="color:#00000080">half</p></main>`, /contrast 4\.\d\d/],
  [
    `<main><h1>One</h1><button class="button" style="width:60px;height:60px;border:1px solid #ddd">Go</button></main>`,
    /border 1\.\d\d/,
  ],
];

browserTest("inspectPage() sees each fault and none on a good page", async ({ newPage }) => {
  const page = await newPage();
  const look = async (body: string) => {
    await page.setContent(`<!DOCTYPE html><html lang="en" dir="ltr"><title>t</title>${body}`);
    return await page.evaluate(inspectPage);
  };
  assert.deepEqual(await look(GOOD), []);
  for (const [body, complaint] of FAULTS) {
    const found = await look(body);
    assert(found.some((what) => complaint.test(what)), `${body}: ${found.join("; ")}`);
  }
  await page.setContent(`<!DOCTYPE html><html lang="ar" dir="ltr"><title>t</title>${GOOD}`);
  assert.match((await page.evaluate(inspectPage)).join(), /wrong direction/);
});

/** Faults that only axe sees. */
const AXE_FAULTS: readonly (readonly [body: string, rule: RegExp])[] = [
  [`<main><h1>One</h1><p role="checkbox">x</p></main>`, /aria-required-attr|aria-toggle/],
  [`<main><h1>One</h1><ul><p>x</p></ul></main>`, / list:/],
  [`<main><h1>One</h1><p lang="nowhere-">x</p></main>`, /valid-lang/],
  [`<p>outside</p><main><h1>One</h1></main>`, /region/],
];

browserTest(
  "axeFindings() reports what axe finds, and nothing on a good page",
  async ({ newPage }) => {
    const page = await newPage();
    const look = async (body: string) => {
      await page.setContent(`<!DOCTYPE html><html lang="en" dir="ltr"><title>t</title>${body}`);
      return (await axeFindings(page)).join("; ");
    };
    assert.equal(await look(GOOD), "");
    for (const [body, rule] of AXE_FAULTS) assert.match(await look(body), rule);
    // Asked about colours alone it sees what another theme may spoil, and nothing else.
    const spoilt = GOOD.replace("<p>", `<p style="color:#999"><i role="checkbox">x</i>`);
    assert.match(await look(spoilt), /aria-required-attr|aria-toggle/);
    const [pale, ...others] = await axeFindings(page, "colours");
    assert.match(pale ?? "", /color-contrast/);
    assert.deepEqual(others.filter((what) => !/color-contrast/.test(what)), []);
  },
);
