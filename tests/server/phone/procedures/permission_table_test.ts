/** Walks the whole of `docs/permissions.md`: every procedure with every permission. */

import assert from "node:assert/strict";
import { PERMISSION_FLAGS, type PermissionFlag } from "../../../../server/permissions/mod.ts";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import { type CallCase, type Json } from "./call_case.ts";
import { CALLS, titleOf } from "./calls.ts";
import { HERE, THERE } from "./clinic_rows.ts";
import { type Outcome, type Standing, TrialClinic } from "./trial_clinic.ts";

/** Not decided by the procedure but before it: any valid token. */
const UNDECIDED: ReadonlySet<string> = new Set(["sync_pull", "sync_push"]);

/** Makes every call and gives those whose outcome is not the expected one. */
async function surprises(
  clinic: TrialClinic,
  who: string,
  allowed: (call: CallCase) => boolean,
  argumentsOf: (call: CallCase) => readonly Json[] = ({ args }) => [args()],
): Promise<string[]> {
  const found: string[] = [];
  for (const call of CALLS) {
    for (const args of argumentsOf(call)) {
      const outcome = await clinic.call(call, args);
      if (isAllowed(call, outcome) === allowed(call)) continue;
      found.push(`${titleOf(call)}, ${who}: ${outcome.code || "answered"}`);
    }
  }
  return found;
}

function isAllowed({ lists }: CallCase, outcome: Outcome): boolean {
  if ("result" in outcome) {
    return lists === undefined || outcome.result.data.some((row: Json) => row.id === lists);
  }
  assert.equal(outcome.code, "NOT_PERMITTED");
  return false;
}

/** What the table says. */
function needsOf({ needs }: CallCase, flags: readonly PermissionFlag[]): boolean {
  return needs.every((need) => [need].flat().some((flag) => flags.includes(flag)));
}

/** One flag for each need. */
function exactly({ needs }: CallCase): PermissionFlag[] {
  return needs.flatMap((need) => [need].flat().slice(0, 1));
}

async function walk(standings: readonly (Standing & { readonly who: string })[]): Promise<void> {
  using clinic = await TrialClinic.open();
  const before = clinic.fingerprint();
  const found: string[] = [];
  for (const { who, ...standing } of standings) {
    await clinic.stand(standing);
    const all = standing.admin === true || standing.role === "super_admin" ||
      standing.checkingOff === true;
    const here = (standing.at ?? HERE) === HERE;
    found.push(
      ...await surprises(clinic, who, (call) => {
        if (standing.deleted === true) return UNDECIDED.has(call.name);
        if (all) return true;
        if (call.atHome === true && standing.home === null) return false;
        return needsOf(call, here ? standing.flags ?? [] : []);
      }),
    );
  }
  assert.deepEqual(found, []);
  assert.equal(clinic.fingerprint(), before);
}

Deno.test("every procedure is refused to a user with every permission but the one it needs", async () => {
  await walk(PERMISSION_FLAGS.map((missing) => ({
    who: `without ${missing}`,
    flags: PERMISSION_FLAGS.filter((flag) => flag !== missing),
  })));
});

Deno.test("every procedure answers a user with one permission exactly when it needs no other", async () => {
  await walk(PERMISSION_FLAGS.map((flag) => ({ who: `only ${flag}`, flags: [flag] })));
});

Deno.test("every procedure answers a user with exactly what it needs", async () => {
  using clinic = await TrialClinic.open();
  for (const call of CALLS) {
    await clinic.stand({ flags: exactly(call) });
    assert.ok(isAllowed(call, await clinic.call(call, call.args())), titleOf(call));
  }
});

Deno.test("W-R14 flags that are null are false, and the others still count", async () => {
  await walk([
    { who: "all null", nulls: true },
    ...PERMISSION_FLAGS.map((flag) => ({ who: `${flag}, rest null`, flags: [flag], nulls: true })),
  ]);
});

