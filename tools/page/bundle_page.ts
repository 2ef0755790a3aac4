/**
 * Makes the operator's page out of its sources: one script, one style sheet, one document.
 *
 * The result is not committed. It is read while the hub runs, not imported: a text import of a file
 * that is made later would fail every type check before the first set-up, and `deno compile` embeds
 * the folder just as well (`--include build/page`).
 *
 * @module
 */

import { createHash } from "node:crypto";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = new URL("ui/page/", ROOT);
/** Where the hub looks for it; see `server/operator/page_files.ts`. */
const RESULT = new URL("build/page/", ROOT);
const STAMP = new URL("sources.sha256", RESULT);

/** The parts of the style sheet in the order in which they count. */
const STYLES = ["tokens", "base", "layout", "controls", "parts", "screens", "print"];

/** Bundles the page when its sources have changed since the last time. True when it did. */
export async function bundlePage(say: (line: string) => void = () => {}): Promise<boolean> {
  const digest = await sourcesDigest();
  if (await textOf(STAMP) === digest) return false;
  say("Bundling the operator's page");
  await Deno.mkdir(RESULT, { recursive: true });
  const script = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await bundleScript(script);
    await put("page.js", await Deno.readTextFile(script));
  } finally {
    await Deno.remove(script).catch(() => {});
  }
  const styles = STYLES.map((name) => Deno.readTextFile(new URL(`style/${name}.css`, SOURCES)));
  await put("page.css", (await Promise.all(styles)).join("\n"));
  for (const name of ["index.html", "icon.svg"]) {
    await put(name, await Deno.readTextFile(new URL(name, SOURCES)));
  }
  await put("sources.sha256", digest);
  return true;
}

async function bundleScript(target: string): Promise<void> {
  const source = new URL("main.tsx", SOURCES).href;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--minify", "--output", target, source],
    cwd: ROOT,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(`Cannot bundle the operator's page: ${new TextDecoder().decode(stderr).trim()}`);
}

/** Replaces a file in one step: a hub that is just starting reads the old one or the new one. */
async function put(name: string, text: string): Promise<void> {
  const temporary = new URL(`${name}.${crypto.randomUUID()}`, RESULT);
  await Deno.writeTextFile(temporary, text);
  await Deno.rename(temporary, new URL(name, RESULT));
}

async function sourcesDigest(): Promise<string> {
  const files = [new URL("deno.json", ROOT), new URL("deno.lock", ROOT), ...await list(SOURCES)];
  const digest = createHash("sha256");
  for (const file of files.sort((a, b) => a.href < b.href ? -1 : 1)) {
    const content = await Deno.readFile(file);
    digest.update(`${file.href.slice(ROOT.href.length)} ${content.length}\n`).update(content);
  }
  return digest.digest("hex");
}

async function list(folder: URL): Promise<URL[]> {
  const found: URL[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) found.push(...await list(new URL(`${entry.name}/`, folder)));
    else found.push(new URL(entry.name, folder));
  }
  return found;
}

async function textOf(file: URL): Promise<string | null> {
  return await Deno.readTextFile(file).catch(() => null);
}
