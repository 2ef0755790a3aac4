import assert from "node:assert/strict";
import type { ColumnKind } from "../../../server/database/table_shape.ts";
import { TABLE_BY_NAME } from "../../../server/database/tables.ts";
import { buildDemoClinic, type DemoClinic, type DemoRow } from "../../../server/demo_clinic/mod.ts";

const NOW_MS = Date.UTC(2026, 7, 20, 9, 30);

function build(nowMs = NOW_MS): Promise<DemoClinic> {
  return buildDemoClinic({
    nowMs,
    hashPassword: (password) => Promise.resolve(`hash of ${password}`),
  });
}

function rowsOf(clinic: DemoClinic, table: string): readonly DemoRow[] {
  const found = clinic.tables.find((entry) => entry.table === table);
  assert(found, `no rows of ${table}`);
  return found.rows;
}

function parsed(value: DemoRow[string] | undefined): unknown {
  assert(typeof value === "string");
  return JSON.parse(value);
}

Deno.test("buildDemoClinic() fills every table a phone shows", async () => {
  const clinic = await build();
  const counts = Object.fromEntries(clinic.tables.map(({ table, rows }) => [table, rows.length]));
  assert.equal(counts["clinics"], 2);
  assert.equal(counts["users"], 4);
  assert.equal(counts["patients"], 25);
  assert.equal(counts["registration_forms"], 1);
  assert.equal(counts["event_forms"], 3);
  assert.equal(counts["drug_catalogue"], 12);
  assert.equal(counts["clinic_inventory"], 24);
  for (
    const table of [
      "user_clinic_permissions",
      "app_config",
      "clinic_departments",
      "patient_additional_attributes",
      "visits",
      "events",
      "appointments",
      "prescriptions",
      "prescription_items",
      "dispensing_records",
      "patient_vitals",
      "patient_problems",
    ]
  ) assert((counts[table] ?? 0) > 0, `${table} is empty`);
});

Deno.test("buildDemoClinic() gives rows exactly the columns of their tables", async () => {
  for (const { table: name, rows } of (await build()).tables) {
    const table = TABLE_BY_NAME.get(name);
    assert(table, `unknown table ${name}`);
    const wanted = ["id", ...table.columns.map((column) => column.name)].sort();
    for (const row of rows) assert.deepEqual(Object.keys(row).sort(), wanted, name);
  }
});

function fits(kind: ColumnKind, value: string | number): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "date":
      return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) &&
        !Number.isNaN(Date.parse(value));
    case "json":
      return typeof value === "string" && typeof JSON.parse(value) === "object";
    case "boolean":
      return value === 0 || value === 1;
    case "integer":
      return Number.isInteger(value);
    case "real":
      return typeof value === "number" && Number.isFinite(value);
    case "time":
      return Number.isInteger(value) && Number(value) > Date.UTC(2020, 0);
    case "day":
      return Number.isInteger(value) && Number(value) % 86_400_000 === 0;
  }
}

Deno.test("buildDemoClinic() writes every value in the form its column holds", async () => {
  for (const { table: name, rows } of (await build()).tables) {
    for (const { name: column, kind } of TABLE_BY_NAME.get(name)?.columns ?? []) {
      for (const row of rows) {
        const value = row[column];
        if (value === null) continue;
        assert(value !== undefined && fits(kind, value), `${name}.${column} holds ${value}`);
      }
    }
  }
});

const REFERENCES: Readonly<Record<string, string>> = {
  clinic_id: "clinics",
  primary_clinic_id: "clinics",
  pickup_clinic_id: "clinics",
  user_id: "users",
  provider_id: "users",
  filled_by: "users",
  dispensed_by: "users",
  created_by: "users",
  last_modified_by: "users",
  recorded_by_user_id: "users",
  form_id: "event_forms",
  patient_id: "patients",
  visit_id: "visits",
  current_visit_id: "visits",
  fulfilled_visit_id: "visits",
  drug_id: "drug_catalogue",
  batch_id: "drug_batches",
  prescription_id: "prescriptions",
  prescription_item_id: "prescription_items",
};

Deno.test("buildDemoClinic() points only at rows that come in the same or an earlier table", async () => {
  const seen = new Map<string, Set<string>>();
  const ids = new Set<string>();
  for (const { table: name, rows } of (await build()).tables) {
    const own = new Set(rows.map((row) => String(row["id"])));
    assert.equal(own.size, rows.length, `${name} repeats an id`);
    for (const id of own) {
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      assert(!ids.has(id), `${id} is in two tables`);
      ids.add(id);
    }
    seen.set(name, own);
    for (const row of rows) {
      for (const [column, target] of Object.entries(REFERENCES)) {
        const id = row[column];
        if (id === null || id === undefined) continue;
        assert(seen.get(target)?.has(String(id)), `${name}.${column} points nowhere: ${id}`);
      }
    }
  }
});

Deno.test("buildDemoClinic() keeps what belongs together together", async () => {
  const clinic = await build();
  const patientOf = new Map(rowsOf(clinic, "visits").map((row) => [row["id"], row["patient_id"]]));
  for (const table of ["events", "patient_vitals", "patient_problems", "prescriptions"]) {
    for (const row of rowsOf(clinic, table)) {
      assert.equal(row["patient_id"], patientOf.get(row["visit_id"] ?? ""), table);
    }
  }
  const dispensed = new Map<unknown, number>();
  for (const row of rowsOf(clinic, "dispensing_records")) {
    const item = row["prescription_item_id"];
    dispensed.set(item, (dispensed.get(item) ?? 0) + Number(row["quantity_dispensed"]));
  }
  for (const item of rowsOf(clinic, "prescription_items")) {
    assert.equal(item["quantity_dispensed"], dispensed.get(item["id"]) ?? 0);
  }
});

