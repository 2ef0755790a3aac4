import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { readJsonText } from "../../../../server/phone/calls/json_text.ts";
import * as scalars from "../../../../server/phone/calls/scalars.ts";

Deno.test("readInstant() reads every form of a timestamp, seconds below 10^10", () => {
  const ms = 1_700_000_000_000;
  const iso = "2023-11-14T22:13:20";
  for (
    const form of [
      ms,
      ms + 0.9,
      String(ms),
      1_700_000_000,
      "1700000000",
      `${iso}Z`,
      `${iso}.000Z`,
      iso,
      "2023-11-15T00:13:20+02:00",
      "2023-11-15T00:13:20+0200",
      "2023-11-15 00:13:20+02",
      `${iso.replace("T", " ")}`,
      ` ${iso}z `,
      `${iso.replace("T", "t")}z`,
    ]
  ) {
    assert.equal(scalars.readInstant(form), ms, String(form));
  }
  assert.equal(scalars.readInstant("2023-11-14"), Date.UTC(2023, 10, 14));
  assert.equal(scalars.readInstant(0), 0);
  for (
    const form of [
      "",
      "soon",
      "2023-13-01",
      "2023-11-14T25:00:00",
      "2023-02-31",
      "2023-02-29T10:00:00Z",
      NaN,
      1e300,
      {},
      null,
      true,
    ]
  ) {
    assert.equal(scalars.readInstant(form), null, String(form));
  }
});

Deno.test("readCivilDate() gives the day that was meant and keeps what was typed", () => {
  assert.equal(scalars.readCivilDate("1990-05-03"), "1990-05-03");
  assert.equal(scalars.readCivilDate("1990-05-03T00:00:00.000Z"), "1990-05-03");
  // Midnight on a phone east and on one west of Greenwich.
  assert.equal(scalars.readCivilDate("1990-05-02T22:00:00.000Z"), "1990-05-03");
  assert.equal(scalars.readCivilDate("1990-05-03T05:00:00.000Z"), "1990-05-03");
  assert.equal(scalars.readCivilDate(641_692_800_000), "1990-05-03");
  assert.equal(scalars.readCivilDate(""), "");
  assert.equal(scalars.readCivilDate("about 1950"), "about 1950");
  // A year is no count of seconds.
  assert.equal(scalars.readCivilDate("1990"), "1990");
  assert.equal(scalars.readCivilDate(" 19900503"), " 19900503");
  assert.equal(scalars.readCivilDate("641692800000"), "1990-05-03");
  assert.equal(scalars.readCivilDate("1990-02-31"), "1990-02-31");
  assert.equal(scalars.readCivilDate("1990-02-31T00:00:00Z"), "1990-02-31T00:00:00Z");
  assert.equal(scalars.readCivilDate([]), null);
  // Years with more than four digits, or before the first, have no such form.
  assert.equal(scalars.readCivilDate(8_640_000_000_000_000), null);
  assert.equal(scalars.readCivilDate(-8_640_000_000_000_000), null);
  assert.equal(scalars.readCivilDate("999999999999999"), "999999999999999");
});

Deno.test("scalars tell absent, empty and unusable apart", () => {
  const schema = z.object({
    at: scalars.optionalInstant,
    id: scalars.optionalId,
    data: scalars.optionalJson,
    number: scalars.optionalNumber,
    flag: scalars.flag,
    perhaps: scalars.optionalFlag,
  });
  assert.deepEqual({ ...schema.parse({}) }, { flag: false });
  assert.deepEqual(
    schema.parse({ at: "", id: "", data: null, number: null, flag: null, perhaps: null }),
    { at: null, id: null, data: null, number: null, flag: false, perhaps: null },
  );
  assert.deepEqual(
    schema.parse({ at: "1970-01-02", id: "a", data: [1], number: "1.5", flag: "yes", perhaps: 0 }),
    { at: 86_400_000, id: "a", data: "[1]", number: 1.5, flag: true, perhaps: false },
  );
  assert.equal(schema.parse({ data: '{"a":1}' }).data, '{"a":1}');
  assert.equal(schema.parse({ data: "no JSON" }).data, '"no JSON"');
  for (
    const bad of [{ at: "x" }, { id: 1 }, { number: "x" }, { flag: "perhaps" }, { perhaps: [] }]
  ) {
    assert.equal(schema.safeParse(bad).success, false, JSON.stringify(bad));
  }
  for (const odd of ["0x10", "0b1", "1_000", "Infinity", "1,5", "1.2.3", "e5", "."]) {
    assert.equal(schema.safeParse({ number: odd }).success, false, odd);
    assert.equal(scalars.integer.safeParse(odd).success, false, odd);
  }
  for (const [text, value] of [["+1.50", 1.5], [".5", 0.5], ["5.", 5], ["-1e3", -1000]] as const) {
    assert.equal(schema.parse({ number: text }).number, value, text);
  }
  assert.equal(z.object({ at: scalars.instant }).safeParse({}).success, false);
});

Deno.test("paging is bounded and never refused", () => {
  const page = z.object(scalars.paging);
  assert.deepEqual(page.parse({}), { limit: 20, offset: 0 });
  assert.deepEqual(page.parse({ limit: -5, offset: -1 }), { limit: 1, offset: 0 });
  assert.deepEqual(page.parse({ limit: 1e9, offset: "40" }), { limit: 500, offset: 40 });
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (limit, offset) => {
      const parsed = page.parse({ limit, offset });
      return parsed.limit >= 1 && parsed.limit <= 500 && parsed.offset >= 0;
    }),
  );
});

Deno.test("readJsonText() refuses what could not be written again", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.notEqual(readJsonText(nested(500)), undefined);
  assert.equal(readJsonText(nested(100_000)), undefined);
  assert.equal(readJsonText("{"), undefined);
  assert.equal(readJsonText(JSON.stringify("[".repeat(10_000))), "[".repeat(10_000));
  assert.equal(scalars.optionalJson.safeParse(nested(100_000)).success, false);
  assert.equal(scalars.optionalJson.safeParse(JSON.parse(nested(100_000))).success, false);
});
