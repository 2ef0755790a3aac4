import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { fileURLToPath } from "node:url";
import { keyOf, TempFolder } from "./temp_folder.ts";

const ROWS = 100;

function addInWorker(path: string): Promise<number> {
  const worker = new Worker(new URL("./worker_opens_file.ts", import.meta.url), { type: "module" });
  return new Promise<number>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ path, key: keyOf(1), rows: ROWS });
  }).finally(() => worker.terminate());
}

Deno.test("two workers write to the same encrypted file in WAL mode, and a third thread reads", async () => {
  using folder = new TempFolder();
  using db = new Database(folder.file("a.db"), { key: keyOf(1) });
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (worker TEXT, i INTEGER)");
  const added = await Promise.all([1, 2].map(() => addInWorker(folder.file("a.db"))));
  assert.deepEqual(added, [ROWS, ROWS]);
  const counts = db.prepare("SELECT count(*), count(DISTINCT i) FROM t GROUP BY worker").values();
  assert.deepEqual(counts, [[ROWS, ROWS], [ROWS, ROWS]]);
  assert.deepEqual(db.prepare("PRAGMA integrity_check").value(), ["ok"]);
});

Deno.test("Deno.exit() while a worker writes ends cleanly and leaves whole transactions", async () => {
  const script = fileURLToPath(new URL("./exit_process.ts", import.meta.url));
  for (let run = 0; run < 3; run++) {
    using folder = new TempFolder();
    const path = folder.file("a.db");
    {
      using db = new Database(path, { key: keyOf(1) });
      db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
    }
    const args = ["run", "-A", "--no-check", script, path];
    const { code, signal } = await new Deno.Command(Deno.execPath(), { args }).output();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    using db = new Database(path, { key: keyOf(1) });
    const rows = db.prepare("SELECT count(*) FROM t").value<[number]>()?.[0] ?? 0;
    assert.ok(rows >= 1000 && rows % 100 === 0);
    assert.deepEqual(db.prepare("PRAGMA cipher_integrity_check").values(), []);
    assert.deepEqual(db.prepare("PRAGMA integrity_check").value(), ["ok"]);
  }
});
