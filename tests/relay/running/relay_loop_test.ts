import assert from "node:assert/strict";
import type { CloudDevice } from "../../../server/relay/cloud_device.ts";
import { RUN_INTERVALS } from "../../../server/relay/pace.ts";
import type { RelayProblem, RelayWatcher } from "../../../server/relay/relay_status.ts";
import type { KeyCheck } from "../../../server/relay/running/check_key.ts";
import {
  EMPTY_TALLY,
  type RelayKeeper,
  type RelayStart,
  type RemoteStore,
  type RunEnd,
} from "../../../server/relay/running/relay_keeper.ts";
import { RelayLoop } from "../../../server/relay/running/relay_loop.ts";
import type { RelayEvent, RelayState } from "../../../server/relay/running/relay_worker_control.ts";
import { WireError } from "../../../server/wire/errors.ts";

const ACCESS = { url: "https://cloud.example.org", apiKey: "hh_1" };
const DEVICE: CloudDevice = { id: "d1", name: "Hub", status: "active", clinicIds: ["c1"] };
const FOUND: KeyCheck = { problem: null, access: ACCESS, device: DEVICE, info: { id: "d1" } };

/** A loop with a keeper, a cloud and clocks that a test moves. */
class TestLoop implements AsyncDisposable {
  machineMs = 0;
  start: RelayStart = {
    ...{ access: ACCESS, isVerified: true, isDemo: false, lastRun: null, failures: 0 },
  };
  locked = false;
  news = false;
  known: CloudDevice | null = null;
  answer: KeyCheck = FOUND;
  checks = 0;
  /** Waited for by a check of the key. */
  checking: Promise<void> = Promise.resolve();
  readonly events: RelayEvent[] = [];
  readonly noted: RunEnd[] = [];
  readonly registered: unknown[] = [];
  /** Whether the hub holds rows of another cloud. */
  holdsOther = false;
  /** Waited for by the keeper before it keeps a registration. */
  keeping: Promise<void> = Promise.resolve();
  /** Runs that have begun, each until it is ended. */
  readonly runs: { watcher: RelayWatcher; end: (problem: RelayProblem | null) => void }[] = [];
  readonly loop: RelayLoop;

  constructor() {
    const open = <T>(value: () => T) =>
      this.locked ? Promise.reject(new WireError("LOCKED")) : Promise.resolve(value());
    const keeper: RelayKeeper = {
      start: () => open(() => this.start),
      register: async (access, device) => {
        await this.keeping;
        return await open(() => {
          if (this.holdsOther) return null;
          this.registered.push([access, device.id]);
          return { url: access.url, device: { ...device, clinics: [] } };
        });
      },
      noteDevice: () => open(() => {}),
      hasNews: () => open(() => this.news),
      noteRun: (end) => open(() => void this.noted.push(end)),
    };
    this.loop = new RelayLoop({
      keeper: {
        ...keeper,
        state: () => open(() => ({ device: this.known })),
      } as unknown as RelayKeeper & RemoteStore,
      tell: (event) => this.events.push(event),
      checkKey: () => {
        this.checks++;
        return this.checking.then(() => this.answer);
      },
      runOnce: (_store, _access, watcher) =>
        new Promise((resolve) => {
          watcher.signal.addEventListener("abort", () => resolve("CANCELLED"));
          this.runs.push({ watcher, end: resolve });
        }),
      time: {
        nowMs: () => 1_000_000 + this.machineMs,
        steadyMs: () => this.machineMs,
        random: () => 0,
        intervals: RUN_INTERVALS,
      },
      lookMs: 5,
    });
  }

  get state(): RelayState {
    const told = this.events.findLast((event) => event.type === "state");
    assert(told?.type === "state");
    return told.state;
  }

  /** The run of this number, once it has begun. */
  async run(number: number) {
    await until(() => this.runs.length >= number);
    const run = this.runs[number - 1];
    assert(run !== undefined);
    return run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.loop.close(100);
  }
}

