import assert from "node:assert/strict";
import type { KeeperControl } from "../../../server/keeper/keeper_control.ts";
import { CloudLink } from "../../../server/listener/cloud_link.ts";
import type { HubEvent } from "../../../server/listener/announcer.ts";
import { ProvisionError } from "../../../server/provision/provision_error.ts";
import type { EndedRun } from "../../../server/relay/relay_status.ts";
import type { RelayWorkerControl } from "../../../server/relay/running/relay_worker_control.ts";
import { WireError } from "../../../server/wire/errors.ts";

const DONE: EndedRun = {
  endMs: 5,
  problem: null,
  tally: { sent: { visits: 2, events: 1 }, received: { users: 4 }, refused: 1 },
};

/** A link between a keeper and a worker of which only the given methods exist. */
function link(
  parts: {
    readonly keeper?: Partial<KeeperControl>;
    readonly relay?: Partial<RelayWorkerControl>;
  } = {},
) {
  const announced: HubEvent[] = [];
  const names: string[] = [];
  const cloud = new CloudLink({
    keeper: {
      cloudFacts: () => Promise.resolve({ registration: null, tables: {} }),
      status: () => Promise.resolve({ hasAccounts: true }),
      ...parts.keeper,
    } as unknown as KeeperControl,
    relay: { open: () => Promise.resolve(), ...parts.relay } as RelayWorkerControl,
    announce: (event) => announced.push(event),
    onHubName: (name) => names.push(name),
    onChange: () => {},
  });
  return { cloud, announced, names };
}

Deno.test("CloudLink says what the relay does, in codes and counts", async () => {
  const { cloud, announced, names } = link();
  cloud.opened({ hasAccounts: false });
  cloud.hear({ type: "registered", name: "Hub of Olive Hill" });
  cloud.hear({ type: "started" });
  cloud.hear({
    type: "progress",
    progress: { step: "receiving", attempt: 2, rows: 10, ofRows: null, bytes: 99 },
  });
  cloud.hear({ type: "ended", run: { ...DONE, problem: "NO_INTERNET" }, nextRunMs: 7 });
  cloud.hear({ type: "ended", run: DONE, nextRunMs: 8 });
  await Promise.resolve();
  await Promise.resolve();
  const counts = { sent: 3, received: 4, refused: 1 };
  assert.deepEqual(announced, [
    { event: "relay", state: "registered" },
    { event: "relay", state: "started" },
    { event: "relay", state: "running", step: "receiving", attempt: 2, rows: 10, bytes: 99 },
    { event: "relay", state: "stopped", code: "NO_INTERNET", ...counts, next_run_ms: 7 },
    { event: "relay", state: "done", ...counts, next_run_ms: 8 },
    { event: "relay", state: "accounts" },
  ]);
  assert.deepEqual(names, ["Hub of Olive Hill"]);
});

Deno.test("CloudLink puts the status together from what both last said", async () => {
  const { cloud } = link();
  const state = { run: null, nextRunMs: 4, lastRun: DONE, failures: 2 };
  cloud.hear({ type: "state", state });
  assert.deepEqual(await cloud.status(), { registration: null, tables: {}, ...state });
});

Deno.test("CloudLink waits for nothing of a worker that is gone", async () => {
  const never = <T>() => new Promise<T>(() => {});
  const { cloud, announced } = link({
    keeper: {
      cloudFacts: () => Promise.resolve({ registration: {}, tables: {} }),
      deregisterCloud: () => Promise.resolve(),
      sendAgain: () => Promise.resolve(3),
    } as unknown as Partial<KeeperControl>,
    relay: {
      ...{ open: never, close: never, register: never, forget: never },
      ...{ check: never, syncNow: never, cancel: never },
    },
  });
  cloud.opened({ hasAccounts: true });
  const asked = [
    cloud.closing(),
    cloud.register({ url: "", apiKey: "" }),
    cloud.deregister(),
    cloud.check(),
    cloud.syncNow(),
    cloud.cancel(),
    cloud.retry(null),
  ];
  cloud.hear({ type: "lost" });
  assert.deepEqual(await Promise.all(asked), [
    ...[undefined, { registered: false, problem: "DEFECT" }, undefined, { problem: "DEFECT" }],
    ...[false, false, 3],
  ]);
  assert.deepEqual(announced[0], { event: "error", code: "RELAY_FAILED" });
  const { lastRun, nextRunMs } = await cloud.status();
  assert.deepEqual([lastRun?.problem, nextRunMs], ["DEFECT", null]);
});

Deno.test("CloudLink asks nothing of the cloud for a hub that is locked", async () => {
  const asked: string[] = [];
  const locked = () => Promise.reject(new WireError("LOCKED"));
  const { cloud } = link({
    keeper: { cloudFacts: locked, sendAgain: locked } as Partial<KeeperControl>,
    relay: {
      register: () => {
        asked.push("register");
        return Promise.resolve({ registered: false, problem: "KEY_REFUSED" });
      },
    },
  });
  const isLocked = { code: "LOCKED" };
  await assert.rejects(cloud.register({ url: "", apiKey: "" }), isLocked);
  await assert.rejects(cloud.syncNow(), isLocked);
  await assert.rejects(cloud.retry(null), isLocked);
  assert.deepEqual(asked, []);
});

Deno.test("CloudLink ends the run under way before a file is loaded, and answers what is wrong with it", async () => {
  const order: string[] = [];
  let failure: Error = new ProvisionError("EXPIRED");
  const { cloud } = link({
    keeper: {
      loadProvision: () => {
        order.push("load");
        return Promise.reject(failure);
      },
    },
    relay: {
      cancel: () => {
        order.push("cancel");
        return Promise.resolve(true);
      },
    },
  });
  assert.deepEqual(await cloud.loadProvision("", ""), { loaded: false, problem: "EXPIRED" });
  assert.deepEqual(order, ["cancel", "load"]);
  failure = new WireError("STORAGE");
  await assert.rejects(cloud.loadProvision("", ""), { code: "STORAGE" });
});

Deno.test("CloudLink.deregister() ends the run under way before the key is forgotten, and one that began since", async () => {
  const steps: string[] = [];
  const step = (name: string) => () => Promise.resolve(void steps.push(name));
  const { cloud, announced } = link({
    keeper: { deregisterCloud: step("keeper") },
    relay: { forget: step("relay") },
  });
  await cloud.deregister();
  assert.deepEqual(steps, ["relay", "keeper", "relay"]);
  assert.deepEqual(announced, [{ event: "relay", state: "deregistered" }]);
});
