import assert from "node:assert/strict";
import { storeHubRows } from "../../../server/keeper/store_hub_rows.ts";
import { flagFor, permissionsOf } from "../../../server/permissions/mod.ts";
import { TestEngine } from "../../support/open_engine.ts";

async function withRows(
  tables: Record<string, Record<string, string | number | null>[]>,
): Promise<TestEngine> {
  const hub = new TestEngine();
  await hub.engine.write((statements, stamps) =>
    storeHubRows(
      statements,
      Object.entries(tables).map(([table, rows]) => ({ table, rows })),
      { stamps, writer: 2, nowMs: 1 },
    )
  );
  return hub;
}

const USER = { id: "u", name: "N", email: "e", role: "provider", clinic_id: "home" };

Deno.test("permissionsOf() takes flags per clinic, NULL as false, and no clinic as the home clinic", async () => {
  using hub = await withRows({
    users: [USER],
    user_clinic_permissions: [
      { id: "1", user_id: "u", clinic_id: "home", can_view_history: 1, can_edit_records: null },
      { id: "2", user_id: "u", clinic_id: "far", can_edit_records: 1 },
      { id: "3", user_id: "other", clinic_id: "home", can_edit_records: 1 },
    ],
  });
  const user = hub.engine.read((statements) => permissionsOf(statements, "u"));
  assert.equal(user?.allows("can_view_history", "home"), true);
  assert.equal(user?.allows("can_view_history", null), true);
  assert.equal(user?.allows("can_view_history", ""), true);
  assert.equal(user?.allows("can_view_history", "far"), false);
  assert.equal(user?.allows("can_edit_records", "home"), false);
  assert.equal(user?.allows("can_edit_records", "far"), true);
  assert.deepEqual(user?.clinicsWith("can_edit_records"), new Set(["far"]));
});

Deno.test("permissionsOf() gives a clinic administrator every flag there, and nowhere else", async () => {
  using hub = await withRows({
    users: [USER],
    user_clinic_permissions: [{ id: "1", user_id: "u", clinic_id: "home", is_clinic_admin: 1 }],
  });
  const user = hub.engine.read((statements) => permissionsOf(statements, "u"));
  assert.equal(user?.allows("can_delete_patient_records", "home"), true);
  assert.equal(user?.allows("can_delete_patient_records", "far"), false);
  assert.equal(user?.unrestricted, false);
});

Deno.test("permissionsOf() refuses a super_admin nothing, nor anybody when checking is off", async () => {
  using hub = await withRows({
    users: [{ ...USER, role: "super_admin", clinic_id: null }, { ...USER, id: "v" }],
  });
  const of = (id: string) => hub.engine.read((statements) => permissionsOf(statements, id));
  assert.equal(of("u")?.allows("can_delete_records", null), true);
  assert.equal(of("v")?.allows("can_view_history", "home"), false);
  await hub.engine.write((statements, stamps) =>
    storeHubRows(statements, [{
      table: "app_config",
      rows: [{
        id: "c",
        namespace: "auth",
        key: "disable-mobile-permissions-checking",
        value: "true",
      }],
    }], { stamps, writer: 2, nowMs: 1 })
  );
  assert.equal(of("v")?.allows("can_view_history", "anywhere"), true);
});

Deno.test("permissionsOf() lets a switch for some clinics open no other one", async () => {
  const setting = { id: "c", namespace: "auth", key: "disable-mobile-permissions-checking" };
  for (
    const [clinic_ids, expected] of [
      [null, [true, true, true]],
      ["[]", [false, false, false]],
      [`["other"]`, [false, false, false]],
      [`["other","home"]`, [true, false, true]],
      [`"home"`, [false, false, false]],
    ] as const
  ) {
    using hub = await withRows({
      users: [USER],
      app_config: [{ ...setting, value: "true", clinic_ids }],
    });
    const user = hub.engine.read((statements) => permissionsOf(statements, "u"));
    const allowed = ["home", "other", null].map((at) => user?.allows("can_delete_records", at));
    assert.deepEqual(allowed, expected, String(clinic_ids));
  }
});

Deno.test("permissionsOf() knows no deleted user", async () => {
  using hub = await withRows({ users: [{ ...USER, is_deleted: 1 }] });
  assert.equal(hub.engine.read((statements) => permissionsOf(statements, "u")), null);
  assert.equal(hub.engine.read((statements) => permissionsOf(statements, "nobody")), null);
});

Deno.test("flagFor() is the table of decision 18", () => {
  const row = (table: string) =>
    (["create", "change", "delete"] as const).map((action) => flagFor(table, action));
  const care = ["can_edit_records", "can_edit_records", "can_delete_records"];
  const prescribing = [
    "can_prescribe_medications",
    "can_prescribe_medications",
    "can_delete_records",
  ];
  const dispensing = ["can_dispense_medications", "can_dispense_medications", null];
  const patient = ["can_register_patients", "can_edit_records", "can_delete_patient_records"];
  assert.deepEqual(row("patients"), patient);
  assert.deepEqual(row("patient_additional_attributes"), patient);
  assert.deepEqual(row("visits"), [
    "can_edit_records",
    "can_edit_records",
    "can_delete_patient_visits",
  ]);
  for (const table of ["events", "patient_vitals", "patient_problems", "appointments"]) {
    assert.deepEqual(row(table), care);
  }
  for (const table of ["prescriptions", "prescription_items"]) {
    assert.deepEqual(row(table), prescribing);
  }
  for (const table of ["dispensing_records", "clinic_inventory"]) {
    assert.deepEqual(row(table), dispensing);
  }
});
