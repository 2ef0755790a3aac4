import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

async function readPages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const read = async (folder: string): Promise<void> => {
    for await (const entry of Deno.readDir(new URL(folder || "./", ROOT))) {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory && (folder !== "" || entry.name === "docs")) await read(`${path}/`);
      else if (path.endsWith(".md")) pages.set(path, await Deno.readTextFile(new URL(path, ROOT)));
    }
  };
  await read("");
  return pages;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

/** Relative links of a page as paths from the root. */
function linksOf(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, link = ""]) =>
    /^[a-z]+:/.test(link) ? [] : [new URL(link, `file:///${path}`).pathname.slice(1)]
  );
}

Deno.test("every link of a page leads to a file", async () => {
  const pages = await readPages();
  assert(pages.size >= 6, "hardly any page was read");
  const broken: string[] = [];
  for (const [path, text] of pages) {
    for (const link of linksOf(path, text)) {
      if (!await exists(link)) broken.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("linksOf() sees a link in any folder and skips addresses", () => {
  assert.deepEqual(
    linksOf("docs/a.md", "[x](../b.md#part) [y](c/d.md) [z](https://example.org)"),
    ["b.md", "docs/c/d.md"],
  );
});

Deno.test("every task that a page or CI names is there", async () => {
  const config: { tasks?: Record<string, unknown> } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  const texts = new Map(await readPages());
  for (const path of [".ci/run", ".github/workflows/ci.yml"]) {
    texts.set(path, await Deno.readTextFile(new URL(path, ROOT)));
  }
  const missing: string[] = [];
  for (const [path, text] of texts) {
    for (const [, name = ""] of text.matchAll(/(?:deno(?:@[\d.]+)?|\$deno) task ([a-z:_]+)/g)) {
      if (config.tasks?.[name] === undefined) missing.push(`${path}: task ${name}`);
    }
  }
  assert.deepEqual(missing, []);
});

Deno.test("the README fits on a screen and names every folder", async () => {
  const text = await Deno.readTextFile(new URL("README.md", ROOT));
  assert(text.trimEnd().split("\n").length <= 60);
  const folders: string[] = [];
  for await (const { isDirectory, name } of Deno.readDir(ROOT)) {
    const isOurs = !name.startsWith(".") &&
      !["build", "coverage", "dist", "node_modules"].includes(name);
    if (isDirectory && isOurs) folders.push(`${name}/`);
  }
  const named = [...text.matchAll(/^\| `([^`]+\/)`/gm)].map(([, name = ""]) => name);
  assert.deepEqual(named.sort(), folders.sort());
});
