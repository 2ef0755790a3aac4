import assert from "node:assert/strict";
import { ReplayBudget, type ReplayLimits } from "../../../server/phone/replay_budget.ts";
import { ReplayMemory } from "../../../server/phone/replay_memory.ts";
import type { Answer } from "../../../server/phone/replay_record.ts";
import type { WireErrorCode } from "../../../server/wire/mod.ts";

const LIMITS: ReplayLimits = {
  maxNonces: 100,
  maxNoncesPerKey: 10,
  maxStoredAnswerBytes: 8,
  maxStoredBytes: 20,
};

function setUp(limits: Partial<ReplayLimits> = {}, makeRoom = () => {}) {
  const budget = new ReplayBudget({ ...LIMITS, ...limits }, makeRoom);
  return { budget, memory: new ReplayMemory(budget) };
}

const request = (nonce: string, digest = `digest of ${nonce}`) => ({ nonce, digest });
const sealed = (body: string, result = new Uint8Array(2)): Answer => ({
  kind: "sealed",
  body,
  result,
});
const refused = (code: WireErrorCode): Answer => ({ kind: "refused", code });
const answers = (answer: Answer) => () => Promise.resolve(answer);
const never = () => Promise.reject(new Error("ran twice"));

Deno.test("ReplayMemory.command() gives a finished command its stored answer", async () => {
  const { memory } = setUp();
  await memory.command(request("n"), answers(sealed("body")));
  const again = await memory.command(request("n"), never);
  assert.deepEqual(again, { kind: "sealed", body: "body", result: null });
});

Deno.test("ReplayMemory.command() lets a repetition join the one still running", async () => {
  const { memory } = setUp();
  const done = Promise.withResolvers<Answer>();
  const first = memory.command(request("n"), () => done.promise);
  const second = memory.command(request("n"), never);
  done.resolve(sealed("body"));
  assert.equal(await first, await second);
});

Deno.test("ReplayMemory keeps the plaintext of an answer too large to be stored sealed", async () => {
  const { memory, budget } = setUp();
  const result = Uint8Array.of(1, 2, 3);
  const first = await memory.command(request("n"), answers(sealed("123456789", result)));
  assert.equal(first.kind, "sealed");
  const again = await memory.command(request("n"), never);
  assert.deepEqual(again, { kind: "plain", result });
  assert.equal(budget.storedBytes, 3);
  assert.deepEqual(await memory.command(request("n"), never), { kind: "plain", result });
});

Deno.test("ReplayMemory refuses a nonce used before with other bytes", async () => {
  const { memory } = setUp();
  await memory.command(request("n"), answers(sealed("body")));
  await memory.query(request("m"), answers(sealed("body")));
  for (const nonce of ["n", "m"]) {
    const other = request(nonce, "other");
    await assert.rejects(memory.command(other, never), { code: "MALFORMED" });
    await assert.rejects(memory.query(other, never), { code: "MALFORMED" });
  }
});

Deno.test("ReplayMemory.query() runs each time and says what is repeated", async () => {
  const { memory } = setUp();
  const seen: boolean[] = [];
  const run = (answer: Answer) => (repeated: boolean) => {
    seen.push(repeated);
    return Promise.resolve(answer);
  };
  await memory.query(request("n"), run(refused("BUSY")));
  await memory.query(request("n"), run(sealed("1")));
  await memory.query(request("n"), run(sealed("2")));
  assert.deepEqual(seen, [false, false, true]);
});

Deno.test("ReplayMemory.query() lets no repetition overtake the first, whatever becomes of that", async () => {
  for (const [outcome, isRepeated] of [["answered", true], ["refused", false], ["broke", false]]) {
    const { memory } = setUp();
    const done = Promise.withResolvers<Answer>();
    const first = memory.query(request("n"), () => done.promise);
    const seen: unknown[] = [];
    const again = memory.query(request("n"), (repeated) => {
      seen.push(repeated);
      return Promise.resolve(sealed("2"));
    });
    const other = await memory.query(request("m"), answers(sealed("of another")));
    assert.deepEqual([seen, other], [[], sealed("of another")]);
    if (outcome === "broke") done.reject(new Error("the disk"));
    else done.resolve(outcome === "refused" ? refused("BUSY") : sealed("1"));
    await first.catch(() => {});
    assert.deepEqual(await again, sealed("2"));
    assert.deepEqual(seen, [isRepeated]);
  }
});

