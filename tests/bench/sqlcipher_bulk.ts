/**
 * Compares the binding with a plain C loop over the same library: upserts of 20 columns in one
 * transaction into a fresh encrypted database in WAL mode, alternating, medians.
 *
 * `deno run -A tests/bench/sqlcipher_bulk.ts [rows]`
 *
 * @module
 */
import { Database, ensureLibrary } from "@db/sqlite";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Medians in milliseconds, and how many times the C loop the binding takes. */
export interface BulkResult {
  rows: number;
  cMs: number;
  oursMs: number;
  ratio: number;
}

const GIVEN = ["Amina", "Yusuf", "Layla", "Omar", "Fatima", "Khaled", "Noor", "Sami"];
const SURNAME = ["Haddad", "Al-Masri", "Khoury", "Nasser", "Darwish"];
const CAMP = ["Zaatari", "Azraq", "Kutupalong", "Dadaab"];
const COLUMNS = Array.from({ length: 19 }, (_, i) => `c${i + 1}`);

/** Runs both sides `runs` times, alternating, each time on a fresh file. */
export async function measureBulkUpsert(rows = 100_000, runs = 5): Promise<BulkResult> {
  const folder = await Deno.makeTempDir({ prefix: "sqlcipher_bulk_" });
  try {
    const limit = await buildLimit(folder);
    const data = Array.from({ length: rows }, (_, i) => makeRow(i));
    const cMs: number[] = [];
    const oursMs: number[] = [];
    for (let run = 0; run < runs; run++) {
      cMs.push(await runLimit(limit, join(folder, `c_${run}.db`), rows));
      oursMs.push(runOurs(join(folder, `ours_${run}.db`), data));
    }
    const medians = { rows, cMs: median(cMs), oursMs: median(oursMs) };
    return { ...medians, ratio: medians.oursMs / medians.cMs };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function buildLimit(folder: string): Promise<string> {
  const library = await ensureLibrary();
  const source = fileURLToPath(new URL("./sqlcipher_bulk_limit.c", import.meta.url));
  const program = join(folder, "limit");
  const args = ["-O2", source, "-o", program, library, `-Wl,-rpath,${dirname(library)}`];
  const { success, stderr } = await new Deno.Command("cc", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return program;
}

async function runLimit(program: string, database: string, rows: number): Promise<number> {
  const args = [database, "2a".repeat(32), String(rows)];
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}

function runOurs(path: string, data: Row[]): number {
  using db = new Database(path, { key: new Uint8Array(32).fill(0x2a) });
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536");
  db.exec(`CREATE TABLE patients (id TEXT PRIMARY KEY, ${COLUMNS.join(", ")}) WITHOUT ROWID`);
  using upsert = db.prepare(
    `INSERT INTO patients VALUES (${"?,".repeat(19)}?) ON CONFLICT(id) DO UPDATE SET ` +
      COLUMNS.map((column) => `${column}=excluded.${column}`).join(", "),
  );
  const startedMs = performance.now();
  db.transaction(() => {
    for (const row of data) upsert.run(row);
  }).immediate();
  return performance.now() - startedMs;
}

type Row = (string | number | null)[];

/** The same row as the C program makes. */
function makeRow(i: number): Row {
  const id = (BigInt(i) * 2654435761n % 281474976710656n).toString(16).padStart(12, "0");
  const two = (value: number) => String(value).padStart(2, "0");
  return [
    `00000000-0000-4000-8000-${id}`,
    GIVEN[i % 8] ?? "",
    SURNAME[i % 5] ?? "",
    `${1940 + i % 80}-${two(1 + i % 12)}-${two(1 + i % 28)}`,
    i % 2 === 1 ? "female" : "male",
    CAMP[i % 4] ?? "",
    `Hometown of ${SURNAME[i % 5]} ${i % 1000}`,
    `+962 7 ${String(i % 100_000_000).padStart(8, "0")}`,
    `GOV-${String(i).padStart(10, "0")}`,
    `EXT-${i}`,
    `{"allergies":"none","blood_group":"0+","household":${i % 9}}`,
    `3f0e9a52-7d1b-4c1e-9b0a-${(i % 16).toString(16).padStart(12, "0")}`,
    1_700_000_000_000 + i,
    1_700_000_500_000 + i,
    i,
    i % 2,
    i % 120,
    null,
    null,
    null,
  ];
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

if (import.meta.main) {
  const { rows, cMs, oursMs, ratio } = await measureBulkUpsert(Number(Deno.args[0] ?? 100_000));
  const line = `${rows} rows: C ${cMs.toFixed(0)} ms, binding ${oursMs.toFixed(0)} ms, ` +
    `ratio ${ratio.toFixed(2)}\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}
