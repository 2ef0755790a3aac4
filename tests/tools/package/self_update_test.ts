/** The unpacked folder: it runs from anywhere, updates itself, and takes a bad update back. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { ProgramStatus } from "../../../server/operator/mod.ts";
import { type Asset, buildPackages, sha256Of } from "../../../tools/package/build_packages.ts";
import { writeManifest, writeUpdateFile } from "../../../tools/package/release_files.ts";
import { tarOf } from "../../../tools/package/write_tar.ts";
import { freePort } from "../../support/free_port.ts";
import { HubDirectory, HubProcess, runToEnd } from "../../support/hub_process.ts";
import { ifThere } from "../../support/live_folder.ts";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { eventually, PATIENCE_MS } from "../../ui/window/virtual_display.ts";
import { makeKey, UpdateServer } from "../../server/updates/made_up_release.ts";

const OLD = "26.1.100";
const NEW = "26.1.201";
const BAD = "26.1.301";
const NOTES = { en: "Better.", es: "Mejor.", ar: "أفضل." };

interface Status {
  readonly programVersion: string;
  readonly state: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly program: ProgramStatus;
}

/** The operator's side, found again by its port after every start. */
class Operator {
  readonly #port: number;
  readonly #tokenFile: string;

  constructor(port: number, tokenFile: string) {
    this.#port = port;
    this.#tokenFile = tokenFile;
  }

  async post(path: string, body: BodyInit = "{}", type = "application/json"): Promise<void> {
    const response = await this.#ask(path, { method: "POST", body }, type);
    await response.body?.cancel();
    assert(response.ok, `${path}: ${response.status}`);
  }