Deno.test("ReplayMemory.query() runs nothing more once the key is gone", async () => {
  const { memory } = setUp();
  const done = Promise.withResolvers<Answer>();
  const runs = Promise.withResolvers<void>();
  const first = memory.query(request("n"), () => {
    runs.resolve();
    return done.promise;
  });
  const again = assert.rejects(memory.query(request("n"), never), { code: "UNKNOWN_SESSION" });
  await runs.promise;
  memory.clear();
  done.resolve(sealed("1"));
  await first;
  await again;
});

Deno.test("ReplayMemory lets a command that was not done be tried again, and no other", async () => {
  const { memory } = setUp();
  for (const code of ["BUSY", "LOCKED", "STORAGE", "TOO_MANY"] as const) {
    await memory.command(request(code), answers(refused(code)));
    assert.equal((await memory.command(request(code), answers(sealed("x")))).kind, "sealed");
  }
  for (const code of ["AUTH_FAILED", "INTERNAL", "NOT_FOUND", "INVALID"] as const) {
    await memory.command(request(code), answers(refused(code)));
    assert.deepEqual(await memory.command(request(code), never), refused(code));
  }
});

Deno.test("ReplayMemory drops the oldest stored answers when all together are too many", async () => {
  const { budget, memory } = setUp();
  const other = new ReplayMemory(budget);
  await memory.command(request("1"), answers(sealed("12345678")));
  await other.command(request("2"), answers(sealed("12345678")));
  await memory.command(request("3"), answers(sealed("12345678")));
  assert.equal(budget.storedBytes, 16);
  await assert.rejects(memory.command(request("1"), never), { code: "UNKNOWN_SESSION" });
  assert.equal((await other.command(request("2"), never)).kind, "sealed");
});

Deno.test("ReplayMemory never stores an answer larger than its whole budget", async () => {
  const { budget, memory } = setUp();
  const large = sealed("x".repeat(50), new Uint8Array(30));
  assert.equal((await memory.command(request("n"), answers(large))).kind, "sealed");
  assert.equal(budget.storedBytes, 0);
  await assert.rejects(memory.command(request("n"), never), { code: "UNKNOWN_SESSION" });
});

Deno.test("ReplayMemory lets one key open a bounded number of requests", async () => {
  const { memory } = setUp();
  for (let i = 0; i < 10; i++) await memory.query(request(`${i}`), answers(sealed("x")));
  await assert.rejects(memory.query(request("10"), never), { code: "UNKNOWN_SESSION" });
  assert.equal((await memory.query(request("9"), answers(sealed("x")))).kind, "sealed");
});

Deno.test("ReplayMemory makes room when all keys together have opened too many", async () => {
  const memories: ReplayMemory[] = [];
  const busiest = () => memories.reduce((a, b) => b.size > a.size ? b : a).clear();
  const { budget } = setUp({ maxNonces: 4 }, busiest);
  const [a, b] = [new ReplayMemory(budget), new ReplayMemory(budget)];
  memories.push(a, b);
  for (const nonce of ["1", "2", "3"]) await a.query(request(nonce), answers(sealed("x")));
  await b.query(request("4"), answers(sealed("x")));
  await b.query(request("5"), answers(sealed("x")));
  assert.equal(budget.nonces, 2);
  await assert.rejects(a.query(request("6"), never), { code: "UNKNOWN_SESSION" });
});

Deno.test("ReplayMemory that made room by ending itself refuses and counts right", async () => {
  const { budget, memory } = setUp({ maxNonces: 1 }, () => memory.clear());
  await memory.query(request("1"), answers(sealed("x")));
  await assert.rejects(memory.query(request("2"), never), { code: "UNKNOWN_SESSION" });
  assert.equal(budget.nonces, 0);
});

Deno.test("ReplayMemory.clear() gives everything back, also what is still running", async () => {
  const { budget, memory } = setUp();
  await memory.command(request("1"), answers(sealed("12345678")));
  const done = Promise.withResolvers<Answer>();
  const running = memory.command(request("2"), () => done.promise);
  memory.clear();
  done.resolve(sealed("12345678"));
  await running;
  memory.clear();
  assert.equal(budget.storedBytes, 0);
  assert.equal(budget.nonces, 0);
  assert.equal(memory.size, 0);
});
