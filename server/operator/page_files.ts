/**
 * The files of the page. They hold no data: whoever can reach the port may have them.
 *
 * @module
 */
import { Hono } from "hono";
import callsScript from "./page/calls.js" with { type: "text" };
import confirmScript from "./page/confirm.js" with { type: "text" };
import drawScript from "./page/draw.js" with { type: "text" };
import elementsScript from "./page/elements.js" with { type: "text" };
import page from "./page/index.html" with { type: "text" };
import phonesScript from "./page/phones.js" with { type: "text" };
import statusScript from "./page/status.js" with { type: "text" };
import style from "./page/status.css" with { type: "text" };
import wordsScript from "./page/words.js" with { type: "text" };
import { TEXTS } from "./text/texts.ts";

const SCRIPT = "text/javascript; charset=utf-8";

/** By path: media type and content. */
const FILES: ReadonlyMap<string, readonly [type: string, content: string]> = new Map([
  ["/", ["text/html; charset=utf-8", page]],
  ["/status.css", ["text/css; charset=utf-8", style]],
  ["/status.js", [SCRIPT, statusScript]],
  ["/calls.js", [SCRIPT, callsScript]],
  ["/confirm.js", [SCRIPT, confirmScript]],
  ["/draw.js", [SCRIPT, drawScript]],
  ["/elements.js", [SCRIPT, elementsScript]],
  ["/phones.js", [SCRIPT, phonesScript]],
  ["/words.js", [SCRIPT, wordsScript]],
  ["/texts.json", ["application/json", JSON.stringify(TEXTS)]],
]);

/** Where the files are. */
export const PAGE_PATHS: ReadonlySet<string> = new Set(FILES.keys());

/** Answers with them. */
export function pageFiles(): Hono {
  const app = new Hono();
  for (const [path, [type, content]] of FILES) {
    app.get(path, (context) => context.body(content, 200, { "content-type": type }));
  }
  return app;
}
