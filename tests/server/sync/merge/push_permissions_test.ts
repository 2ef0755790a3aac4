/** Decision 18 on pushed rows: the table, clinics, and users named in a row. */

import assert from "node:assert/strict";
import { patient, TestEngine } from "../../../support/open_engine.ts";
import { aside, created, edited, row, stored, updated } from "../../../support/engine_rows.ts";

const FLAGS = [
  ...["can_register_patients", "can_view_history", "can_edit_records", "can_delete_records"],
  ...["can_edit_other_provider_event", "can_prescribe_medications", "can_dispense_medications"],
  ...["can_delete_patient_visits", "can_delete_patient_records"],
];

interface Account {
  readonly id?: string;
  readonly home?: string | null;
  readonly flags?: readonly string[];
  readonly at?: string;
  readonly admin?: boolean;
  readonly role?: string;
  readonly deleted?: boolean;
}

/** A hub with records at clinic H and users as given; `me` is logged in. */
async function clinicWith(...accounts: Account[]) {
  const hub = new TestEngine();
  for (const name of ["w", "d"]) await hub.admit(name);
  await hub.engine.write((statements) => {
    const hubColumns = "hub_first_stamp, hub_first_writer, hub_stamp, hub_writer, hub_send_back";
    for (const account of accounts) {
      const { id = "me", home = "H", flags = [], at = "H", admin = false } = account;
      const { role = "provider", deleted = false } = account;
      statements.get(
        `INSERT INTO users (id, role, clinic_id, is_deleted, ${hubColumns})
         VALUES (?, ?, ?, ?, 0, 2, 0, 2, 0)`,
      ).run(id, role, home, deleted ? 1 : 0);
      statements.get(
        `INSERT INTO user_clinic_permissions (id, user_id, clinic_id, is_clinic_admin,
           ${FLAGS.join(", ")}, ${hubColumns})
         VALUES (?, ?, ?, ?, ${FLAGS.map(() => "?").join(", ")}, 0, 2, 0, 2, 0)`,
      ).run(
        `${id}-${at}`,
        id,
        at,
        admin ? 1 : null,
        ...FLAGS.map((f) => flags.includes(f) ? 1 : null),
      );
    }
  });
  await hub.push("w", RECORDS);
  for (const name of ["w", "d"]) await hub.pull(name, (await hub.pull(name, 0)).timestamp);
  return hub;
}

const OF = { patient_id: "p", visit_id: "v" };
/** A stored row of every table that phones write, at clinic H. */
const STORED: Readonly<Record<string, Record<string, unknown>>> = {
  patients: patient("p", { primary_clinic_id: "H" }),
  patient_additional_attributes: row("at", { patient_id: "p" }),
  visits: row("v", { patient_id: "p", clinic_id: "H" }),
  events: row("ev", { ...OF, recorded_by_user_id: "me", event_type: "x" }),
  patient_vitals: row("vt", OF),
  patient_problems: row("pb", OF),
  appointments: row("ap", { patient_id: "p", clinic_id: "H" }),
  patient_risk_profiles: row("rp", { patient_id: "p" }),
  prescriptions: row("rx", { ...OF, pickup_clinic_id: "H", provider_id: "me" }),
  prescription_items: row("it", { patient_id: "p", prescription_id: "rx", clinic_id: "H" }),
  dispensing_records: row("dr", { patient_id: "p", clinic_id: "H" }),
  clinic_inventory: row("st", {
    clinic_id: "H",
    drug_id: "d",
    batch_id: "b",
    quantity_available: 9,
  }),
};
const RECORDS = Object.fromEntries(
  Object.entries(STORED).map(([table, record]) => [table, { created: [record] }]),
);

const CARE = ["can_edit_records", "can_edit_records", "can_delete_records"];
const DISPENSE = ["can_dispense_medications", "can_dispense_medications", null];
const PRESCRIBE = ["can_prescribe_medications", "can_prescribe_medications", "can_delete_records"];
const PATIENT = ["can_register_patients", "can_edit_records", "can_delete_patient_records"];
/** The table of decision 18: flag to create, to change, to delete. */
const NEEDED: Readonly<Record<string, readonly (string | null)[]>> = {
  patients: PATIENT,
  patient_additional_attributes: PATIENT,
  visits: ["can_edit_records", "can_edit_records", "can_delete_patient_visits"],
  events: CARE,
  patient_vitals: CARE,
  patient_problems: CARE,
  appointments: CARE,
  patient_risk_profiles: CARE,
  prescriptions: PRESCRIBE,
  prescription_items: PRESCRIBE,
  dispensing_records: DISPENSE,
  clinic_inventory: DISPENSE,
};