Deno.test("buildDemoClinic() writes nothing in the future and no visit before its patient", async () => {
  const clinic = await build();
  for (const { table: name, rows } of clinic.tables) {
    for (const row of rows) {
      assert(Number(row["created_at"]) <= Number(row["updated_at"]), name);
      assert(Number(row["updated_at"]) <= NOW_MS, `${name} was written in the future`);
    }
  }
  const patients = new Map(rowsOf(clinic, "patients").map((row) => [row["id"], row]));
  for (const row of rowsOf(clinic, "visits")) {
    const patient = patients.get(row["patient_id"] ?? "");
    assert(patient && Number(row["check_in_timestamp"]) >= Number(patient["created_at"]));
    assert(Date.parse(String(patient["date_of_birth"])) < Number(patient["created_at"]));
  }
});

Deno.test("buildDemoClinic() lists the accounts in their fixed order with their rights", async () => {
  const clinic = await build();
  const [nurse, viewer, other, admin] = clinic.accounts;
  assert(nurse && viewer && other && admin && clinic.accounts.length === 4);
  assert.equal(viewer.clinic_id, nurse.clinic_id);
  assert.notEqual(other.clinic_id, nurse.clinic_id);
  assert.equal(admin.role, "super_admin");
  const users = new Map(rowsOf(clinic, "users").map((row) => [row["email"], row]));
  const flagsOf = (email: string): number[] => {
    const user = users.get(email);
    assert(user);
    const row = rowsOf(clinic, "user_clinic_permissions").find(({ user_id }) =>
      user_id === user["id"]
    );
    assert(row && row["clinic_id"] === user["clinic_id"]);
    return Object.keys(row).filter((name) => /^(can|is)_/.test(name)).map((n) => Number(row[n]));
  };
  assert.deepEqual(flagsOf(nurse.email), Array(11).fill(1));
  assert.deepEqual(flagsOf(other.email), Array(11).fill(1));
  assert.deepEqual(flagsOf(viewer.email).filter((flag) => flag === 1), [1]);
  for (const account of clinic.accounts) {
    const user = users.get(account.email);
    assert.match(account.email, /@demo\.example$/);
    assert.equal(user?.["hashed_password"], `hash of ${account.password}`);
    assert.equal(user?.["role"], account.role);
    assert.equal(user?.["clinic_id"], account.clinic_id);
  }
});

Deno.test("buildDemoClinic() makes forms phones can draw in three languages", async () => {
  const clinic = await build();
  const [registration] = rowsOf(clinic, "registration_forms");
  const fields = parsed(registration?.["fields"]);
  assert(Array.isArray(fields));
  for (const field of fields) {
    for (const language of ["en", "es", "ar"]) assert(field.label[language].length > 0);
    assert(Array.isArray(field.options) && Number.isInteger(field.position));
  }
  const patientColumns = new Set(TABLE_BY_NAME.get("patients")?.columns.map(({ name }) => name));
  assert.equal(fields.filter((field) => field.baseField).length, 10);
  for (const field of fields) assert.equal(patientColumns.has(field.column), field.baseField);

  for (const form of rowsOf(clinic, "event_forms")) {
    const drawn = parsed(form["form_fields"]);
    const translations = parsed(form["translations"]);
    assert(Array.isArray(drawn) && Array.isArray(translations));
    assert.equal(form["clinic_ids"], "[]");
    for (const field of drawn) {
      const translation = translations.find(({ fieldId }) => fieldId === field.id);
      assert(translation, `${field.name} is not translated`);
      for (const language of ["en", "es", "ar"]) {
        assert(translation.name[language].length > 0);
        for (const { value } of field.options) {
          assert(translation.options[value][language].length > 0);
        }
      }
    }
  }
});

Deno.test("buildDemoClinic() fills forms in with fields the forms have", async () => {
  const clinic = await build();
  const fieldsOf = new Map(
    rowsOf(clinic, "event_forms").map((form) => {
      const drawn = parsed(form["form_fields"]);
      assert(Array.isArray(drawn));
      return [form["id"], new Map(drawn.map((field) => [field.id, field]))];
    }),
  );
  for (const event of rowsOf(clinic, "events")) {
    const answers = parsed(event["form_data"]);
    assert(Array.isArray(answers) && answers.length > 0);
    for (const answer of answers) {
      const field = fieldsOf.get(event["form_id"] ?? "")?.get(answer.fieldId);
      assert(field, "an answer to no question");
      assert.equal(answer.fieldType, field.fieldType);
      assert.equal(answer.inputType, field.inputType);
      assert.notEqual(answer.value, undefined);
    }
  }
  const own = new Set(rowsOf(clinic, "patient_additional_attributes").map((r) => r["attribute"]));
  assert.deepEqual([...own].sort(), ["household_size", "preferred_language"]);
});

Deno.test("buildDemoClinic() gives the same result twice, and the same ids on another day", async () => {
  assert.deepEqual(await build(), await build());
  const later = await build(NOW_MS + 40 * 86_400_000);
  const idsOf = (clinic: DemoClinic) =>
    clinic.tables.map(({ table, rows }) => [table, rows.map((row) => row["id"])]);
  assert.deepEqual(idsOf(later), idsOf(await build()));
  assert.deepEqual(later.accounts, (await build()).accounts);
});
