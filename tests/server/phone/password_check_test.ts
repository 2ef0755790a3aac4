import assert from "node:assert/strict";
import { bcrypt } from "hash-wasm";
import { hashPassword, PasswordChecker } from "../../../server/phone/password_check.ts";
import vectors from "../../vectors/wire_vectors.json" with { type: "json" };

const PASSWORD = "correct horse";
/** Of {@linkcode PASSWORD}, cost 4: the first vector. */
const HASH = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

/** A hash of the longest time a check may take, so that others wait behind it. */
const SLOW_HASH = `$2b$14$${".".repeat(53)}`;

Deno.test("verify() agrees with every bcrypt vector", async () => {
  using checker = new PasswordChecker();
  assert.ok(vectors.bcrypt.length >= 6);
  for (const { id, password, hash, expect } of vectors.bcrypt) {
    assert.equal(await checker.verify(password, hash), expect === "match", id);
  }
});

Deno.test("verify() accepts the prefixes $2a$, $2b$ and $2y$ and no other", async () => {
  using checker = new PasswordChecker();
  for (const [prefix, expected] of [["2a", true], ["2b", true], ["2y", true], ["2x", false]]) {
    assert.equal(await checker.verify(PASSWORD, `$${prefix}$${HASH.slice(4)}`), expected);
  }
});

Deno.test("verify() counts 72 bytes of UTF-8, also inside a character", async () => {
  using checker = new PasswordChecker();
  const hash = await hashPassword("x".repeat(72), 4);
  assert.equal(await checker.verify("x".repeat(72), hash), true);
  assert.equal(await checker.verify("x".repeat(5000), hash), true);
  assert.equal(await checker.verify("x".repeat(71), hash), false);
  // 71 bytes, then a character of four bytes, of which one counts: 0xf0.
  const split = await bcrypt({
    password: new Uint8Array([...new TextEncoder().encode("x".repeat(71)), 0xf0]),
    salt: new Uint8Array(16),
    costFactor: 4,
  });
  assert.equal(await checker.verify("x".repeat(71) + "😀", split), true);
  assert.equal(await checker.verify("x".repeat(71) + "😁", split), true);
  assert.equal(await checker.verify("x".repeat(71) + "é", split), false);
});

Deno.test("verify() is false for a wrong or empty password", async () => {
  using checker = new PasswordChecker();
  for (const password of ["", "-", "correct horse ", "Correct horse"]) {
    assert.equal(await checker.verify(password, HASH), false, password);
  }
  assert.equal(await checker.verify("", await hashPassword("-", 4)), false);
});

Deno.test("verify() is false for null and for what is no usable hash", async () => {
  using checker = new PasswordChecker();
  const hashes = [
    null,
    "",
    "x",
    HASH.slice(0, -1),
    HASH + "x",
    HASH + "\n",
    HASH.replace("$04$", "$03$"),
    HASH.replace("$04$", "$15$"),
    HASH.replace("$04$", "$4a$"),
    HASH.replace("abc", "a\u00e9c"),
    `$2b$10$${".".repeat(53)}`,
  ];
  for (const hash of hashes) {
    assert.equal(await checker.verify(PASSWORD, hash), false, `${hash}`);
    assert.equal(await checker.verify("-", hash), false, `${hash}`);
  }
});

Deno.test("verify() without a usable hash asks the worker for a check of cost 10", async () => {
  const asked: string[] = [];
  const postMessage = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
    const [question] = message as [{ hash: string; password: Uint8Array }];
    assert.ok(question.password.length > 0);
    asked.push(question.hash.slice(0, 7));
    Reflect.apply(postMessage, this, message);
  };
  try {
    using checker = new PasswordChecker();
    await checker.verify(PASSWORD, null);
    await checker.verify("", "");
    await checker.verify(PASSWORD, "malformed");
    await checker.verify(PASSWORD, HASH.replace("$04$", "$15$"));
    await checker.verify("", HASH);
  } finally {
    Worker.prototype.postMessage = postMessage;
  }
  assert.deepEqual(asked, ["$2b$10$", "$2b$10$", "$2b$10$", "$2b$10$", "$2b$04$"]);
});

Deno.test("verify() called many times at once answers each for itself", async () => {
  for (const workers of [1, 2] as const) {
    using checker = new PasswordChecker({ workers });
    const passwords = Array.from({ length: 30 }, (_, at) => at % 3 === 0 ? PASSWORD : `no ${at}`);
    const answers = await Promise.all(passwords.map((password) => checker.verify(password, HASH)));
    assert.deepEqual(answers, passwords.map((password) => password === PASSWORD));
    assert.equal(checker.workers, workers);
  }
});

Deno.test("verify() throws BUSY when too many wait, and goes on afterwards", async () => {
  using checker = new PasswordChecker({ maxWaiting: 2 });
  const first = [1, 2, 3].map(() => checker.verify(PASSWORD, HASH));
  await assert.rejects(checker.verify(PASSWORD, HASH), { name: "WireError", code: "BUSY" });
  assert.deepEqual(await Promise.all(first), [true, true, true]);
  assert.equal(await checker.verify(PASSWORD, HASH), true);
});

Deno.test("workers start at the first check and end when idle", async () => {
  using checker = new PasswordChecker({ idleMs: 1 });
  assert.equal(checker.workers, 0);
  assert.equal(await checker.verify(PASSWORD, HASH), true);
  assert.equal(checker.workers, 1);
  for (let waits = 0; checker.workers > 0 && waits < 500; waits++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(checker.workers, 0);
  assert.equal(await checker.verify(PASSWORD, HASH), true);
});

Deno.test("disposal refuses what is under way, waiting and new with LOCKED", async () => {
  const checker = new PasswordChecker();
  const checks = [checker.verify(PASSWORD, SLOW_HASH), checker.verify(PASSWORD, HASH)];
  checker[Symbol.dispose]();
  await Promise.all(checks.map((check) => assert.rejects(check, { code: "LOCKED" })));
  await assert.rejects(checker.verify(PASSWORD, HASH), { code: "LOCKED" });
  assert.equal(checker.workers, 0);
});

Deno.test("an idle checker does not keep the process alive", async () => {
  const module = new URL("../../../server/phone/password_check.ts", import.meta.url).href;
  const script = `
    import { PasswordChecker } from ${JSON.stringify(module)};
    const checker = new PasswordChecker({ idleMs: 50 });
    if (!await checker.verify(${JSON.stringify(PASSWORD)}, ${JSON.stringify(HASH)})) Deno.exit(3);`;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", "--ext=ts", script],
    cwd: new URL("../../../", import.meta.url),
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(20_000),
  }).output();
  assert.equal(code, 0);
});

Deno.test("hashPassword() makes hashes of cost 10 that verify, each with its own salt", async () => {
  using checker = new PasswordChecker();
  const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
  assert.match(one, /^\$2[ab]\$10\$/);
  assert.notEqual(one, two);
  assert.equal(await checker.verify(PASSWORD, one), true);
  assert.equal(await checker.verify(PASSWORD, two), true);
  assert.equal(await checker.verify("other", one), false);
});

Deno.test("hashPassword() refuses an empty password and unusual costs", async () => {
  await assert.rejects(hashPassword(""), RangeError);
  for (const cost of [3, 15, NaN]) await assert.rejects(hashPassword(PASSWORD, cost), RangeError);
});
