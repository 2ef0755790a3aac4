import assert from "node:assert/strict";
import fc from "fast-check";
import { type CloudRow } from "../../../support/cloud/mod.ts";
import { schemaOf } from "../../../support/cloud/schema.ts";
import { jsonValue, storeValue } from "../../../support/cloud/pg_value.ts";
import { RELAYED_TABLES } from "../../../../server/relay/convert/cloud_columns.ts";
import { cloudImage } from "../../../../server/relay/convert/cloud_image.ts";
import { fromCloud } from "../../../../server/relay/convert/from_cloud.ts";
import type { HubRow } from "../../../../server/relay/convert/hub_row.ts";
import { RelayDefectError } from "../../../../server/relay/convert/relay_defect.ts";
import { toCloud } from "../../../../server/relay/convert/to_cloud.ts";
import { same } from "../../../../server/relay/merge_three_way.ts";
import { sensibleRows, tableOf, wildRows } from "../hub_rows.ts";

const SCHEMA = schemaOf(false);
const ZONES = ["UTC", "Asia/Beirut", "America/New_York", "Asia/Kolkata", "Pacific/Honolulu"];
const RUNS = { numRuns: 100 };

/** What the cloud's database makes of a row, without the losses of its code. */
function throughDatabase(table: string, row: Readonly<CloudRow>, timeZone: string): CloudRow {
  const columns = SCHEMA.get(table)?.columns ?? assert.fail(table);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const column = columns.get(name) ?? assert.fail(name);
      const stored = storeValue(column, value);
      assert.ok(stored !== null || !column.notNull, `${table}.${name} is null`);
      return [name, jsonValue(column, stored, { timeZone, plainDates: new Set() })];
    }),
  );
}

function assertSame(
  table: string,
  actual: HubRow,
  expected: HubRow,
  names: Iterable<string>,
): void {
  const kinds = new Map(tableOf(table).columns.map(({ name, kind }) => [name, kind]));
  for (const name of names) {
    const kind = kinds.get(name) ?? "text";
    const [a, b] = [actual[name] ?? null, expected[name] ?? null];
    assert.ok(same(kind, a, b), `${table}.${name}: ${a} is not ${b}`);
  }
}

for (const name of RELAYED_TABLES) {
  const table = tableOf(name);

  Deno.test(`toCloud() and fromCloud() give back sensible ${name} in every zone (A26)`, () => {
    fc.assert(
      fc.property(sensibleRows(table), fc.constantFrom(...ZONES), (row, zone) => {
        const sent = toCloud(table, row, Number(row.updated_at ?? 0));
        assert.deepEqual(sent.narrowed, []);
        const back = fromCloud(table, throughDatabase(name, sent.row, zone));
        const filled = new Set(["created_at", "updated_at"]);
        assertSame(name, back, row, Object.keys(back).filter((column) => !filled.has(column)));
      }),
      RUNS,
    );
  });

  Deno.test(`toCloud() makes something of any ${name} that the cloud's database takes (B20)`, () => {
    fc.assert(
      fc.property(wildRows(table), (row) => {
        let sent: CloudRow;
        try {
          sent = toCloud(table, row, 1_700_000_000_000).row;
        } catch (error) {
          assert.ok(error instanceof RelayDefectError);
          return;
        }
        throughDatabase(name, sent, "UTC");
      }),
      RUNS,
    );
  });

  Deno.test(`cloudImage() foresees what comes back of any ${name}`, () => {
    fc.assert(
      fc.property(wildRows(table), fc.constantFrom(...ZONES), (row, zone) => {
        let image: HubRow;
        let sent: CloudRow;
        try {
          image = cloudImage(table, row, null);
          sent = toCloud(table, row, Number(row.updated_at ?? 0)).row;
        } catch (error) {
          assert.ok(error instanceof RelayDefectError);
          return;
        }
        const back = fromCloud(table, throughDatabase(name, sent, zone));
        // The losses of the cloud's own code are not the database's.
        const lost = Object.keys(back).filter((column) =>
          back[column] !== image[column] && isKnownLoss(name, column)
        );
        assertSame(name, back, image, Object.keys(back).filter((column) => !lost.includes(column)));
        const again = cloudImage(table, image, image);
        assertSame(name, again, image, Object.keys(image));
      }),
      RUNS,
    );
  });
}

function isKnownLoss(table: string, column: string): boolean {
  return `patient_additional_attributes.number_value patient_additional_attributes.boolean_value
    patient_additional_attributes.string_value prescriptions.items prescriptions.metadata
    patient_vitals.event_id prescription_items.metadata prescription_items.is_deleted
    prescription_items.recorded_by_user_id`.split(/\s+/).includes(`${table}.${column}`);
}

Deno.test("toCloud() sends a date of birth as a date, also one that a phone holds as digits or an instant (A26)", () => {
  const id = "0198c0de-0000-7000-8000-000000000001";
  const sent = (date_of_birth: string) => {
    const { row, narrowed } = toCloud(tableOf("patients"), { id, date_of_birth }, 1);
    return [row.date_of_birth, ...narrowed.map(({ reason }) => reason)];
  };
  assert.deepEqual(sent("641779200000"), ["1990-05-04"]);
  assert.deepEqual(sent("-1578009600000"), ["1919-12-31"]);
  assert.deepEqual(sent("1990-05-03T21:00:00.000Z"), ["1990-05-04"]);
  assert.deepEqual(sent("1990-05-04"), ["1990-05-04"]);
  assert.deepEqual(sent("4 May 1990"), [null, "NOT_A_DATE"]);
});

Deno.test("cloudImage() expects ids of other rows back in lower case, as PostgreSQL gives them", () => {
  const id = "0198c0de-0000-7000-8000-00000000000a";
  const row = { id, patient_id: id.toUpperCase(), form_data: "[]", metadata: "{}" };
  assert.equal(cloudImage(tableOf("events"), row, null).patient_id, id);
});
