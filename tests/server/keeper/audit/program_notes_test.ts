/** Updates in the audit log: installed, taken back by the launcher, taken back by the operator. */

import assert from "node:assert/strict";
import { HubKeeper } from "../../../../server/keeper/hub_keeper.ts";
import type { FailedUpdate } from "../../../../server/updates/mod.ts";
import { cheapArgon2 } from "../../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const SECRET = { passphrase: "a quiet passphrase 7" };
const [OLD, NEW, BAD] = ["26.11.2300", "26.11.2401", "26.12.100"];

class TestKeeper implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "program_notes_" });
  readonly keeper = new HubKeeper(() => {});

  /** Opens the hub with a program, as a start of it does, and locks it again. */
  async start(program: string | null, failedUpdate: FailedUpdate | null = null): Promise<void> {
    const { directory } = this;
    await this.keeper.open({
      ...{ directory, ...SECRET, recoveryKeyFile: null, cloud: null, failedUpdate },
      ...{ demo: false, machineName: "laptop", ...(program === null ? {} : { program }) },
    });
    await this.keeper.close();
  }

  /** What the log says of it, the oldest first. */
  async log(): Promise<unknown[]> {
    await this.keeper.open({
      ...{ directory: this.directory, ...SECRET, recoveryKeyFile: null, cloud: null },
      ...{ demo: false, machineName: "laptop" },
    });
    const kinds = ["updated", "update_undone"] as const;
    const { entries } = await this.keeper.auditEntries({ kinds, limit: 100 });
    await this.keeper.close();
    return entries.toReversed().map(({ kind, who, detail }) => [kind, who, detail]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("the log says once which version took the place of which", async () => {
  await using hub = new TestKeeper();
  for (const program of [OLD, OLD, NEW, NEW, OLD]) await hub.start(program);
  assert.deepEqual(await hub.log(), [
    ["updated", "operator", { from: OLD, to: NEW }],
    ["update_undone", "operator", { from: NEW, to: OLD }],
  ]);
});

Deno.test("an update that never opened the records and was taken back is in the log, once", async () => {
  await using hub = new TestKeeper();
  await hub.start(OLD);
  const failed = { version: BAD, atMs: 1_795_000_000_000 };
  await hub.start(OLD, failed);
  await hub.start(OLD, failed);
  const again = { ...failed, atMs: failed.atMs + 1_000 };
  await hub.start(OLD, again);
  const entry = ["update_undone", "hub", { from: BAD, to: OLD }];
  assert.deepEqual(await hub.log(), [entry, entry]);
});

Deno.test("an update that opened the records before it was taken back is told as one", async () => {
  await using hub = new TestKeeper();
  await hub.start(OLD);
  await hub.start(BAD);
  await hub.start(OLD, { version: BAD, atMs: 1_795_000_000_000 });
  assert.deepEqual(await hub.log(), [
    ["updated", "operator", { from: OLD, to: BAD }],
    ["update_undone", "hub", { from: BAD, to: OLD }],
  ]);
});

Deno.test("of a hub whose last version is not known nothing is said", async () => {
  await using hub = new TestKeeper();
  await hub.start(null);
  await hub.start(NEW, { version: BAD, atMs: 1 });
  assert.deepEqual(await hub.log(), []);
});
