import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DEFAULT_PREFERENCES, type ScreenPreferences } from "../../../server/operator/mod.ts";
import { PAGE_PATHS, pageFiles } from "../../../server/operator/page_files.ts";

Deno.test("pageFiles() answers with what is in its folder, read once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["index.html", "icon.svg", "page.css", "page.js"]) {
      await Deno.writeTextFile(join(folder, name), name);
    }
    const app = pageFiles(() => DEFAULT_PREFERENCES, pathToFileURL(`${folder}/`));
    const texts = [];
    for (const path of PAGE_PATHS) texts.push(await (await app.request(path)).text());
    assert.deepEqual(texts, ["index.html", "page.css", "icon.svg", "page.js"]);
    await Deno.remove(join(folder, "page.js"));
    assert.equal(await (await app.request("/page.js")).text(), "page.js");
    assert.equal((await app.request("/../../deno.json")).status, 404);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("pageFiles() says what to do when the page was never made", async () => {
  const app = pageFiles(() => DEFAULT_PREFERENCES, new URL("file:///nowhere/"));
  app.onError((error) => new Response(error.message, { status: 404 }));
  const answer = await app.request("/");
  assert.match(await answer.text(), /the page, run deno task start/);
});

Deno.test("pageFiles() begins the document as the operator has chosen", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "index.html"), `<html lang="en" dir="ltr"><p>`);
    let chosen: ScreenPreferences = DEFAULT_PREFERENCES;
    const app = pageFiles(() => chosen, pathToFileURL(`${folder}/`));
    const text = async () => await (await app.request("/")).text();
    assert.equal(await text(), `<html lang="en" dir="ltr"><p>`);
    chosen = { ...chosen, language: "ar", theme: "dark", contrast: "more" };
    const looks = `data-language="ar" data-theme="dark" data-contrast="more"`;
    assert.equal(await text(), `<html lang="ar" dir="rtl" ${looks}><p>`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