Deno.test("every procedure refuses who has nothing, or has it at another clinic", async () => {
  await walk([
    { who: "no permission" },
    { who: "all flags at the other clinic", flags: PERMISSION_FLAGS, at: THERE },
    { who: "administrator of the other clinic", admin: false, flags: PERMISSION_FLAGS, at: THERE },
  ]);
});

Deno.test("every procedure answers administrators, and anybody while checking is off", async () => {
  await walk([
    { who: "clinic administrator", admin: true },
    { who: "clinic administrator, flags null", admin: true, nulls: true },
    { who: "super_admin without a row", role: "super_admin", at: THERE },
    { who: "checking off", checkingOff: true },
  ]);
});

Deno.test("a user without a clinic may do what is decided at a record's clinic, and nothing else", async () => {
  await walk([{ who: "no home clinic", flags: PERMISSION_FLAGS, home: null }]);
});

Deno.test("every procedure refuses a user who has been removed, whatever the rest says", async () => {
  await walk([
    { who: "removed", flags: PERMISSION_FLAGS, deleted: true },
    { who: "removed super_admin", role: "super_admin", deleted: true },
    { who: "removed, checking off", checkingOff: true, deleted: true },
  ]);
});

Deno.test("no procedure gives or changes what is the other clinic's, by whatever id", async () => {
  using clinic = await TrialClinic.open();
  const strange = ({ strange }: CallCase) => strange ?? [];
  await clinic.stand({ flags: PERMISSION_FLAGS });
  const refused = await surprises(clinic, "of the other clinic", () => false, strange);
  assert.deepEqual(refused, []);
  // The calls themselves are in order: who may do everything may do this.
  await clinic.stand({ role: "super_admin" });
  assert.deepEqual(await surprises(clinic, "super_admin", () => true, strange), []);
  // No list holds a row of the other clinic's patient.
  await clinic.stand({ flags: PERMISSION_FLAGS });
  for (const call of CALLS) {
    if (call.lists === undefined) continue;
    const outcome = await clinic.call(call, call.args());
    assert.ok("result" in outcome);
    const strangers = outcome.result.data.filter((row: Json) =>
      [row.id, row.patient_id].includes("pt-there")
    );
    assert.deepEqual(strangers, [], titleOf(call));
  }
});

/** The second column of the tables, by procedure. */
function documented(): Map<string, string> {
  const text = Deno.readTextFileSync(
    new URL("../../../../docs/permissions.md", import.meta.url),
  );
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, name, permission] = /^\| `([^`]+)` +\| (.+?) +\|$/.exec(line) ?? [];
      return name === undefined || permission === undefined ? [] : [[name, permission]];
    }),
  );
}

/** Flags that a row names, or the row it refers to. */
function flagsIn(rows: ReadonlyMap<string, string>, name: string): Set<string> {
  const text = rows.get(name) ?? "";
  const flags = new Set([...text.matchAll(/`(can_\w+)`/g)].map(([, flag]) => flag ?? ""));
  if (text.includes("the patient is visible") || text.includes("visible patients")) {
    flags.add("can_view_history");
  }
  for (const [, other] of text.matchAll(/as (?:for )?`([\w.]+)`/g)) {
    for (const flag of flagsIn(rows, other ?? "")) flags.add(flag);
  }
  return flags;
}

Deno.test("docs/permissions.md has a row for every procedure, and each says what is tested", () => {
  const rows = documented();
  const registered = [...COMMANDS.keys(), ...QUERIES.keys()];
  assert.deepEqual([...rows.keys()].sort(), registered.sort());
  for (const name of registered) {
    const cases = CALLS.filter((call) => call.name === name);
    assert.ok(cases.length > 0, `${name} has no case in tests/server/phone/procedures`);
    const tested = new Set(cases.flatMap(({ needs }) => needs.flat()));
    assert.deepEqual([...flagsIn(rows, name)].sort(), [...tested].sort(), name);
  }
});
