import assert from "node:assert/strict";
import { bundlePage } from "../../../tools/page/bundle_page.ts";

const RESULT = new URL("../../../build/page/", import.meta.url);
/** What the page may weigh on the way, bytes. */
const MAX_COMPRESSED = 150_000;

async function compressedSize(name: string): Promise<number> {
  const file = await Deno.readFile(new URL(name, RESULT));
  const stream = new Blob([file]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

Deno.test("bundlePage() makes the page once for the same sources", async () => {
  await bundlePage();
  assert.equal(await bundlePage(), false);
});

Deno.test("the page is small, and needs nothing that its policy forbids", async () => {
  await bundlePage();
  const sizes = await Promise.all(["index.html", "page.css", "page.js"].map(compressedSize));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert(total < MAX_COMPRESSED, `${total} bytes`);
  const script = await Deno.readTextFile(new URL("page.js", RESULT));
  assert.doesNotMatch(script, /\beval\s*\(|new Function\b/);
  const style = await Deno.readTextFile(new URL("page.css", RESULT));
  assert.doesNotMatch(style, /@import|url\(/);
  const html = await Deno.readTextFile(new URL("index.html", RESULT));
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|https?:|<script(?![^>]* src="\/)/i);
});

Deno.test("layout is written in start and end, never left and right", async () => {
  const folder = new URL("../../../ui/page/style/", import.meta.url);
  const physical =
    /(?:^|[\s;{])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|float)\s*:|text-align:\s*(?:left|right)/m;
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(name, folder));
    assert.doesNotMatch(text, physical, name);
  }
});
