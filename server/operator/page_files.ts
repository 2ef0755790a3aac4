/**
 * The files of the page, as `tools/page` has made them of `ui/page`. They hold no data: whoever can
 * reach the port may have them.
 *
 * They are read when the first window asks, not imported: the hub starts and serves phones without
 * them too.
 *
 * @module
 */
import { Hono } from "hono";
import { OperatorError } from "./operator_error.ts";
import type { ScreenPreferences } from "./operator_screen.ts";

/** Where they are made; embedded by `deno compile --include build/page`. */
const FOLDER = new URL("../../build/page/", import.meta.url);

/** By path: media type and name of the file. */
const FILES: ReadonlyMap<string, readonly [type: string, name: string]> = new Map([
  ["/", ["text/html; charset=utf-8", "index.html"]],
  ["/page.css", ["text/css; charset=utf-8", "page.css"]],
  ["/icon.svg", ["image/svg+xml", "icon.svg"]],
  ["/page.js", ["text/javascript; charset=utf-8", "page.js"]],
]);

/** Where the files are. */
export const PAGE_PATHS: ReadonlySet<string> = new Set(FILES.keys());

/**
 * Answers with them; `NOT_FOUND` where the page was never made. The document begins as the operator
 * wants it: nothing is drawn light first, or from the wrong side.
 *
 * @param preferences The present choices about the screen
 * @param folder Where they are
 */
export function pageFiles(preferences: () => ScreenPreferences, folder: URL = FOLDER): Hono {
  const read = new Map<string, string>();
  const app = new Hono();
  for (const [path, [type, name]] of FILES) {
    app.get(path, async (context) => {
      const content = read.get(name) ?? await readFile(new URL(name, folder));
      read.set(name, content);
      const body = path === "/" ? withLooks(content, preferences()) : content;
      return context.body(body, 200, { "content-type": type });
    });
  }
  return app;
}

async function readFile(file: URL): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch {
    throw new OperatorError("NOT_FOUND", { detail: "the page, run deno task start" });
  }
}

/** The document with the operator's choices; what nobody has chosen is left to the browser. */
function withLooks(document: string, { language, theme, contrast }: ScreenPreferences): string {
  const attributes = [
    ...(language === null ? [] : [
      `lang="${language}"`,
      `dir="${language === "ar" ? "rtl" : "ltr"}"`,
      `data-language="${language}"`,
    ]),
    ...(theme === "system" ? [] : [`data-theme="${theme}"`]),
    ...(contrast === "system" ? [] : [`data-contrast="${contrast}"`]),
  ];
  const fallback = language === null ? ` lang="en" dir="ltr"` : "";
  return document.replace(
    /<html[^>]*>/,
    `<html${fallback}${attributes.map((attribute) => ` ${attribute}`).join("")}>`,
  );
}
