/** The command line and its exit codes (`docs/headless.md`). */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Database } from "@db/sqlite";
import { Vault } from "../../vault/mod.ts";
import {
  type HowToRun,
  HubDirectory,
  HubProcess,
  PASSPHRASE,
  runToEnd,
} from "../support/hub_process.ts";
import { ifThere } from "../support/live_folder.ts";

/** Runs a hub once, so that the directory has vault and database. */
async function fill(directory: HubDirectory, ...flags: string[]): Promise<void> {
  const hub = await HubProcess.start(directory.flags(...flags));
  assert.equal(await hub.stop(), 0);
}

async function assertExit(
  flags: readonly string[],
  code: number,
  event: string,
  how: HowToRun = {},
): Promise<void> {
  const end = await runToEnd(flags, how);
  assert.equal(end.code, code, end.stderr);
  assert.match(end.stderr, /^Cannot /);
  if (event !== "") assert.deepEqual(JSON.parse(end.stdout), { event: "error", code: event });
}

Deno.test("headless: the first line is ready, with everything a script needs", async () => {
  using directory = new HubDirectory();
  const tokenFile = join(directory.root, "operator-token");
  const hub = await HubProcess.start(directory.flags("--demo", "--operator-token-file", tokenFile));
  await using _ = hub;
  const { lan_url, operator_url, pairing, accounts, ...rest } = hub.ready;
  assert.deepEqual(rest, { event: "ready" });
  assert.match(lan_url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.match(operator_url, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  assert.deepEqual(Object.keys(pairing), ["type", "url", "id", "pk"]);
  assert.equal(pairing.url, lan_url);
  assert.match(pairing.pk, /^[\w-]{43}$/);
  assert.deepEqual(accounts?.map((account) => account.role), [
    "provider",
    "provider",
    "provider",
    "super_admin",
  ]);
  const heartbeat = await fetch(`${lan_url}/rpc/heartbeat`);
  assert.deepEqual(await heartbeat.json(), { status: "ok", ready: true });
  if (Deno.build.os !== "windows") {
    assert.equal(((await Deno.stat(tokenFile)).mode ?? 0) & 0o777, 0o600);
  }
  const token = (await Deno.readTextFile(tokenFile)).trim();
  const status = await fetch(new URL("/api/status", operator_url), {
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(status.status, 200);
  assert.equal((await status.json()).state, "unlocked");
  assert.equal((await fetch(new URL("/api/status", operator_url))).status, 401);
  assert.equal(await hub.stop(), 0);
});

Deno.test("headless: identity survives restarts; --demo is the same each time and changes nothing", async () => {
  using directory = new HubDirectory();
  const first = await HubProcess.start(directory.flags("--demo"));
  assert.equal(await first.stop("SIGINT"), 0);
  const second = await HubProcess.start(directory.flags("--demo"));
  assert.equal(await second.stop(), 0);
  const { url: _, ...identity } = first.ready.pairing;
  const { url: __, ...again } = second.ready.pairing;
  assert.deepEqual(again, identity);
  assert.deepEqual(second.ready.accounts, first.ready.accounts);
  using other = new HubDirectory();
  await fill(other);
  const empty = await HubProcess.start(other.flags("--demo"));
  assert.equal(await empty.stop(), 0);
  assert.equal(empty.ready.accounts?.length, 4);
});

Deno.test("headless: an empty hub starts without any cloud and says that nobody can log in", async () => {
  using directory = new HubDirectory();
  const hub = await HubProcess.start(directory.flags());
  assert.equal(hub.ready.accounts, undefined);
  assert.equal(await hub.stop(), 0);
  // What the machine lacks, such as room, is told as well.
  const told = hub.events.filter(({ event }) => event !== "health");
  assert.deepEqual(told, [{ event: "error", code: "NO_ACCOUNTS" }]);
});

for (
  const [what, flags] of Object.entries({
    "an unknown flag": ["--headless", "--surprise"],
    "no passphrase file": ["--headless"],
    "a port out of range": ["--headless", "--passphrase-file", "x", "--port", "70000"],
    "a port that is no number": ["--headless", "--passphrase-file", "x", "--port", "many"],
    "a passphrase file that is not there": ["--headless", "--passphrase-file", "/nowhere/x"],
    "a cloud without https": [
      ...["--headless", "--passphrase-file", "x", "--cloud-url", "http://cloud.example.org"],
      ...["--cloud-key-file", "x"],
    ],
    "a cloud without key": ["--headless", "--passphrase-file", "x", "--cloud-url", "https://x.org"],
    "a stray word": ["start", "--headless"],
  })
) {
  Deno.test(`headless: exit code 2 for ${what}`, async () => {
    await assertExit(flags, 2, "");
  });
}

Deno.test("headless: exit code 3 for a wrong passphrase, and for a weak one on a new vault", async () => {
  using weak = new HubDirectory("short");
  await assertExit(weak.flags(), 3, "WEAK_PASSPHRASE");
  assert.deepEqual([...Deno.readDirSync(weak.data)].map((entry) => entry.name), ["hub.lock"]);
  using directory = new HubDirectory();
  await fill(directory);
  Deno.writeTextFileSync(directory.passphraseFile, "another passphrase 8");
  await assertExit(directory.flags(), 3, "WRONG_PASSPHRASE");
});

Deno.test("headless: exit code 4 for damaged or missing vault or database; nothing is overwritten", async () => {
  using directory = new HubDirectory();
  await fill(directory, "--demo");
  const read = (name: string) => Deno.readFile(join(directory.data, name));
  const good = { "hub.vault": await read("hub.vault"), "hub.db": await read("hub.db") };
  const cases: [keyof typeof good, Uint8Array | null][] = [
    ["hub.vault", good["hub.vault"].slice(0, 300)],
    ["hub.vault", new Uint8Array(0)],
    ["hub.vault", new TextEncoder().encode('{"some":"json"}')],
    ["hub.vault", crypto.getRandomValues(new Uint8Array(5_000))],
    ["hub.vault", null],
    ["hub.db", crypto.getRandomValues(new Uint8Array(8_192))],
    ["hub.db", new TextEncoder().encode("SQLite format 3\u0000".padEnd(8_192, "x"))],
    ["hub.db", new Uint8Array(0)],
    ["hub.db", good["hub.db"].slice(0, 512)],
    ["hub.db", null],
  ];
  const tryIn = async (copy: HubDirectory, mine: typeof cases) => {
    Deno.mkdirSync(copy.data, { mode: 0o700 });
    const putBack = async () => {
      for (const [name, bytes] of Object.entries(good)) {
        await Deno.writeFile(join(copy.data, name), bytes, { mode: 0o600 });
      }
    };
    await putBack();
    for (const [name, bytes] of mine) {
      const path = join(copy.data, name);
      if (bytes === null) await Deno.rename(path, `${path}.away`);
      else await Deno.writeFile(path, bytes);
      await assertExit(copy.flags(), 4, "DAMAGED");
      if (bytes === null) {
        await assert.rejects(Deno.lstat(path), Deno.errors.NotFound);
        await Deno.remove(`${path}.away`);
      } else {
        assert.deepEqual(await Deno.readFile(path), bytes);
      }
      await putBack();
    }
    await fill(copy);
  };
  // A program that starts waits as much as it works: two at the same time.
  await Promise.all([0, 1].map(async (half) => {
    using copy = new HubDirectory();
    await tryIn(copy, cases.filter((_, no) => no % 2 === half));
  }));
});

Deno.test("headless: exit code 5 for a port in use, LAN or operator", async () => {
  using directory = new HubDirectory();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  await assertExit(directory.flags("--port", port), 5, "PORT");
  await assertExit(directory.flags("--operator-port", port), 5, "PORT");
  await fill(directory);
});

Deno.test("headless: exit code 6 for a newer schema", async () => {
  using directory = new HubDirectory();
  await fill(directory);
  {
    using vault = await Vault.unlock(join(directory.data, "hub.vault"), { passphrase: PASSPHRASE });
    using database = new Database(join(directory.data, "hub.db"), { key: vault.secrets.dataKey });
    database.exec("PRAGMA user_version = 999");
  }
  await assertExit(directory.flags(), 6, "NEWER_SCHEMA");
});

Deno.test("headless: exit code 7 without the library", async () => {
  using directory = new HubDirectory();
  const env = { SQLCIPHER_LIB: join(directory.root, "missing.so") };
  await assertExit(directory.flags(), 7, "LIBRARY", { env });
});

Deno.test("headless: exit code 8 for a second hub on the directory; the first goes on", async () => {
  using directory = new HubDirectory();
  await using hub = await HubProcess.start(directory.flags());
  await assertExit(directory.flags(), 8, "OTHER_INSTANCE");
  assert.equal((await fetch(`${hub.ready.lan_url}/rpc/heartbeat`)).status, 200);
});

Deno.test("headless: a data directory that cannot be written is said, exit code 1", async () => {
  using directory = new HubDirectory();
  Deno.writeTextFileSync(directory.data, "a file where the directory should be");
  await assertExit(directory.flags(), 1, "STORAGE");
});

Deno.test("headless: --recovery-key-file writes a working recovery key once, and prints it nowhere", async () => {
  using directory = new HubDirectory();
  const file = join(directory.root, "recovery-key");
  const flags = directory.flags("--recovery-key-file", file);
  const hub = await HubProcess.start(flags);
  assert.equal(await hub.stop(), 0);
  const key = (await Deno.readTextFile(file)).trim();
  if (Deno.build.os !== "windows") {
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  }
  using vault = await Vault.unlock(join(directory.data, "hub.vault"), { recoveryKey: key });
  assert.equal(vault.secrets.hubId, hub.ready.pairing.id);
  assert.ok(!JSON.stringify([hub.ready, hub.events, hub.stderr]).includes(key));
  await Deno.remove(file);
  await fill(directory, "--recovery-key-file", file);
  await assert.rejects(Deno.lstat(file), Deno.errors.NotFound);
});

Deno.test("headless: a recovery key file that is there already is not overwritten", async () => {
  using directory = new HubDirectory();
  const file = join(directory.root, "recovery-key");
  Deno.writeTextFileSync(file, "of another hub");
  await assertExit(directory.flags("--recovery-key-file", file), 2, "USAGE");
  assert.equal(Deno.readTextFileSync(file), "of another hub");
});

Deno.test("headless: a database that lost its log is damaged, not empty", async () => {
  using directory = new HubDirectory();
  const hub = await HubProcess.start(directory.flags("--demo"));
  await hub.kill();
  const database = join(directory.data, "hub.db");
  const log = await Deno.readFile(`${database}-wal`);
  await Deno.writeFile(database, new Uint8Array(0));
  await assertExit(directory.flags(), 4, "DAMAGED");
  assert.deepEqual(await Deno.readFile(`${database}-wal`), log);
});

Deno.test("headless: exit code 2 for an address that is not of this machine", async () => {
  using directory = new HubDirectory();
  for (const host of ["203.0.113.77", "bad host"]) {
    await assertExit(directory.flags("--host", host), 2, "USAGE");
  }
});

Deno.test("headless: a passphrase file must be UTF-8, and a byte order mark is not part of it", async () => {
  using directory = new HubDirectory();
  const latin1 = Uint8Array.from(
    "p\u00e4ssw\u00f6rd-of-the-clinic",
    (letter) => letter.charCodeAt(0),
  );
  await Deno.writeFile(directory.passphraseFile, latin1);
  await assertExit(directory.flags(), 2, "");
  await Deno.writeTextFile(directory.passphraseFile, `\ufeff${PASSPHRASE}\r\n`);
  await fill(directory);
  await Deno.writeTextFile(directory.passphraseFile, PASSPHRASE);
  await fill(directory);
});

Deno.test({
  name: "headless: nobody else can read the files of the data directory",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using directory = new HubDirectory();
    await Deno.mkdir(directory.data, { mode: 0o755 });
    await using _ = await HubProcess.start(directory.flags("--demo"));
    const seen: string[] = [];
    for await (const { name } of Deno.readDir(directory.data)) {
      const file = await ifThere(Deno.stat(join(directory.data, name)));
      if (file === null) continue;
      seen.push(name);
      assert.equal((file.mode ?? 0) & 0o077, 0, name);
    }
    assert.ok(seen.includes("hub.db"), seen.join());
  },
});
