import assert from "node:assert/strict";
import { Statements } from "../../../server/database/statements.ts";
import { applyStaged } from "../../../server/relay/store/apply_pull.ts";
import { dropStaged, stage } from "../../../server/relay/store/staged_rows.ts";
import { stored } from "../../support/engine_rows.ts";
import { patient, TestEngine } from "../../support/open_engine.ts";

const ID = "0198c0de-0000-7000-8000-000000000001";
/** What SQLite says of a full disk. */
const FULL = 13;

/** The same statements, but no patient can be stored. */
function withFullDisk(statements: Statements): Statements {
  return new Proxy(statements, {
    get: (target, name) => {
      if (name !== "get") return Reflect.get(target, name);
      return (sql: string) => {
        if (!/^\s*INSERT INTO patients/.test(sql)) return target.get(sql);
        const fail = () => {
          throw Object.assign(new Error("database or disk is full"), { code: FULL });
        };
        return { run: fail, value: fail, values: fail };
      };
    },
  });
}

Deno.test("applyStaged() puts no row aside for a full disk, and stores it once there is room", async () => {
  using hub = new TestEngine();
  const row = { ...patient(ID), additional_data: {}, metadata: {} };
  await hub.engine.write((statements) =>
    stage(statements, [{ kind: "row", table: "patients", row }])
  );
  const apply = (of: (statements: Statements) => Statements) =>
    hub.engine.write((statements, stamps) => applyStaged(of(statements), stamps, Date.now(), 10));
  await assert.rejects(apply(withFullDisk));
  const unread = () =>
    hub.database.reader.prepare("SELECT count(*) FROM cloud_unread").value<[number]>()?.[0];
  assert.deepEqual([stored(hub, "patients", ID), unread()], [undefined, 0]);
  const { looked } = await apply((statements) => statements);
  assert.deepEqual([looked, stored(hub, "patients", ID)?.id, unread()], [1, ID, 0]);
});

Deno.test("dropStaged() leaves nothing of an answer that did not come to its end, some rows at a time", async () => {
  using hub = new TestEngine();
  const parts = ["a", "b", "c"].map((id) => ({ kind: "deleted", table: "patients", id }) as const);
  await hub.engine.write((statements) => stage(statements, parts));
  const drop = () => hub.engine.write((statements) => dropStaged(statements, 2));
  assert.deepEqual([await drop(), await drop()], [true, false]);
  const left = hub.database.reader.prepare("SELECT count(*) FROM cloud_staged").value<[number]>();
  assert.deepEqual(left, [0]);
});
