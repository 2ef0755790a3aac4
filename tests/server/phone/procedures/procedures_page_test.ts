/** `docs/procedures.md` says what the procedures take and give: tried with every one of them. */

import assert from "node:assert/strict";
import { TABLE_BY_NAME, TABLES } from "../../../../server/database/tables.ts";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import type { CallCase, Json } from "./call_case.ts";
import { CALLS, titleOf } from "./calls.ts";
import { TrialClinic } from "./trial_clinic.ts";

/** What phones send beside what counts. */
const IGNORED: ReadonlySet<string> = new Set(["updated_at", "is_deleted", "user_id", "language"]);
/** Arguments that are objects of people's own making. */
const TABLES_OF_ROWS: Readonly<Record<string, string>> = {
  event: "events",
  vitals: "patient_vitals",
  problem: "patient_problems",
};

interface Entry {
  /** Names, and whether the call needs them. */
  readonly arguments: ReadonlyMap<string, boolean>;
  readonly result: string;
  /** Marked: JSON columns are values, not text. */
  readonly isMarked: boolean;
}

const PAGE = Deno.readTextFileSync(new URL("../../../../docs/procedures.md", import.meta.url));

function section(title: string): string[][] {
  const [, after = ""] = PAGE.split(`\n## ${title}\n`);
  const [body = ""] = after.split("\n## ");
  return [...body.matchAll(/^\|(.+)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim())
  ).slice(2);
}

function entries(title: "Commands" | "Queries"): Map<string, Entry> {
  return new Map(
    section(title).map(([name = "", args = "", result = ""]) => [
      plain(name),
      {
        arguments: new Map(
          plain(args).split(",").map((argument) => argument.trim().split(" ")[0] ?? "")
            .filter((argument) => argument !== "")
            .map((argument) => [argument.replace("*", ""), argument.endsWith("*")]),
        ),
        result: plain(result).replaceAll("†", ""),
        isMarked: result.includes("†"),
      },
    ]),
  );
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}

const ENTRIES = { command: entries("Commands"), query: entries("Queries") } as const;

function entryOf({ kind, name }: CallCase): Entry {
  return ENTRIES[kind].get(name) ?? assert.fail(`${name} is not on the page`);
}

async function open(): Promise<TrialClinic> {
  const clinic = await TrialClinic.open();
  await clinic.stand({ admin: true });
  return clinic;
}

Deno.test("docs/procedures.md names every registered procedure, and no other", () => {
  assert.deepEqual([...ENTRIES.command.keys()].sort(), [...COMMANDS.keys()].sort());
  assert.deepEqual([...ENTRIES.query.keys()].sort(), [...QUERIES.keys()].sort());
});

Deno.test("docs/procedures.md marks exactly those arguments that a call needs", async () => {
  using clinic = await open();
  for (const call of CALLS) {
    const args = call.args();
    for (const [name, needed] of entryOf(call).arguments) {
      // A push is refused in its own way, and a case that has not the argument shows its absence.
      if (call.name === "sync_push") continue;
      const { [name]: _, ...without } = args;
      const outcome = await clinic.call(call, without);
      const refused = "code" in outcome && outcome.code === "INVALID";
      assert.equal(refused, needed, `${titleOf(call)} without ${name}`);
    }
  }
});

Deno.test("docs/procedures.md has every argument that phones send and the hub reads", async () => {
  using clinic = await open();
  for (const call of CALLS) {
    const documented = entryOf(call).arguments;
    for (const name of Object.keys(call.args())) {
      if (documented.has(name)) continue;
      // Nothing that could be in it makes a difference.
      for (const value of [{ a: [1] }, null, "\u0000", -1]) {
        const outcome = await clinic.call(call, { ...call.args(), [name]: value });
        assert.ok(IGNORED.has(name), `${titleOf(call)}: ${name} is not documented`);
        assert.ok("result" in outcome || name === "user_id", `${titleOf(call)} reads ${name}`);
      }
    }
  }
});

Deno.test("docs/procedures.md says what an argument may be: an unusable value of it is refused", async () => {
  using clinic = await open();
  for (const call of CALLS) {
    for (const name of entryOf(call).arguments.keys()) {
      if (name === "limit" || name === "offset" || call.name.startsWith("sync_")) continue;
      const unusable = /data|metadata|items$|departments/.test(name) ? undefined : { a: {} };
      if (unusable === undefined) continue;
      const outcome = await clinic.call(call, { ...call.args(), [name]: unusable });
      assert.equal("code" in outcome && outcome.code, "INVALID", `${titleOf(call)}: ${name}`);
    }
  }
});

const ROWS = new Map(section("Rows").map(([row = "", columns = ""]) => [row, plain(columns)]));

function assertRow(value: Json, row: string, what: string): void {
  const text = ROWS.get(row) ?? assert.fail(`${what}: the page has no row "${row}"`);
  const table = TABLES_OF_ROWS[row];
  const columns = table === undefined
    ? text.split(" ")
    : (TABLE_BY_NAME.get(table)?.columns ?? []).map(({ name }) => name);
  assert.deepEqual(Object.keys(value).sort(), ["id", ...columns].sort(), what);
}

Deno.test("docs/procedures.md has the shape of every result", async () => {
  using clinic = await open();
  for (const call of CALLS) {
    const outcome = await clinic.call(call, call.args());
    assert.ok("result" in outcome, titleOf(call));
    const { result } = outcome;
    const shape = entryOf(call).result;
    const listed = /\[(.+?)\]/.exec(shape)?.[1];
    if (listed !== undefined) {
      const rows = shape.startsWith("[") ? result : result.data;
      assert.ok(Array.isArray(rows) && rows.length > 0, titleOf(call));
      for (const row of rows) assertRow(row, listed, titleOf(call));
    }
    if (shape.startsWith("{")) {
      const keys = shape.slice(1, -1).replace(/: \[.+?\]/, "").split(", ").filter((key) => key);
      assert.deepEqual(Object.keys(result).sort(), keys.sort(), titleOf(call));
    } else if (listed === undefined) {
      assertRow(result, shape, titleOf(call));
    }
  }
});

const JSON_COLUMNS: ReadonlySet<string> = new Set(
  TABLES.flatMap(({ columns }) => columns.filter(({ kind }) => kind === "json"))
    .map(({ name }) => name),
);

Deno.test("docs/procedures.md marks the rows that have JSON as values", async () => {
  using clinic = await open();
  for (const call of CALLS) {
    const outcome = await clinic.call(call, call.args());
    assert.ok("result" in outcome, titleOf(call));
    const { result } = outcome;
    const rows: Json[] = [result.data ?? result].flat();
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (!JSON_COLUMNS.has(name) || Array.isArray(row.fields)) continue;
        const isValue = typeof value === "object";
        assert.equal(isValue, entryOf(call).isMarked, `${titleOf(call)}: ${name}`);
      }
    }
  }
});

Deno.test("docs/procedures.md names every code that a procedure refuses with", () => {
  const codes = section("Errors").map(([code = ""]) => plain(code));
  assert.deepEqual(codes.sort(), ["INVALID", "NOT_FOUND", "NOT_PERMITTED", "UNKNOWN_PROCEDURE"]);
});
