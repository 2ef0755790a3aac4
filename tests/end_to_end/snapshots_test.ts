/** Copies and restores of a real process, killed in the middle, and `--restore`. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubDirectory, HubProcess, PASSPHRASE, runToEnd } from "../support/hub_process.ts";
import { until } from "../support/until.ts";

interface Line {
  readonly id: string;
  readonly reason: string | null;
  readonly rows: number | null;
  readonly damaged: boolean;
  readonly verifiedAtMs: number | null;
}

/** A hub on its directory, and its operator port. */
class Operated implements AsyncDisposable {
  private constructor(readonly hub: HubProcess, readonly token: string, readonly url: string) {}

  static async start(directory: HubDirectory, ...flags: string[]): Promise<Operated> {
    const tokenFile = join(directory.root, "token");
    const hub = await HubProcess.start(
      directory.flags("--operator-token-file", tokenFile, ...flags),
    );
    const url = hub.ready.operator_url.split("#")[0] ?? "";
    return new Operated(hub, Deno.readTextFileSync(tokenFile).trim(), url);
  }

  async api<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}api/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${answer.error.code}`);
    return answer as T;
  }

  async copies(): Promise<readonly Line[]> {
    return (await this.api<{ here: readonly Line[] }>("copies")).here;
  }

  async rows(): Promise<number> {
    const { rows } = await this.api<{ rows: Record<string, number> }>("status");
    return Object.values(rows).reduce((sum, count) => sum + count, 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hub[Symbol.asyncDispose]();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("a hub killed in the middle of a copy or a restore starts again with all of its data", async () => {
  using directory = new HubDirectory();
  let rows = 0;
  let id = "";
  {
    await using hub = await Operated.start(directory, "--demo");
    rows = await hub.rows();
    id = (await hub.api<Line>("copies/make", {})).id;
  }
  for (const afterMs of [20, 150, 400]) {
    await using hub = await Operated.start(directory);
    const lines = await hub.copies();
    assert.ok(lines.some((line) => line.id === id));
    assert.ok(lines.every(({ damaged, verifiedAtMs }) => !damaged && verifiedAtMs !== null));
    const made = hub.api("copies/make", {}).catch(() => null);
    await pause(afterMs);
    await hub.hub.kill();
    await made;
  }
  for (const afterMs of [400, 900, 1_500, 2_200]) {
    await using hub = await Operated.start(directory);
    assert.equal(await hub.rows(), rows);
    const request = { place: "here", id, passphrase: PASSPHRASE };
    const restored = hub.api("copies/restore", request).catch(() => null);
    await pause(afterMs);
    await hub.hub.kill();
    await restored;
    const names = [...Deno.readDirSync(directory.data)].map(({ name }) => name);
    assert.ok(names.includes("hub.restoring") || names.includes("hub.vault"), names.join());
  }
  await using hub = await Operated.start(directory);
  assert.equal(await hub.rows(), rows);
  const names = [...Deno.readDirSync(directory.data)].map(({ name }) => name);
  assert.ok(!names.includes("hub.restoring") && !names.includes("restore.staged"));
  assert.ok((await hub.copies()).every(({ damaged }) => !damaged));
});

Deno.test("--restore brings a copy up in an empty directory, once, and says what it did", async () => {
  using first = new HubDirectory();
  using second = new HubDirectory();
  let folder = "";
  let rows = 0;
  let identity = "";
  {
    await using hub = await Operated.start(first, "--demo");
    rows = await hub.rows();
    identity = hub.hub.ready.pairing.pk;
    folder = join(first.data, "snapshots", (await hub.api<Line>("copies/make", {})).id);
  }
  {
    await using hub = await Operated.start(second, "--restore", folder);
    assert.equal(hub.hub.ready.pairing.pk, identity);
    assert.equal(await hub.rows(), rows);
    const told = () => hub.hub.events.find(({ event }) => event === "restored");
    await until(() => told() !== undefined);
    const restored = told();
    assert.equal(restored?.rows, rows);
    assert.deepEqual([restored?.lost, restored?.aside], [null, null]);
    assert.equal(await hub.hub.stop(), 0);
  }
  // A service that starts again with the same flags must not throw away what has come since.
  const again = await runToEnd(second.flags("--restore", folder));
  assert.deepEqual([again.code, /restored already/.test(again.stderr)], [2, true]);
  const nothing = await runToEnd(second.flags("--restore", join(first.root, "nothing")));
  assert.equal(nothing.code, 2);
  using third = new HubDirectory("not the passphrase of it 3");
  const wrong = await runToEnd(third.flags("--restore", folder));
  assert.equal(wrong.code, 3);
  const damaged = join(third.root, "damaged");
  Deno.mkdirSync(damaged);
  for (const { name } of Deno.readDirSync(folder)) {
    Deno.copyFileSync(join(folder, name), join(damaged, name));
  }
  await Deno.truncate(join(damaged, "hub.db"), 40_960);
  using fourth = new HubDirectory();
  assert.equal((await runToEnd(fourth.flags("--restore", damaged))).code, 4);
  const left = [...Deno.readDirSync(fourth.data)].map(({ name }) => name);
  assert.ok(!left.some((name) => /hub\.(vault|db)|restore/.test(name)), left.join());
});
