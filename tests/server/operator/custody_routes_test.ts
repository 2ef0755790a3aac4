/** People, keys, clearing and recovery over the operator's routes. */

import assert from "node:assert/strict";
import { Hono } from "hono";
import { AttemptLimits } from "../../../server/operator/attempt_limits.ts";
import { custodyRoutes } from "../../../server/operator/custody_routes.ts";
import {
  type OperatorCustody,
  OperatorError,
  OperatorGuard,
  type OperatorRecovery,
  StatusFeed,
} from "../../../server/operator/mod.ts";
import { refusal } from "../../../server/operator/operator_error.ts";
import { operatorErrorOf } from "../../../server/operator/operator_error.ts";
import { recoveryRoutes } from "../../../server/operator/recovery_routes.ts";

const RIGHT = "the right passphrase";

/** The routes alone, on a hub that notes what is asked of it. */
class TestRoutes implements Disposable {
  readonly done: string[] = [];
  readonly guard = new OperatorGuard();
  readonly feed = new StatusFeed({ status: () => Promise.reject(new OperatorError("LOCKED")) });
  readonly app: Hono;
  nowMs = 0;

  constructor() {
    const act = (what: string) => (key: object): Promise<void> => {
      this.done.push(`${what} ${JSON.stringify(key)}`);
      const { passphrase = RIGHT } = key as { readonly passphrase?: string };
      return passphrase === RIGHT
        ? Promise.resolve()
        : Promise.reject(new OperatorError("WRONG_PASSPHRASE"));
    };
    const custody: OperatorCustody = {
      passphrases: () =>
        Promise.resolve({ names: ["passphrase"], openedBy: "passphrase", mayAdd: true }),
      addPassphrase: (key) => act("add")(key).then(() => "officer-2"),
      removePassphrase: (key, name) => act(`remove ${name}`)(key),
      atStake: () => Promise.resolve({ records: 12, onlyHere: 3 }),
      rotateDataKey: act("data key"),
      rotateIdentity: act("identity"),
      clearRecords: ({ key, onlyHere }) => act(`clear ${onlyHere}`)(key),
      factoryReset: ({ key, onlyHere }) => act(`reset ${onlyHere}`)(key),
      setAside: () => act("aside")({}),
      cancel: () => Promise.reject(new OperatorError("WRONG_STATE")),
    };
    const parts = ["header\n", "one\n", null, "two\n"];
    const recovery: OperatorRecovery = {
      salvage: (passphrase) =>
        act("salvage")({ passphrase }).then(() => ({
          ...{ ticket: 4, readable: 2, unreadable: 0, tables: {} },
        })),
      salvagePart: (ticket) =>
        ticket === 4
          ? Promise.resolve(parts.shift() ?? null)
          : Promise.reject(new OperatorError("NOT_FOUND")),
    };
    const attempts = new AttemptLimits(() => this.nowMs);
    const { guard, feed } = this;
    this.app = new Hono()
      .route("/custody", custodyRoutes({ custody, guard, feed }, attempts))
      .route("/recovery", recoveryRoutes({ recovery }, attempts));
    this.app.onError((error) => refusal(operatorErrorOf(error)));
  }

  async post(path: string, body: unknown): Promise<[number, unknown]> {
    const response = await this.app.request(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return [response.status, answer.error?.code ?? answer];
  }

  [Symbol.dispose](): void {
    this.feed.close();
  }
}

const DONE = { done: true };

Deno.test("/api/custody/* take exactly one key, and what was agreed to", async () => {
  using hub = new TestRoutes();
  const passphrase = RIGHT;
  const stake = await hub.app.request("/custody/stake");
  assert.deepEqual(await stake.json(), { records: 12, onlyHere: 3 });
  assert.deepEqual(await hub.post("/custody/passphrases", { passphrase, next: "another" }), [
    200,
    { name: "officer-2" },
  ]);
  assert.deepEqual(await hub.post("/custody/data-key", { recoveryKey: "k" }), [200, DONE]);
  assert.deepEqual(await hub.post("/custody/identity", { passphrase }), [200, DONE]);
  assert.deepEqual(await hub.post("/custody/clear", { passphrase, onlyHere: 3 }), [200, DONE]);
  hub.guard.hide();
  assert.deepEqual(await hub.post("/custody/reset", { passphrase, onlyHere: 0 }), [200, DONE]);
  assert.equal(hub.guard.hidden, false);
  assert.deepEqual(hub.done.map((what) => what.split(" {")[0]), [
    ...["add", "data key", "identity", "clear 3", "reset 0"],
  ]);
  for (
    const [path, body] of [
      ["data-key", {}],
      ["data-key", { passphrase, recoveryKey: "k" }],
      ["clear", { passphrase }],
      ["clear", { passphrase, onlyHere: -1 }],
      ["clear", { passphrase, onlyHere: 1.5 }],
      ["reset", { onlyHere: 3 }],
      ["passphrases", { passphrase }],
      ["passphrases/remove", { passphrase }],
      ["set-aside", {}],
      ["set-aside", { confirmed: false }],
    ] as const
  ) {
    assert.deepEqual(await hub.post(`/custody/${path}`, body), [400, "INVALID"], path);
  }
  assert.equal(hub.done.length, 5);
  assert.deepEqual(await hub.post("/custody/cancel", {}), [409, "WRONG_STATE"]);
});

Deno.test("wrong passphrases wait for each other at custody and recovery", async () => {
  using hub = new TestRoutes();
  const passphrase = "a wrong one";
  assert.deepEqual(await hub.post("/custody/identity", { passphrase }), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await hub.post("/recovery/export", { passphrase }), [403, "WRONG_PASSPHRASE"]);
  const clear = { passphrase, onlyHere: 3 };
  assert.deepEqual(await hub.post("/custody/clear", clear), [403, "WRONG_PASSPHRASE"]);
  assert.deepEqual(await hub.post("/custody/data-key", { passphrase: RIGHT }), [429, "TOO_MANY"]);
  hub.nowMs += 60_000;
  assert.deepEqual(await hub.post("/custody/data-key", { passphrase: RIGHT }), [200, DONE]);
});

Deno.test("GET /api/recovery/export streams the file that was made ready", async () => {
  using hub = new TestRoutes();
  const [status, facts] = await hub.post("/recovery/export", { passphrase: RIGHT });
  assert.deepEqual([status, facts], [
    200,
    { ticket: 4, readable: 2, unreadable: 0, tables: {} },
  ]);
  const file = await hub.app.request("/recovery/export/4");
  assert.match(file.headers.get("content-disposition") ?? "", /sync-hub-records\.sealed/);
  assert.equal(await file.text(), "header\none\n");
  for (const path of ["5", "x", "1.5"]) {
    const response = await hub.app.request(`/recovery/export/${path}`);
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
});