Deno.test("RelayLoop runs at once when the hub opens, then on its schedule", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  (await test.run(1)).end(null);
  await until(() => test.noted.length === 1);
  assert.equal(test.state.lastRun?.problem, null);
  assert.equal(test.state.nextRunMs, 1_000_000 + 13.5 * 60_000);
  await settle();
  assert.equal(test.runs.length, 1);
  test.machineMs = 14 * 60_000;
  await test.run(2);
});

Deno.test("RelayLoop runs again within a minute after a run that sent something, and not after others", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  const first = await test.run(1);
  first.watcher.onTally?.({ ...EMPTY_TALLY, sent: { visits: 2 } });
  first.end(null);
  await until(() => test.noted.length === 1);
  assert.ok((test.state.nextRunMs ?? 0) <= 1_000_000 + 60_000);
  test.machineMs = 60_000;
  (await test.run(2)).end(null);
  await until(() => test.noted.length === 2);
  assert.ok((test.state.nextRunMs ?? 0) > 1_000_000 + 10 * 60_000);
});

Deno.test("RelayLoop runs again within a minute after a run that found a refused row: others wait behind it", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  const first = await test.run(1);
  first.watcher.onTally?.({ ...EMPTY_TALLY, refused: 1 });
  first.end(null);
  await until(() => test.noted.length === 1);
  assert.ok((test.state.nextRunMs ?? 0) <= 1_000_000 + 60_000);
});

Deno.test("RelayLoop runs within a minute of what a phone has pushed", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  (await test.run(1)).end(null);
  await until(() => test.noted.length === 1);
  test.news = true;
  await until(() => (test.state.nextRunMs ?? Infinity) <= 1_000_000 + 60_000);
  assert.equal(test.runs.length, 1);
  test.machineMs = 31_000;
  await test.run(2);
});

Deno.test("RelayLoop runs once at a time, and again when somebody asked meanwhile", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  const first = await test.run(1);
  assert.deepEqual(await Promise.all([test.loop.syncNow(), test.loop.syncNow()]), [true, true]);
  await settle();
  assert.equal(test.runs.length, 1);
  first.end(null);
  (await test.run(2)).end(null);
  await until(() => test.noted.length === 2);
  await settle();
  assert.equal(test.runs.length, 2);
});

Deno.test("RelayLoop backs off after failures, which it remembers over a start", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, failures: 2 };
  await test.loop.open();
  (await test.run(1)).end("NO_INTERNET");
  await until(() => test.noted.length === 1);
  assert.equal(test.state.failures, 3);
  assert.deepEqual(test.noted[0]?.run.problem, "NO_INTERNET");
  assert.equal(test.state.nextRunMs, 1_000_000 + 60_000);
  test.news = true;
  await settle();
  assert.equal(test.state.nextRunMs, 1_000_000 + 60_000);
});

Deno.test("RelayLoop does not back off further from a line that takes some rows each time it breaks", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, failures: 9 };
  await test.loop.open();
  const run = await test.run(1);
  run.watcher.onTally?.({ ...EMPTY_TALLY, sent: { visits: 2 } });
  run.end("NO_INTERNET");
  await until(() => test.noted.length === 1);
  assert.equal(test.state.failures, 10);
  assert.ok((test.state.nextRunMs ?? Infinity) <= 1_000_000 + 60_000);
  test.machineMs = 60_000;
  (await test.run(2)).end("NO_INTERNET");
  await until(() => test.noted.length === 2);
  assert.ok((test.state.nextRunMs ?? 0) > 1_000_000 + 10 * 60_000);
});

Deno.test("RelayLoop.cancel() ends a run, which is no failure", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  await test.run(1);
  assert.equal(await test.loop.cancel(), true);
  assert.equal(await test.loop.cancel(), false);
  assert.equal(test.state.failures, 0);
  assert.equal(test.state.lastRun?.problem, "CANCELLED");
  assert.equal(test.state.nextRunMs, 1_000_000 + 13.5 * 60_000);
});

