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
 * Answers with them; `NOT_FOUND` where the page was never made.
 *
 * @param folder Where they are
 */
export function pageFiles(folder: URL = FOLDER): Hono {
  const read = new Map<string, string>();
  const app = new Hono();
  for (const [path, [type, name]] of FILES) {
    app.get(path, async (context) => {
      const content = read.get(name) ?? await readFile(new URL(name, folder));
      read.set(name, content);
      return context.body(content, 200, { "content-type": type });
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