for (const [table, needed] of Object.entries(NEEDED)) {
  const record = STORED[table] as Record<string, unknown>;
  const pushes = {
    create: created(table, { ...record, id: "new" }),
    change: updated(table, edited(record, { metadata: '{"changed":1}' })),
    delete: updated(table, edited(record, { is_deleted: true, deleted_at: 5 })),
  };
  for (const [at, [action, push]] of Object.entries(pushes).entries()) {
    const flag = needed[at];
    Deno.test(`permissions: to ${action} in ${table} takes ${flag ?? "what nobody has"}, and no other flag does`, async () => {
      if (typeof flag === "string") {
        using may = await clinicWith({ flags: [flag] });
        await may.push("d", push, { userId: "me" });
        assert.deepEqual(aside(may), []);
      }
      using hub = await clinicWith({ flags: FLAGS.filter((other) => other !== flag) });
      const before = stored(hub, table, String(record.id));
      await hub.push("d", push, { userId: "me" });
      assert.deepEqual(aside(hub).map(([, , reason]) => reason), ["NOT_PERMITTED"]);
      const after = stored(hub, table, String(record.id));
      assert.deepEqual([after?.metadata, after?.is_deleted], [before?.metadata, 0]);
      assert.equal(stored(hub, table, "new"), undefined);
    });
  }
}

for (
  const [table, owner] of [["events", "recorded_by_user_id"], [
    "prescriptions",
    "provider_id",
  ]] as const
) {
  Deno.test(`permissions: to change another user's row of ${table} takes can_edit_other_provider_event as well`, async () => {
    const flags = ["can_edit_records", "can_prescribe_medications"];
    for (const [more, expected] of [[[], 1], [["can_edit_other_provider_event"], 0]] as const) {
      using hub = await clinicWith({ flags: [...flags, ...more] });
      const other = { ...STORED[table], id: "of-another", [owner]: "gone" };
      await hub.push("w", created(table, other));
      await hub.push("d", updated(table, edited(other, { metadata: '{"x":1}' })), { userId: "me" });
      assert.equal(aside(hub).length, expected);
    }
  });
}

Deno.test("permissions: an item of another user's prescription takes can_edit_other_provider_event as well", async () => {
  for (const [more, expected] of [[[], 1], [["can_edit_other_provider_event"], 0]] as const) {
    using hub = await clinicWith({ flags: ["can_prescribe_medications", ...more] });
    const rx = { ...STORED.prescriptions, id: "rx2", provider_id: "gone" };
    const item = { ...STORED.prescription_items, id: "it2", prescription_id: "rx2" };
    await hub.push("w", {
      ...created("prescriptions", rx),
      ...created("prescription_items", item),
    });
    const push = updated("prescription_items", edited(item, { dosage_instructions: "x" }));
    await hub.push("d", push, { userId: "me" });
    assert.equal(aside(hub).length, expected);
  }
});

Deno.test("permissions: a quantity dispensed takes can_dispense_medications, whoever may prescribe", async () => {
  for (
    const [flag, expected] of [["can_prescribe_medications", 1], [
      "can_dispense_medications",
      0,
    ]] as const
  ) {
    using hub = await clinicWith({ flags: [flag] });
    const item = STORED.prescription_items as Record<string, unknown>;
    const push = updated("prescription_items", edited(item, { quantity_dispensed: 3 }));
    await hub.push("d", push, { userId: "me" });
    assert.equal(aside(hub).length, expected, flag);
  }
});

Deno.test("permissions: who may dispense pushes record, stock and item together without a word", async () => {
  using hub = await clinicWith({ flags: ["can_dispense_medications"] });
  const record = row("r", {
    ...{ patient_id: "p", clinic_id: "H", drug_id: "d", batch_id: "b", prescription_item_id: "it" },
    quantity_dispensed: 2,
  });
  await hub.push("d", {
    ...created("dispensing_records", record),
    ...updated(
      "clinic_inventory",
      edited(STORED.clinic_inventory ?? {}, { quantity_available: 7 }),
    ),
    ...updated(
      "prescription_items",
      edited(STORED.prescription_items ?? {}, { quantity_dispensed: 2 }),
    ),
  }, { userId: "me" });
  assert.deepEqual(aside(hub), []);
  assert.equal(stored(hub, "clinic_inventory", "st")?.quantity_available, 7);
});

const EDIT = updated("visits", edited(STORED.visits ?? {}, { provider_name: "x" }));

Deno.test("permissions: enough at the user's home clinic, or at the row's", async () => {
  const flags = ["can_edit_records"];
  const cases: readonly (readonly [string, Account, number])[] = [
    ["at home, the row elsewhere", { flags, home: "Z", at: "Z" }, 0],
    ["at the row's clinic, home elsewhere", { flags, home: "Z", at: "H" }, 0],
    ["at a third clinic", { flags, home: "Z", at: "Y" }, 1],
    ["without a home, at the row's", { flags, home: null, at: "H" }, 0],
    ["as a clinic administrator there", { admin: true }, 0],
    ["as a clinic administrator elsewhere", { admin: true, home: "Z", at: "Y" }, 1],
    ["as super_admin", { role: "super_admin", home: null, at: "Y" }, 0],
    ["deleted", { flags, deleted: true }, 1],
  ];
  for (const [what, account, expected] of cases) {
    using hub = await clinicWith(account);
    await hub.push("d", EDIT, { userId: "me" });
    assert.equal(aside(hub).length, expected, what);
  }
});