Deno.test("RelayLoop begins again at once when something else has superseded its run", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  (await test.run(1)).end("CANCELLED");
  (await test.run(2)).end(null);
  await until(() => test.noted.length === 2);
  await settle();
  assert.equal(test.runs.length, 2);
});

Deno.test("RelayLoop.close() ends the run, waits no longer than told, and relays no more", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  const { watcher } = await test.run(1);
  test.locked = true;
  await test.loop.close(50);
  assert.equal(watcher.signal.aborted, true);
  assert.equal(await test.loop.syncNow(), false);
  test.machineMs = 86_400_000;
  await settle();
  assert.equal(test.runs.length, 1);
  assert.equal(test.state.nextRunMs, null);
  test.locked = false;
  await test.loop.open();
  await test.run(2);
});

Deno.test("RelayLoop asks again before it says that a key is refused: a sign-in page says so too", async () => {
  const cases: [RelayProblem, KeyCheck, RelayProblem][] = [
    ["KEY_REFUSED", { problem: "NOT_A_CLOUD" }, "NOT_A_CLOUD"],
    ["NOT_A_CLOUD", { problem: "CLOUD_TOO_NEW" }, "CLOUD_TOO_NEW"],
    ["KEY_REFUSED", { problem: "KEY_REFUSED" }, "KEY_REFUSED"],
    ["KEY_REFUSED", FOUND, "CLOUD_FAILED"],
    ["NOT_A_CLOUD", FOUND, "NOT_A_CLOUD"],
    ["STALLED", { problem: "NOT_A_CLOUD" }, "STALLED"],
  ];
  for (const [problem, answer, shown] of cases) {
    await using test = new TestLoop();
    test.answer = answer;
    await test.loop.open();
    (await test.run(1)).end(problem);
    await until(() => test.noted.length === 1);
    assert.equal(test.noted[0]?.run.problem, shown);
  }
});

Deno.test("RelayLoop stays closed when it is closed while it opens", async () => {
  await using test = new TestLoop();
  const opening = test.loop.open();
  await test.loop.close(50);
  await opening;
  await settle();
  assert.equal(test.runs.length, 0);
  assert.equal(await test.loop.syncNow(), false);
});

Deno.test("RelayLoop asks again for what is kept when the disk fails at first", async () => {
  await using test = new TestLoop();
  test.locked = true;
  await test.loop.open();
  assert.equal(test.runs.length, 0);
  test.locked = false;
  await test.run(1);
});

Deno.test("RelayLoop never relays the demo clinic, and does not register it", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, isDemo: true };
  await test.loop.open();
  await until(() => test.noted.length === 1);
  assert.deepEqual([test.runs.length, test.noted[0]?.run.problem], [0, "DEMO"]);
  assert.deepEqual(await test.loop.register(ACCESS), { registered: false, problem: "DEMO" });
});

Deno.test("RelayLoop does not move a hub to another cloud, and goes on with its own", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  await test.run(1);
  test.holdsOther = true;
  const answer = await test.loop.register({ ...ACCESS, url: "https://other.example.org" });
  assert.deepEqual(answer, { registered: false, problem: "OTHER_CLOUD" });
  await test.run(2);
  assert.deepEqual(test.events.filter(({ type }) => type === "registered"), []);
});

Deno.test("RelayLoop says so when a flag names another cloud than that of the rows, and asks it for nothing", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, isVerified: false };
  test.holdsOther = true;
  await test.loop.open();
  await until(() => test.noted.length === 1);
  assert.deepEqual([test.runs.length, test.noted[0]?.run.problem], [0, "OTHER_CLOUD"]);
});

Deno.test("RelayLoop does nothing while the hub is not registered", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, access: null };
  await test.loop.open();
  test.news = true;
  await settle();
  assert.equal(await test.loop.syncNow(), false);
  assert.deepEqual([test.runs.length, test.state.nextRunMs], [0, null]);
});

