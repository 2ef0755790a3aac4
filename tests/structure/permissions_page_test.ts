import assert from "node:assert/strict";
import { COMMANDS, QUERIES } from "../../server/phone/procedures.ts";
import { PERMISSION_FLAGS } from "../../server/permissions/mod.ts";

const PAGE = new URL("../../docs/permissions.md", import.meta.url);

/** Procedures of a section of the page, with what it says of each. */
async function documented(section: string): Promise<Map<string, string>> {
  const page = await Deno.readTextFile(PAGE);
  const [, after = ""] = page.split(`## ${section}\n`);
  const [body = ""] = after.split("\n## ");
  const rows = [...body.matchAll(/^\| `([\w.]+)`\s*\| (.+?)\s*\|$/gm)];
  return new Map(rows.map(([, name = "", text = ""]) => [name, text]));
}

for (const [section, registry] of [["Commands", COMMANDS], ["Queries", QUERIES]] as const) {
  Deno.test(`docs/permissions.md says who may use each of the ${section.toLowerCase()}`, async () => {
    const page = await documented(section);
    assert.deepEqual([...page.keys()].sort(), [...registry.keys()].sort());
    for (const [name, text] of page) {
      for (const [, flag = ""] of text.matchAll(/`(can_\w+)`/g)) {
        assert.ok((PERMISSION_FLAGS as readonly string[]).includes(flag), `${name}: ${flag}`);
      }
    }
  });
}
