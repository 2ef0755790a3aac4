import assert from "node:assert/strict";
import { OperatorError, StatusFeed } from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";
import { serving, TestOperator, type TestOperatorOptions } from "./test_operator.ts";

/** Reads a stream of events block by block. */
class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** The next block, undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** The hub's name in the next `status`. */
  async nextHubName(): Promise<string> {
    for (;;) {
      const data = /^event: status\ndata: (.*)$/.exec(await this.next() ?? "end")?.[1];
      if (data !== undefined) return JSON.parse(data).hubName;
    }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}

function rename(operator: TestOperator, hubName: string): void {
  operator.parts = { ...operator.parts, hubName };
  operator.feed.notify();
}

Deno.test("open() begins with the present status", async () => {
  using operator = new TestOperator();
  const reader = new EventReader(operator.feed.open());
  assert.equal(await reader.next(), "retry: 2000");
  assert.match(await reader.next() ?? "", /^event: status\ndata: \{.*"state":"unlocked".*\}$/);
  await reader.cancel();
});

Deno.test("notify() reads nothing while nobody listens", async () => {
  using operator = new TestOperator();
  operator.feed.notify();
  const reader = new EventReader(operator.feed.open());
  await reader.nextHubName();
  await reader.cancel();
  assert.equal(operator.feed.streamCount, 0);
  operator.feed.notify();
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.equal(operator.statusReads, 1);
});

Deno.test("notify() reaches every stream, and many calls become few readings", async () => {
  using operator = new TestOperator();
  const readers = [new EventReader(operator.feed.open()), new EventReader(operator.feed.open())];
  for (const reader of readers) await reader.nextHubName();
  for (let i = 1; i <= 200; i++) rename(operator, `name ${i}`);
  for (const reader of readers) assert.equal(await reader.nextHubName(), "name 200");
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert(operator.statusReads <= 4, `read ${operator.statusReads} times`);
});

Deno.test("notify() during a reading leads to another one", async () => {
  const answers: PromiseWithResolvers<void>[] = [];
  using operator = new TestOperator();
  using feed = new StatusFeed({
    status: async () => {
      const status = operator.status();
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      await answer.promise;
      return status;
    },
    minIntervalMs: 1,
  });
  const reader = new EventReader(feed.open());
  await reader.next();
  const first = reader.nextHubName();
  while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  operator.parts = { ...operator.parts, hubName: "changed meanwhile" };
  feed.notify();
  answers[0]?.resolve();
  assert.equal(await first, "Mobile Clinic 3");
  const second = reader.nextHubName();
  while (answers.length === 1) await new Promise((resolve) => setTimeout(resolve, 1));
  answers[1]?.resolve();
  assert.equal(await second, "changed meanwhile");
});

Deno.test("a slow reader gets the newest status, not all of them", async () => {
  using operator = new TestOperator({ minIntervalMs: 0 });
  const slow = new EventReader(operator.feed.open());
  const quick = new EventReader(operator.feed.open());
  for (let i = 1; i <= 5; i++) {
    rename(operator, `name ${i}`);
    while (await quick.nextHubName() !== `name ${i}`);
  }
  const names = [];
  while (names.at(-1) !== "name 5") names.push(await slow.nextHubName());
  assert(names.length <= 2, names.join());
});

Deno.test("a status that cannot be read is told by its code", async () => {
  using operator = new TestOperator();
  operator.failure = new WireError("STORAGE");
  const reader = new EventReader(operator.feed.open());
  await reader.next();
  assert.equal(await reader.next(), 'event: trouble\ndata: {"code":"STORAGE"}');
  operator.failure = null;
  operator.feed.notify();
  assert.equal(await reader.nextHubName(), "Mobile Clinic 3");
});

Deno.test("a silent stream shows that it lives", async () => {
  using operator = new TestOperator({ heartbeatMs: 5 });
  const reader = new EventReader(operator.feed.open());
  await reader.nextHubName();
  assert.equal(await reader.next(), ": beat");
  assert.equal(await reader.next(), ": beat");
});

Deno.test("open() refuses more streams than are allowed", () => {
  using operator = new TestOperator({ maxStreams: 2 });
  operator.feed.open();
  operator.feed.open();
  assert.throws(() => operator.feed.open(), new OperatorError("BUSY"));
});

Deno.test("close() ends every stream and refuses new ones", async () => {
  using operator = new TestOperator();
  const reader = new EventReader(operator.feed.open());
  await reader.nextHubName();
  operator.feed.close();
  assert.equal(await reader.next(), undefined);
  assert.throws(() => operator.feed.open(), new OperatorError("STOPPING"));
});

/** Asks as a script with the token does. */
type Get = (path: string) => Promise<Response>;

function withGet(
  options: TestOperatorOptions,
  use: (operator: TestOperator, get: Get) => Promise<void>,
): Promise<void> {
  return serving(options, (operator, port) => {
    const headers = { authorization: `Bearer ${operator.guard.newScriptToken()}` };
    return use(operator, (path) => fetch(`http://127.0.0.1:${port}${path}`, { headers }));
  });
}

Deno.test("GET /api/events pushes each change over a socket as it happens", async () => {
  await withGet({}, async (operator, get) => {
    const response = await get("/api/events");
    assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    // Compressed events would wait for a full buffer.
    assert.equal(response.headers.get("content-encoding"), null);
    const { body } = response;
    assert(body !== null);
    const reader = new EventReader(body);
    assert.equal(await reader.nextHubName(), "Mobile Clinic 3");
    rename(operator, "second name");
    assert.equal(await reader.nextHubName(), "second name");
    await reader.cancel();
  });
});

Deno.test("GET /api/events is forgotten when the page goes away", async () => {
  await withGet({ heartbeatMs: 5 }, async (operator, get) => {
    const { body } = await get("/api/events");
    assert(body !== null);
    const reader = new EventReader(body);
    await reader.nextHubName();
    assert.equal(operator.feed.streamCount, 1);
    await reader.cancel();
    while (operator.feed.streamCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

Deno.test("close() lets a server with open streams drain", async () => {
  let reader: EventReader | undefined;
  await withGet({}, async (_operator, get) => {
    const { body } = await get("/api/events");
    assert(body !== null);
    reader = new EventReader(body);
    await reader.nextHubName();
  });
  assert.equal(await reader?.next(), undefined);
});

Deno.test("open() lets the oldest of more than three windows of a browser rest", async () => {
  using operator = new TestOperator();
  const { feed } = operator;
  const script = new EventReader(feed.open());
  const other = new EventReader(feed.open("another browser"));
  const windows = [
    new EventReader(feed.open("a browser")),
    new EventReader(feed.open("a browser")),
  ];
  // The next window comes by a link of its own, which gives the same browser another session.
  feed.renew("a browser", "newer");
  for (let more = 0; more < 2; more++) windows.push(new EventReader(feed.open("newer")));
  const [oldest, ...rest] = windows;
  assert(oldest !== undefined);
  const told: (string | undefined)[] = [];
  do told.push(await oldest.next()); while (told.at(-1) !== undefined);
  assert.deepEqual(told.slice(-2), ["event: rest\ndata: {}", undefined]);
  assert.equal(feed.streamCount, 5);
  rename(operator, "goes on");
  for (const reader of [script, other, ...rest]) {
    while (await reader.nextHubName() !== "goes on");
    await reader.cancel();
  }
});
