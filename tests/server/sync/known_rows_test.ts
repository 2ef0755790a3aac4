/** Rules 1, 12 and 13: what goes to which device, as `created` or as `updated`. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, idsOf, patient, TestEngine } from "../../support/open_engine.ts";

const IDS = Array.from({ length: 12 }, (_, i) => `patient-${i}`);
const DEVICES = ["a", "b", "c"];

/**
 * What the rules say a device is known to hold, kept from the text and not from the hub: rows
 * delivered up to the cursor it presents, and rows it sent in a sync whose cursor has not been
 * taken back.
 */
class KnownModel {
  /** By cursor: rows delivered in the answers that led to it. */
  readonly delivered = new Map<number, ReadonlySet<string>>([[0, new Set()]]);
  readonly issuedInOrder: number[] = [];
  /** Row, and the newest cursor issued before it was sent. */
  readonly sent: { readonly id: string; readonly after: number }[] = [];
  presented = 0;

  /** What is known when this cursor is presented. */
  present(cursor: number): Set<string> {
    if (cursor < this.presented) {
      // Gone back: what was sent after the cursor issued next is forgotten.
      const next = cursor === 0 ? 0 : this.issuedInOrder.find((value) => value > cursor) ?? cursor;
      const kept = this.sent.filter(({ after }) => after < next);
      this.sent.splice(0, this.sent.length, ...kept);
    }
    this.presented = cursor;
    const known = new Set(this.delivered.get(cursor));
    for (const { id } of this.sent) known.add(id);
    return known;
  }

  issue(from: number, answer: Answer): void {
    const { created, updated } = idsOf(answer, "patients");
    const rows = new Set(this.delivered.get(from));
    for (const id of [...created, ...updated]) rows.add(String(id));
    this.delivered.set(answer.timestamp, rows);
    this.issuedInOrder.push(answer.timestamp);
  }

  send(id: string): void {
    this.sent.push({ id, after: this.issuedInOrder.at(-1) ?? 0 });
  }
}

/** A phone's database: whole rows by id, and what it has not sent yet. */
class ModelPhone {
  rows = new Map<string, string>();
  dirty = new Set<string>();
  cursor = 0;

  apply(answer: Answer): void {
    const lists = answer.changes.patients;
    for (const row of [...lists?.created ?? [], ...lists?.updated ?? []]) {
      const id = String(row.id);
      if (!this.dirty.has(id)) this.rows.set(id, String(row.given_name));
    }
  }

  copy(): ModelPhone {
    const copy = new ModelPhone();
    copy.rows = new Map(this.rows);
    copy.dirty = new Set(this.dirty);
    copy.cursor = this.cursor;
    return copy;
  }
}

const device = fc.constantFrom(...DEVICES);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("edit" as const), device, id: fc.constantFrom(...IDS) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("sync" as const),
      device,
      // Where the phone is cut off: the answer is lost, before the push, before the cursor is kept.
      until: fc.constantFrom(
        "answer" as const,
        "applied" as const,
        "pushed" as const,
        "end" as const,
        "end" as const,
        "end" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("copy" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restore" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reinstall" as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);

Deno.test({
  name: "a row goes into created exactly when the device is not known to hold it, and all converge",
  fn: async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, maxRows) => {
          using hub = new TestEngine({ limits: { maxRows, maxBytes: 0 } });
          const phones = new Map(DEVICES.map((name) => [name, new ModelPhone()]));
          const copies = new Map<string, ModelPhone>();
          const known = new Map(DEVICES.map((name) => [name, new KnownModel()]));
          for (const name of DEVICES) await hub.admit(name);
          let edits = 0;

          const sync = async (name: string, until: string): Promise<boolean> => {
            const phone = phones.get(name) as ModelPhone;
            const model = known.get(name) as KnownModel;
            const expected = model.present(phone.cursor);
            const answer = await hub.pull(name, phone.cursor);
            const { created, updated } = idsOf(answer, "patients");
            for (const id of created) {
              assert.ok(!expected.has(String(id)), `${id} is known to ${name}`);
            }
            for (const id of updated) {
              assert.ok(expected.has(String(id)), `${id} is not known to ${name}`);
            }
            const both = [...created, ...updated];
            assert.equal(new Set(both).size, both.length, "an id came twice");
            assert.ok(both.length <= maxRows);
            model.issue(phone.cursor, answer);
            if (until === "answer") return false;
            phone.apply(answer);
            if (until === "applied") return false;
            const rows = [...phone.dirty].map((id) =>
              patient(id, { given_name: phone.rows.get(id) })
            );
            if (rows.length > 0) {
              await hub.push(name, { patients: { created: rows, updated: [], deleted: [] } });
              for (const id of phone.dirty) model.send(id);
            }
            if (until === "pushed") return false;
            phone.dirty.clear();
            phone.cursor = answer.timestamp;
            return both.length === 0 && rows.length === 0;
          };

          for (const step of steps) {
            if (step.do === "edit") {
              const phone = phones.get(step.device) as ModelPhone;
              phone.rows.set(step.id, `edit-${++edits}`);
              phone.dirty.add(step.id);
            } else if (step.do === "sync") {
              await sync(step.device, step.until);
            } else if (step.do === "copy") {
              copies.set(step.device, (phones.get(step.device) as ModelPhone).copy());
            } else if (step.do === "restore") {
              // Only a copy whose cursor was used since shows that the phone went back.
              const copy = copies.get(step.device);
              const { presented } = known.get(step.device) as KnownModel;
              if (copy !== undefined && copy.cursor < presented) {
                phones.set(step.device, copy.copy());
              }
            } else if (step.do === "reinstall") {
              if ((known.get(step.device) as KnownModel).presented > 0) {
                phones.set(step.device, new ModelPhone());
              }
            } else {
              // Everything shown so far is on disk after any write.
              await hub.engine.write(() => {});
              hub.restart();
            }
          }

          for (let round = 0, quiet = 0; quiet < DEVICES.length; round++) {
            assert.ok(round < 400, "the phones never come to rest");
            const done = await sync(DEVICES[round % DEVICES.length] as string, "end");
            quiet = done ? quiet + 1 : 0;
          }
          const stored = new Map(
            hub.database.reader.prepare("SELECT id, given_name FROM patients").values<
              [string, string]
            >(),
          );
          for (const [name, phone] of phones) {
            assert.deepEqual(
              [...phone.rows].sort(),
              [...stored].sort(),
              `${name} differs from the hub`,
            );
          }
        },
      ),
      { numRuns: Number(Deno.env.get("KNOWN_ROWS_RUNS") ?? 150) },
    );
  },
});