Deno.test("permissions: switched off by the cloud, everything is allowed", async () => {
  using hub = await clinicWith({});
  await hub.engine.write((statements) => {
    statements.get(
      `INSERT INTO app_config (id, namespace, key, value, hub_first_stamp, hub_first_writer,
         hub_stamp, hub_writer, hub_send_back)
       VALUES ('c', 'auth', 'disable-mobile-permissions-checking', 'true', 0, 2, 0, 2, 0)`,
    ).run();
  });
  await hub.push("d", EDIT, { userId: "me" });
  assert.deepEqual(aside(hub), []);
});

Deno.test("permissions: a live user named in the row is enough, and noted in the audit log", async () => {
  const other = { id: "other", flags: ["can_edit_records"] };
  const visit = { ...STORED.visits, id: "new" };
  const cases: readonly (readonly [string, Account, Record<string, unknown>, number])[] = [
    ["named", other, { provider_id: "other" }, 0],
    ["not named", other, {}, 1],
    ["named, without the flag", { ...other, flags: [] }, { provider_id: "other" }, 1],
    ["named, deleted", { ...other, deleted: true }, { provider_id: "other" }, 1],
    ["named, but nobody", other, { provider_id: "nobody" }, 1],
  ];
  for (const [what, account, named, expected] of cases) {
    using hub = await clinicWith({}, account);
    const outcome = await hub.push("d", created("visits", { ...visit, ...named }), {
      userId: "me",
    });
    assert.equal(aside(hub).length, expected, what);
    assert.equal(outcome.report.byNamedUser.length, 1 - expected, what);
    const log = JSON.stringify(hub.database.reader.prepare("SELECT * FROM audit_entry").all());
    if (expected === 0) assert.match(log, /named/i, "the audit log does not say");
  }
});

Deno.test("permissions: moving a row to a clinic of one's own does not open a row of another clinic", async () => {
  using hub = await clinicWith({ flags: ["can_edit_records"], home: "Z", at: "Y" });
  const visit = STORED.visits as Record<string, unknown>;
  await hub.push("d", updated("visits", edited(visit, { clinic_id: "Y" })), { userId: "me" });
  assert.equal(stored(hub, "visits", "v")?.clinic_id, "H");
  assert.deepEqual(aside(hub).map(([, , reason]) => reason), ["NOT_PERMITTED"]);
});

Deno.test("permissions: naming oneself the author of another's event does not make it one's own", async () => {
  using hub = await clinicWith({ flags: ["can_edit_records"] });
  const event = { ...STORED.events, id: "other", recorded_by_user_id: "gone" };
  await hub.push("w", created("events", event));
  const push = updated("events", edited(event, { event_type: "y", recorded_by_user_id: "me" }));
  await hub.push("d", push, { userId: "me" });
  assert.equal(stored(hub, "events", "other")?.event_type, "x");
});

Deno.test("permissions: an unchanged row needs none: a forced upload of everything is not put aside", async () => {
  using hub = await clinicWith({ flags: [] });
  const all = Object.fromEntries(
    Object.entries(STORED).map(([table, record]) => [table, { updated: [record] }]),
  );
  await hub.push("d", all, { userId: "me" });
  assert.deepEqual(aside(hub), []);
});

Deno.test("permissions: deletion ids and objects are decided like the row itself", async () => {
  for (const entry of ["p", { id: "p" }]) {
    using hub = await clinicWith({
      flags: FLAGS.filter((flag) => flag !== "can_delete_patient_records"),
    });
    const { timestamp } = await hub.pull("d", hub.device("d").presented);
    await hub.push("d", { patients: { deleted: [entry] } }, { userId: "me" });
    assert.equal(stored(hub, "patients", "p")?.is_deleted, 0);
    assert.deepEqual(aside(hub).map(([, , reason]) => reason), ["NOT_PERMITTED"]);
    const told = (await hub.pull("d", timestamp)).changes.patients?.updated[0];
    assert.equal(told?.is_deleted, 0, "the phone is not told that it is still there");
  }
});

Deno.test("permissions: a refused deletion leaves the dependants alone", async () => {
  using hub = await clinicWith({ flags: ["can_edit_records"] });
  const push = updated("patients", edited(STORED.patients ?? {}, { is_deleted: true }));
  await hub.push("d", push, { userId: "me" });
  assert.equal(stored(hub, "visits", "v")?.is_deleted, 0);
});