  async status(): Promise<Status> {
    return await (await this.#ask("/api/status", {}, "application/json")).json();
  }

  /** What the audit log says of updates, the oldest first. */
  async updatesInLog(): Promise<unknown[]> {
    const path = "/api/audit?kinds=updated,update_undone&limit=50";
    const { entries } = await (await this.#ask(path, {}, "application/json")).json();
    return entries.toReversed().map((entry: { kind: string; who: string; detail: object }) => [
      ...[entry.kind, entry.who, entry.detail],
    ]);
  }

  /** Waits until the program that answers has this version. */
  async runs(version: string): Promise<Status> {
    const look = async () => {
      const status = await this.status().catch(() => undefined);
      return status?.programVersion === version && status.state === "unlocked" ? status : undefined;
    };
    return await eventually(look, PATIENCE_MS, `version ${version}`);
  }

  async #ask(path: string, init: RequestInit, type: string): Promise<Response> {
    const token = (await Deno.readTextFile(this.#tokenFile)).trim();
    return await fetch(`http://127.0.0.1:${this.#port}/api${path.replace("/api", "")}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, "content-type": type },
    });
  }
}

/** Unpacks an archive; answers the one folder that is in it. */
async function unpack(archive: string, folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const { success } = await new Deno.Command("tar", { args: ["-xzf", archive, "-C", folder] })
    .output();
  assert(success);
  const [entry] = [...Deno.readDirSync(folder)];
  return join(folder, entry?.name ?? "");
}

/** An archive like the given folder's, but of a program that never comes up. */
async function makeBadPackage(folder: string, target: string): Promise<Asset> {
  const program = join(folder, "program");
  for (const name of ["deno", "app"]) await Deno.remove(join(program, name), { recursive: true });
  await Deno.writeTextFile(join(program, "version"), `${BAD}\n`);
  const facts = JSON.parse(await Deno.readTextFile(join(program, "facts.json")));
  await Deno.writeTextFile(join(program, "facts.json"), JSON.stringify({ ...facts, version: BAD }));
  await Deno.writeTextFile(join(program, "run"), "#!/bin/sh\nexit 1\n");
  const path = join(target, `hikma-hub-${BAD}.tar.gz`);
  const tar = tarOf([{ path: folder, name: "hub" }], 0);
  await Deno.writeFile(path, tar.pipeThrough(new CompressionStream("gzip")));
  const { os, arch } = Deno.build;
  const bytes = (await Deno.stat(path)).size;
  return { os, arch, kind: "archive", path, bytes, sha256: await sha256Of(path) };
}

Deno.test({
  name: "an unpacked folder runs headless, updates itself, and takes a bad update back",
  // The launcher of Windows is another one.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const work = await Deno.makeTempDir({ prefix: "hub-self-update-" });
    const releases = join(work, "releases");
    await Deno.mkdir(releases);
    await using server = new UpdateServer(releases);
    using directory = new HubDirectory();
    try {
      const key = await makeKey();
      const updates = { url: server.url, keys: { current: "", next: key.text } };
      const build = async (version: string) => {
        const options = { target: releases, version, updates, quick: true } as const;
        const kinds = ["archive"] as const;
        const [asset] = await buildPackages({ ...options, kinds, program: "around_deno" });
        assert(asset !== undefined);
        return asset;
      };
      const release = (version: string, asset: Asset) => {
        const facts = { version, date: "2026-01-03", minimumFrom: OLD, notes: NOTES };
        return writeManifest(releases, { ...facts, assets: [asset] }, key.privateKey);
      };
      const folder = await unpack((await build(OLD)).path, join(work, "some where"));
      await release(NEW, await build(NEW));

      const launcher = join(folder, "bin", "hikma-hub");
      // For the versions, and for what the runtime caches.
      const env = { HOME: join(work, "home"), XDG_DATA_HOME: "", XDG_CACHE_HOME: "" };
      const how = { command: [launcher], env };
      const version = await runToEnd(["--version"], how);
      assert.match(version.stdout, /^26\.1\.100\nPacked around the Deno executable/);

      const tokenFile = join(directory.root, "token");
      const [port, operatorPort] = [freePort(), freePort()];
      const ports = ["--port", `${port}`, "--operator-port", `${operatorPort}`];
      const flags = directory.flags(...ports, "--operator-token-file", tokenFile);
      await using hub = await HubProcess.start([...flags, "--demo", "--pairing-open"], how);
      const operator = new Operator(operatorPort, tokenFile);
      const account = hub.ready.accounts?.[0];
      assert(account !== undefined);
      const phone = await SimulatedPhone.create({ generation: "may" });
      assert.equal((await phone.scan(hub.qr)).ok, true);
      const login = await phone.login(account.email, account.password);
      const { user_id: userId } = login.answer as { user_id: string };
      const rows = new RowMaker(1, { clinicId: account.clinic_id, userId });
      await phone.create("patients", rows.patient());
      assert.equal((await phone.sync()).ok, true);

      // Found by itself, and not installed by itself.
      const look = async () => (await operator.status()).program.updates.offered ?? undefined;
      const offered = await eventually(look, PATIENCE_MS, "the update");
      assert.deepEqual([offered.version, offered.from, offered.notes], [NEW, "internet", NOTES]);
      const before = await operator.status();
      assert.equal(before.programVersion, OLD);

      await operator.post("/program/update/install");
      const updated = await operator.runs(NEW);
      assert.deepEqual(updated.rows, before.rows);
      assert.equal(updated.program.updates.previousVersion, OLD);
      assert.equal((await phone.sync()).ok, true);
      assert(
        await hasCopyBecauseOf(directory.data, "update"),
        "no copy was made before the update",
      );

      // One that does not come up, from a stick.
      const stick = join(work, "stick.hubupdate");
      const unpacked = join(work, "versions of bad");
      const good = await unpack(join(releases, dirnameless(NEW)), unpacked);
      const bad = await makeBadPackage(good, releases);
      await release(BAD, bad);
      await writeUpdateFile(releases, `hikma-hub-${BAD}.tar.gz`, stick);
      const file = await Deno.open(stick);
      await operator.post("/program/update/file", file.readable, "application/octet-stream");
      const brought = (await operator.status()).program.updates;
      assert.deepEqual([brought.problem, brought.offered?.version], [null, BAD]);
      await operator.post("/program/update/install");
      const failed = async () => {
        const { updates } = (await operator.status()).program;
        return updates.failedVersion === BAD ? true : undefined;
      };
      await eventually(() => failed().catch(() => undefined), PATIENCE_MS, "the version before");
      const back = await operator.runs(NEW);
      assert.deepEqual(back.rows, before.rows);

      // On the operator's word to the first one.
      await operator.post("/program/update/back");
      const first = await operator.runs(OLD);
      assert.deepEqual(first.rows, before.rows);
      await phone.create("patients", rows.patient());
      assert.equal((await phone.sync()).ok, true);
      assert.deepEqual(await operator.updatesInLog(), [
        ["updated", "operator", { from: OLD, to: NEW }],
        ["update_undone", "hub", { from: BAD, to: NEW }],
        ["update_undone", "operator", { from: NEW, to: OLD }],
      ]);
      assert.equal(await hub.stop(), 0);
      assert.equal(dirname(launcher), join(folder, "bin"));
    } finally {
      await Deno.remove(work, { recursive: true });
    }
  },
});

/** Name of the archive of a version. */
function dirnameless(version: string): string {
  return `hikma-hub-${version}-${Deno.build.os}-${Deno.build.arch}.tar.gz`;
}

async function hasCopyBecauseOf(data: string, reason: string): Promise<boolean> {
  const folder = join(data, "snapshots");
  for (const { name } of Deno.readDirSync(folder)) {
    // A copy that is being made has another name until it is whole.
    const manifest = await ifThere(Deno.readTextFile(join(folder, name, "manifest.json")));
    if (manifest?.includes(`"${reason}"`)) return true;
  }
  return false;
}
