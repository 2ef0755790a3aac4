import assert from "node:assert/strict";
import { join } from "node:path";
import { lastLines, LOG_FILE, LogFile, logLine } from "../../../server/logs/mod.ts";

const AT_MS = Date.UTC(2026, 10, 23, 8, 30);

function withFolder(play: (folder: string) => void): void {
  const root = Deno.makeTempDirSync({ prefix: "hub-logs-" });
  try {
    play(join(root, "logs"));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("logLine() keeps codes, counts, switches and the words of a phone", () => {
  const event = {
    event: "sync",
    direction: "push",
    device: "acorn blue river",
    rows: 3,
    cut: true,
  };
  assert.deepEqual(JSON.parse(logLine(event, AT_MS)), { at: "2026-11-23T08:30:00.000Z", ...event });
});

Deno.test("logLine() names the place of a defect beside the time", () => {
  const line = logLine({ event: "error", code: "DEFECT", at: "row_store.ts:93" }, AT_MS);
  assert.equal(JSON.parse(line).place, "row_store.ts:93");
  assert.equal(JSON.parse(line).at, "2026-11-23T08:30:00.000Z");
});

Deno.test("logLine() leaves out links, keys, accounts, and whatever could be a name or a text", () => {
  const line = logLine({
    event: "ready",
    operator_url: "http://127.0.0.1:1/#token=abc",
    lan_url: "http://192.168.1.10:4001",
    pairing: { url: "u", id: "i", pk: "k" },
    accounts: [{ email: "a@b.c", password: "secret" }],
    token: "abc",
    passphrase: "word",
    recovery_key: "ABCD",
    message: "patient Amal Haddad was not found",
    person: "أمل",
    email: "amal@example.org",
    nested: { name: "Amal" },
    device: "Amal's phone",
  }, AT_MS);
  assert.equal(line, `{"at":"2026-11-23T08:30:00.000Z","event":"ready"}`);
});

Deno.test("LogFile loses no line when its folder is removed between two", () => {
  withFolder((folder) => {
    const log = new LogFile(folder, { now: () => AT_MS });
    log.write({ event: "locked" });
    Deno.removeSync(folder, { recursive: true });
    log.write({ event: "unlocked" });
    assert.deepEqual(lastLines(folder, 5).map((line) => JSON.parse(line).event), ["unlocked"]);
  });
});

Deno.test("LogFile keeps as many files of as many bytes as it may", () => {
  withFolder((folder) => {
    const log = new LogFile(folder, { maxBytes: 500, keep: 2, now: () => AT_MS });
    for (let no = 0; no < 100; no++) log.write({ event: "sync", rows: no });
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(files, [LOG_FILE, `${LOG_FILE}.1`, `${LOG_FILE}.2`]);
    for (const name of files) assert(Deno.statSync(join(folder, name)).size <= 500, name);
    const rows = lastLines(folder, 5).map((line) => JSON.parse(line).rows);
    assert.deepEqual(rows, [95, 96, 97, 98, 99]);
    if (Deno.build.os !== "windows") {
      assert.equal((Deno.statSync(join(folder, LOG_FILE)).mode ?? 0) & 0o777, 0o600);
    }
  });
});

Deno.test("LogFile goes on in the file of an earlier start", () => {
  withFolder((folder) => {
    new LogFile(folder).write({ event: "first" });
    new LogFile(folder).write({ event: "second" });
    assert.equal(lastLines(folder, 9).length, 2);
  });
});

Deno.test("lastLines() tells what is there when no new file could be begun", () => {
  withFolder((folder) => {
    new LogFile(folder).write({ event: "before" });
    Deno.renameSync(join(folder, LOG_FILE), join(folder, `${LOG_FILE}.1`));
    assert.match(lastLines(folder, 3).join(), /"before"/);
  });
});

Deno.test("LogFile begins no log where it may not", () => {
  withFolder((folder) => {
    const log = new LogFile(folder);
    log.write({ event: "error" }, false);
    assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
    log.write({ event: "ready" });
    log.write({ event: "error" }, false);
    assert.equal(lastLines(folder, 9).length, 2);
  });
});

Deno.test("LogFile is silent when nothing can be written, and writes again when it can", () => {
  withFolder((folder) => {
    Deno.writeTextFileSync(folder, "in the way");
    const log = new LogFile(folder);
    log.write({ event: "lost" });
    assert.deepEqual(lastLines(folder, 9), []);
    Deno.removeSync(folder);
    log.write({ event: "kept" });
    assert.equal(lastLines(folder, 9).length, 1);
  });
});
