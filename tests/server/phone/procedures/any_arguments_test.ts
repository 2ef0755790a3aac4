/** Every procedure with anything at all in every argument it documents. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { COMMANDS, QUERIES } from "../../../../server/phone/procedures.ts";
import type { CallCase, Json } from "./call_case.ts";
import { CALLS, titleOf } from "./calls.ts";
import { type Outcome, TrialClinic } from "./trial_clinic.ts";

/** Everything a call may be refused with; the last one is that of a push. */
const CODES: ReadonlySet<string> = new Set(["INVALID", "NOT_FOUND", "NOT_PERMITTED", "MALFORMED"]);

/** Of every JSON type, and what is known to break programs: made from text, as a phone's is. */
const JUNK: readonly Json[] = [
  "null",
  "true",
  "false",
  "0",
  "-1",
  "1.5",
  "1e308",
  "-1e308",
  "9007199254740993",
  "-9007199254740993",
  "1e-320",
  '""',
  '" "',
  '"x"',
  '"\\u0000"',
  '"\\ud800"',
  '"%"',
  '"\' OR 1=1 --"',
  '"__proto__"',
  '"constructor"',
  '"2026-02-31"',
  '"+275760-09-13T00:00:00Z"',
  '"999999999999999999999"',
  '"NaN"',
  "[]",
  "{}",
  "[null]",
  '[["a"]]',
  '{"__proto__":{"a":1}}',
  '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  '{"length":1e9}',
  '{"id":"pt-here","error":"no"}',
  `${"[".repeat(4_000)}${"]".repeat(4_000)}`,
  `${'{"a":'.repeat(4_000)}1${"}".repeat(4_000)}`,
  JSON.stringify("é".repeat(100_000)),
  JSON.stringify(Array.from({ length: 2_000 }, (_, at) => ({ id: `i${at}` }))),
].map((text) => JSON.parse(text));

type Path = readonly (string | number)[];

/** Every place in a value, the value itself included. */
function placesIn(value: Json, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))];
}

/** A copy of the value with something else in one place; undefined takes the place away. */
function withAt(value: Json, [key, ...rest]: Path, junk: Json): Json {
  if (key === undefined) return junk;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const inner = rest.length === 0 ? junk : withAt(copy[key], rest, junk);
  if (inner === undefined) delete copy[key];
  else Object.defineProperty(copy, key, { ...OWN, value: inner });
  return copy;
}
const OWN = { enumerable: true, configurable: true, writable: true };

function assertClear(outcome: Outcome, what: () => string): void {
  if ("result" in outcome) {
    assert.ok(typeof outcome.result === "object" && outcome.result !== null, what());
    return;
  }
  assert.ok(CODES.has(outcome.code), `${what()}: ${outcome.code}`);
}

async function open(): Promise<TrialClinic> {
  const clinic = await TrialClinic.open();
  await clinic.stand({ admin: true });
  return clinic;
}

Deno.test("every registered procedure has a case whose arguments are tried", () => {
  const named = new Set(CALLS.map(({ kind, name }) => `${kind} ${name}`));
  for (const name of COMMANDS.keys()) assert.ok(named.has(`command ${name}`), name);
  for (const name of QUERIES.keys()) assert.ok(named.has(`query ${name}`), name);
});

Deno.test("junk in any documented argument gives a result or a clear refusal, and no half write", async () => {
  using clinic = await open();
  const before = clinic.fingerprint();
  for (const call of CALLS) {
    const args = call.args();
    for (const place of placesIn(args)) {
      for (const junk of [undefined, ...JUNK]) {
        const what = () =>
          `${titleOf(call)} with ${short(junk)} at ${place.join(".") || "the top"}`;
        try {
          assertClear(await clinic.call(call, withAt(args, place, junk)), what);
        } catch (error) {
          throw new Error(`Cannot take ${what()}`, { cause: error });
        }
      }
    }
    assert.equal(clinic.fingerprint(), before, titleOf(call));
  }
});

Deno.test("a cursor that no hub gives out harms nobody", async () => {
  using clinic = await open();
  const pull = { kind: "query", name: "sync_pull" } as const;
  for (const lastPulledAt of [1.5, 1e308, -1e308, 2 ** 53, 1e-320]) {
    assertClear(await clinic.call(pull, { lastPulledAt }), () => String(lastPulledAt));
    await clinic.hub.engine.write(() => {});
  }
});

Deno.test("arguments beside the documented ones change nothing", async () => {
  using clinic = await open();
  const beside = JSON.parse(
    '{"__proto__":{"is_deleted":true},"constructor":1,"is_deleted":true,"deleted_at":5,' +
      '"hub_stamp":1,"last_modified":"x","1":2,"drop table patients":3}',
  );
  for (const call of CALLS) {
    const args = call.args();
    const more: Json = {};
    for (const [key, value] of [...Object.entries(beside), ...Object.entries(args)]) {
      Object.defineProperty(more, key, { ...OWN, value });
    }
    const outcome = await clinic.call(call, more);
    assert.ok("result" in outcome, `${titleOf(call)}: ${outcome.code}`);
    call.check(outcome.result);
  }
});

const anyJson = fc.oneof(fc.jsonValue(), fc.constantFrom(...JUNK));

/** A valid call with up to three places changed, or anything. */
const anyCall = fc.constantFrom(...CALLS).chain(
  (call: CallCase) => {
    const places = placesIn(call.args());
    const changes = fc.array(fc.tuple(fc.constantFrom(...places), anyJson), {
      minLength: 1,
      maxLength: 3,
    });
    return fc.record({
      call: fc.constant(call),
      args: fc.oneof(
        {
          weight: 9,
          arbitrary: changes.map((all) => {
            let args = call.args();
            for (const [place, junk] of all) {
              if (isThere(args, place)) args = withAt(args, place, junk);
            }
            return args;
          }),
        },
        { weight: 1, arbitrary: anyJson },
      ),
    });
  },
);

function isThere(value: Json, path: Path): boolean {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return false;
    at = at[key];
  }
  return true;
}

Deno.test("any JSON in any arguments gives a result or a clear refusal, and no half write", async () => {
  using clinic = await open();
  const before = clinic.fingerprint();
  await fc.assert(
    fc.asyncProperty(anyCall, async ({ call, args }) => {
      assertClear(await clinic.call(call, args), () => titleOf(call));
      assert.equal(clinic.fingerprint(), before);
    }),
    { numRuns: 2_000 },
  );
});

function short(value: Json): string {
  return String(JSON.stringify(value)).slice(0, 40);
}