Deno.test("RelayLoop.register() keeps what the cloud has confirmed, and nothing else", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, access: null };
  await test.loop.open();
  const refusals: [KeyCheck, RelayProblem][] = [
    [{ problem: "KEY_REFUSED" }, "KEY_REFUSED"],
    [{ problem: "NAME_NOT_FOUND" }, "NAME_NOT_FOUND"],
    [{ ...FOUND, device: { ...DEVICE, status: "suspended" } }, "SUSPENDED"],
    [{ ...FOUND, device: { ...DEVICE, status: "decommissioned" } }, "DECOMMISSIONED"],
  ];
  for (const [answer, problem] of refusals) {
    test.answer = answer;
    assert.deepEqual(await test.loop.register(ACCESS), { registered: false, problem });
  }
  assert.deepEqual([test.registered, test.runs.length], [[], 0]);
  test.answer = FOUND;
  assert.equal((await test.loop.register(ACCESS)).registered, true);
  assert.deepEqual(test.registered, [[ACCESS, "d1"]]);
  await test.run(1);
});

Deno.test("RelayLoop asks the cloud about a key that came by a flag before anything is sent", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, isVerified: false };
  test.answer = { problem: "NO_INTERNET" };
  await test.loop.open();
  await until(() => test.noted.length === 1);
  assert.deepEqual([test.runs.length, test.noted[0]?.run.problem], [0, "NO_INTERNET"]);
  test.answer = FOUND;
  test.machineMs = 60_000;
  await test.run(1);
  assert.deepEqual(test.registered, [[ACCESS, "d1"]]);
});

Deno.test("RelayLoop.forget() stops relaying", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  await test.run(1);
  await test.loop.forget();
  test.machineMs = 86_400_000;
  await settle();
  assert.deepEqual([test.runs.length, test.state.nextRunMs], [1, null]);
});

Deno.test("RelayLoop.forget() ends a first run before its key is kept", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, isVerified: false };
  const { promise, resolve } = Promise.withResolvers<void>();
  test.checking = promise;
  await test.loop.open();
  await until(() => test.checks === 1);
  const forgotten = test.loop.forget();
  resolve();
  await forgotten;
  assert.deepEqual([test.registered, test.runs.length], [[], 0]);
  assert.equal(test.state.lastRun?.problem, "CANCELLED");
  assert.equal(await test.loop.syncNow(), false);
});

Deno.test("RelayLoop.forget() relays with no key that was just being kept, and waits until it is", async () => {
  await using test = new TestLoop();
  test.start = { ...test.start, isVerified: false };
  const { promise, resolve } = Promise.withResolvers<void>();
  test.keeping = promise;
  await test.loop.open();
  await until(() => test.checks === 1);
  await settle();
  const forgotten = test.loop.forget();
  resolve();
  await forgotten;
  assert.equal(test.registered.length, 1);
  assert.equal(await test.loop.syncNow(), false);
  await settle();
  assert.equal(test.runs.length, 0);
});

Deno.test("RelayLoop.forget() outdates what is being read of the keeper", async () => {
  await using test = new TestLoop();
  const opening = test.loop.open();
  await test.loop.forget();
  await opening;
  await settle();
  assert.deepEqual([test.runs.length, await test.loop.syncNow()], [0, false]);
});

Deno.test("RelayLoop.check() says whether the key belongs to the hub that was registered", async () => {
  await using test = new TestLoop();
  await test.loop.open();
  assert.equal(await test.loop.check(), null);
  test.known = { ...DEVICE, id: "another" };
  assert.equal(await test.loop.check(), "OTHER_DEVICE");
  test.known = null;
  test.answer = { ...FOUND, device: { ...DEVICE, clinicIds: [] } };
  assert.equal(await test.loop.check(), "NO_CLINICS");
});

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 40));
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error("it never came about");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
