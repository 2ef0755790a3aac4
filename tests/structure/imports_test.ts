import assert from "node:assert/strict";
import { graphOf, type ModuleGraph, readRepository, targetOf } from "./module_graph.ts";
import * as rules from "./rules.ts";

const ROOT = new URL("../../", import.meta.url);

/** A small repository in which every rule holds. */
const GOOD: Readonly<Record<string, string>> = {
  "main.ts": `new Worker(new URL("./server/listener.ts", import.meta.url), { type: "module" });`,
  "sqlcipher/mod.ts": `export { open } from "./open.ts";`,
  "sqlcipher/open.ts": `import { join } from "node:path";\nexport const open = join;`,
  "vault/mod.ts": `import { open } from "@db/sqlite";\nexport const vault = open;`,
  "server/wire/token.ts": `import { SignJWT } from "jose";\nexport const token = SignJWT;`,
  "server/listener.ts": [
    `import { vault } from "../vault/mod.ts";`,
    `import {\n  token,\n} from "./wire/token.ts";`,
    `import schema from "./schema.sql" with { type: "text" };`,
    `// import { gone } from "./gone.ts"; and console.log`,
    `const text = "console.log"; const pattern = /["'\`]/;`,
    "const nested = `${vault ? `console.log` : token} console.log`;",
  ].join("\n"),
  "server/operator/mod.ts": `export type App = string;`,
  "ui/page.ts": `import type { App } from "../server/operator/mod.ts";\nexport type Page = App;`,
  "tools/demo.ts":
    `import { phone } from "../tests/support/phone.ts";\nawait import("../server/listener.ts");`,
  "tests/support/phone.ts": `import { token } from "../../server/wire/token.ts";`,
};

const IMPORT_MAP = { "@db/sqlite": "./sqlcipher/mod.ts", jose: "npm:jose@6.2.17" };

/** The good repository with some files changed. */
function changed(files: Readonly<Record<string, string>>): ModuleGraph {
  return graphOf({ ...GOOD, ...files }, IMPORT_MAP);
}

Deno.test("every rule holds for the good repository", () => {
  for (const [name, rule] of Object.entries(rules)) {
    assert.deepEqual(rule(changed({})), [], name);
  }
});

/** Files that break a rule, and what the rule has to say about them. */
const BAD: readonly {
  rule: keyof typeof rules;
  title: string;
  files: Readonly<Record<string, string>>;
  complaint: string;
}[] = [
  {
    rule: "importsGoOneWay",
    title: "sqlcipher imports the vault",
    files: { "sqlcipher/open.ts": `import { vault } from "../vault/other.ts";` },
    complaint: "sqlcipher/open.ts: may not import vault/other.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "the vault imports the server",
    files: { "vault/mod.ts": `export { token } from "../server/wire/token.ts";` },
    complaint: "vault/mod.ts: may not import server/wire/token.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "wire imports something of ours",
    files: { "server/wire/token.ts": `import type { V } from "../../vault/mod.ts";` },
    complaint: "server/wire/token.ts: may not import vault/mod.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "wire imports the binding through the import map",
    files: { "server/wire/token.ts": `import "@db/sqlite";` },
    complaint: "server/wire/token.ts: may not import sqlcipher/mod.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "the server imports a tool",
    files: { "server/listener.ts": `const demo = await import("../tools/demo.ts");` },
    complaint: "server/listener.ts: may not import tools/demo.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "main starts a worker of the tests",
    files: { "main.ts": `new Worker(new URL("./tests/support/phone.ts", import.meta.url));` },
    complaint: "main.ts: may not import tests/support/phone.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "a tool imports a test",
    files: { "tools/demo.ts": `import "../tests/structure/rules.ts";` },
    complaint: "tools/demo.ts: may not import tests/structure/rules.ts",
  },
  {
    rule: "importsGoOneWay",
    title: "the page imports more than types of the server",
    files: { "ui/page.ts": `import { App } from "../server/operator/mod.ts";` },
    complaint: "ui/page.ts: may not import server/operator/mod.ts",
  },
  {
    rule: "importsLeadSomewhere",
    title: "a file is gone",
    files: { "server/listener.ts": `import "./gone.ts";` },
    complaint: "server/listener.ts: imports server/gone.ts, which is not there",
  },
  ...["jsr:@std/assert", "https://example.org/x.ts", "npm:jose@6", "left-pad"].map((name) => ({
    rule: "packagesArePinned" as const,
    title: `a file imports ${name}`,
    files: { "tests/support/phone.ts": `import x from "${name}";` },
    complaint: `tests/support/phone.ts: imports "${name}", which deno.json does not name`,
  })),
  {
    rule: "noCycles",
    title: "two files need each other",
    files: { "sqlcipher/open.ts": `import type { A } from "./mod.ts";` },
    complaint: "sqlcipher/mod.ts: cycle sqlcipher/mod.ts > sqlcipher/open.ts > sqlcipher/mod.ts",
  },
  {
    rule: "noCycles",
    title: "a worker imports who starts it",
    files: { "server/listener.ts": `import "../main.ts";` },
    complaint: "main.ts: cycle main.ts > server/listener.ts > main.ts",
  },
  {
    rule: "filesAreShort",
    title: "a file has 401 lines",
    files: { "vault/long.ts": "//\n".repeat(401) },
    complaint: "vault/long.ts: 401 lines, more than 400",
  },
  {
    rule: "noConsole",
    title: "product code writes to the console",
    files: { "vault/mod.ts": "const text = `${console.log(1)}`;" },
    complaint: "vault/mod.ts: uses console",
  },
  {
    rule: "exportsAreNamed",
    title: "a folder shows everything",
    files: { "vault/mod.ts": `export * from "./other.ts";` },
    complaint: "vault/mod.ts: exports everything of another file",
  },
  {
    rule: "namesSayWhatIsInside",
    title: "a file has a vague name",
    files: { "server/string_utils.ts": "" },
    complaint: `server/string_utils.ts: "string_utils" does not say what is inside`,
  },
  {
    rule: "namesSayWhatIsInside",
    title: "a file is not snake_case",
    files: { "server/httpServer.ts": "" },
    complaint: `server/httpServer.ts: "httpServer" does not say what is inside`,
  },
];

for (const { rule, title, files, complaint } of BAD) {
  Deno.test(`${rule} complains when ${title}`, () => {
    assert.deepEqual(rules[rule](changed(files)), [complaint]);
  });
}

Deno.test("the same files are allowed in tests and tools", () => {
  const graph = changed({
    "tests/long_test.ts": `console.log(1);\n${"//\n".repeat(500)}`,
    "tools/show.ts": `export * from "../tests/support/phone.ts";`,
  });
  assert.deepEqual(rules.filesAreShort(graph), []);
  assert.deepEqual(rules.noConsole(graph), []);
  assert.deepEqual(rules.exportsAreNamed(graph), []);
});

Deno.test("every rule holds for this repository", async (t) => {
  const graph = await readRepository(ROOT);
  assert(graph.modules.size > 20, "hardly any file was read");
  for (const [name, rule] of Object.entries(rules)) {
    await t.step(name, () => assert.deepEqual(rule(graph), []));
  }
});

Deno.test("readRepository() sees the imports of this very file and not its examples", async () => {
  const graph = await readRepository(ROOT);
  const path = "tests/structure/imports_test.ts";
  const targets = graph.modules.get(path)?.imports.map(({ specifier }) =>
    targetOf(graph, path, specifier) ?? specifier
  );
  assert.deepEqual(targets, [
    "node:assert/strict",
    "tests/structure/module_graph.ts",
    "tests/structure/rules.ts",
  ]);
});
