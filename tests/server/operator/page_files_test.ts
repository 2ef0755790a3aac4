import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PAGE_PATHS, pageFiles } from "../../../server/operator/page_files.ts";

Deno.test("pageFiles() answers with what is in its folder, read once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["index.html", "icon.svg", "page.css", "page.js"]) {
      await Deno.writeTextFile(join(folder, name), name);
    }
    const app = pageFiles(pathToFileURL(`${folder}/`));
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
  const app = pageFiles(new URL("file:///nowhere/"));
  app.onError((error) => new Response(error.message, { status: 404 }));
  const answer = await app.request("/");
  assert.match(await answer.text(), /the page, run deno task start/);
});
