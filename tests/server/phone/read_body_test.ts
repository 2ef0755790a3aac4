import assert from "node:assert/strict";
import { InFlight } from "../../../server/phone/in_flight.ts";
import { peekClientId } from "../../../server/phone/peek_client_id.ts";
import { type BodyRules, ClientGone, readBody } from "../../../server/phone/read_body.ts";
import { testHub } from "./support/test_hub.ts";
import { settle, TestClock } from "./support/test_clock.ts";

const SECOND_MS = 1_000;

function setUp(over: Partial<BodyRules> = {}) {
  const clock = new TestClock();
  const inFlight = new InFlight({
    maxBytesInFlight: 0,
    maxSmallBytesInFlight: 100,
    largeBodyBytes: Infinity,
    maxRequestsPerAddress: 1,
  });
  const rules: BodyRules = {
    clock,
    inFlight,
    maxBytes: 50,
    idleMs: 20 * SECOND_MS,
    deadlineMs: 60 * SECOND_MS,
    minBytesPerSecond: 0.01,
    ...over,
  };
  return { clock, inFlight, rules };
}

/** A request whose body the test sends piece by piece. */
function slowRequest(headers: Record<string, string> = {}) {
  let cancelled = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const request = new Request("http://hub/rpc/command", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return {
    request,
    send: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
    hangUp: () => controller?.error(new Error("connection reset")),
    cancelled: () => cancelled,
  };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("readBody() puts a body together and counts its bytes until it is disposed", async () => {
  const { inFlight, rules } = setUp();
  const slow = slowRequest();
  const pending = readBody(slow.request, rules);
  for (const part of ["ab", "", "cde"]) slow.send(part);
  await settle();
  assert.equal(inFlight.bytes, 5);
  slow.end();
  const body = await pending;
  assert.equal(text(body.bytes), "abcde");
  assert.equal(inFlight.bytes, 5);
  body[Symbol.dispose]();
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() leaves no timer behind", async () => {
  const { clock, rules } = setUp();
  const slow = slowRequest();
  slow.send("{}");
  slow.end();
  using _body = await readBody(slow.request, rules);
  await settle();
  assert.equal(clock.sleeping, 0);
});

Deno.test("readBody() gives up a body that brings no byte for 20 seconds", async () => {
  const { clock, inFlight, rules } = setUp();
  const slow = slowRequest();
  const pending = assert.rejects(readBody(slow.request, rules), { code: "MALFORMED" });
  slow.send("{");
  await clock.advance(19 * SECOND_MS);
  slow.send("}");
  await clock.advance(19 * SECOND_MS);
  assert.equal(slow.cancelled(), false);
  await clock.advance(1 * SECOND_MS);
  await pending;
  assert.equal(slow.cancelled(), true);
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() gives up a body that never brings a byte", async () => {
  const { clock, rules } = setUp();
  const slow = slowRequest();
  const pending = assert.rejects(readBody(slow.request, rules), { code: "MALFORMED" });
  await clock.advance(20 * SECOND_MS);
  await pending;
});

Deno.test("readBody() gives up a body that comes too slowly on average, however steadily", async () => {
  const { clock, rules } = setUp();
  const slow = slowRequest();
  const patient = { ...rules, deadlineMs: Infinity, minBytesPerSecond: 1 };
  const pending = assert.rejects(readBody(slow.request, patient), { code: "MALFORMED" });
  for (let second = 0; second < 20; second += 5) {
    slow.send("x");
    await clock.advance(5 * SECOND_MS);
  }
  await pending;
  assert.equal(slow.cancelled(), true);
});

Deno.test("readBody() gives up a body that starts fast and trickles afterwards", async () => {
  const { clock, rules } = setUp();
  const slow = slowRequest();
  const patient = { ...rules, deadlineMs: Infinity, minBytesPerSecond: 1 };
  const pending = assert.rejects(readBody(slow.request, patient), { code: "MALFORMED" });
  slow.send("x".repeat(45));
  await clock.advance(15 * SECOND_MS);
  for (let second = 0; second < 25; second += 5) {
    slow.send("x");
    await clock.advance(5 * SECOND_MS);
  }
  await pending;
  assert.equal(slow.cancelled(), true);
});

Deno.test("InFlight keeps a share for small bodies when large ones take all of theirs", () => {
  const inFlight = new InFlight({
    maxBytesInFlight: 100,
    maxSmallBytesInFlight: 30,
    largeBodyBytes: 10,
    maxRequestsPerAddress: 1,
  });
  inFlight.takeBytes(110, 0);
  assert.throws(() => inFlight.takeBytes(1, 110), { code: "BUSY" });
  inFlight.takeBytes(10, 0);
  assert.throws(() => inFlight.takeBytes(11, 0), { code: "BUSY" });
  assert.equal(inFlight.bytes, 120);
  inFlight.giveBackBytes(110);
  inFlight.giveBackBytes(10);
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() gives up a body that trickles beyond its deadline", async () => {
  const { clock, rules } = setUp();
  const slow = slowRequest();
  const pending = assert.rejects(readBody(slow.request, rules), { code: "MALFORMED" });
  for (let second = 0; second < 60; second += 10) {
    slow.send("x");
    await clock.advance(10 * SECOND_MS);
  }
  await pending;
  assert.equal(slow.cancelled(), true);
});

Deno.test("readBody() refuses a body that grows above the limit, announced or not", async () => {
  const { inFlight, rules } = setUp();
  const starts: string[] = [];
  const telling = { ...rules, onTooLarge: (start: Uint8Array) => starts.push(text(start)) };
  const grows = slowRequest();
  const growing = assert.rejects(readBody(grows.request, telling), { code: "TOO_LARGE" });
  grows.send("x".repeat(50));
  await settle();
  grows.send("y");
  await growing;
  assert.equal(grows.cancelled(), true);

  const announced = slowRequest({ "content-length": "51" });
  const pending = assert.rejects(readBody(announced.request, telling), { code: "TOO_LARGE" });
  announced.send("z");
  await pending;
  assert.deepEqual(starts, ["x".repeat(50), "z"]);
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() goes by what it counts when the announced length is no number", async () => {
  const { rules } = setUp();
  const slow = slowRequest({ "content-length": "many" });
  slow.send("x".repeat(51));
  await assert.rejects(readBody(slow.request, rules), { code: "TOO_LARGE" });
});

Deno.test("readBody() takes a body of exactly the limit", async () => {
  const { rules } = setUp();
  const slow = slowRequest({ "content-length": "50" });
  slow.send("x".repeat(50));
  slow.end();
  using body = await readBody(slow.request, rules);
  assert.equal(body.bytes.length, 50);
});

Deno.test("readBody() is BUSY when all bodies together hold too many bytes", async () => {
  const { inFlight, rules } = setUp();
  const bodies = [slowRequest(), slowRequest()];
  const held = bodies.map(({ request }) => readBody(request, rules));
  for (const slow of bodies) slow.send("x".repeat(50));
  await settle();
  assert.equal(inFlight.bytes, 100);
  const third = slowRequest();
  third.send("x");
  await assert.rejects(readBody(third.request, rules), { code: "BUSY", retryAfterSeconds: 5 });
  assert.equal(inFlight.bytes, 100);
  for (const slow of bodies) slow.end();
  for (const body of await Promise.all(held)) body[Symbol.dispose]();
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() says that the client is gone when it hangs up in the middle", async () => {
  const { inFlight, rules } = setUp();
  const slow = slowRequest();
  const pending = assert.rejects(readBody(slow.request, rules), ClientGone);
  slow.send("{");
  await settle();
  slow.hangUp();
  await pending;
  assert.equal(inFlight.bytes, 0);
});

Deno.test("readBody() shows the start of a large body once, and stops if it is not wanted", async () => {
  const { inFlight, rules } = setUp();
  const starts: string[] = [];
  const asking = {
    ...rules,
    largeBytes: 10,
    onLarge: (start: Uint8Array) => starts.push(text(start)),
  };
  const wanted = slowRequest();
  const pending = readBody(wanted.request, asking);
  for (const part of ["123456", "7890", "a", "b"]) wanted.send(part);
  wanted.end();
  using _body = await pending;
  assert.deepEqual(starts, ["123456"]);

  const unwanted = slowRequest();
  unwanted.send("x".repeat(11));
  const refusing = { ...asking, onLarge: () => assert.fail("unwanted") };
  await assert.rejects(readBody(unwanted.request, refusing), { message: "unwanted" });
  assert.equal(unwanted.cancelled(), true);
  assert.equal(inFlight.bytes, 12);
});

Deno.test("peekClientId() reads the id phones put first, and nothing else", () => {
  const peek = (body: string) => peekClientId(new TextEncoder().encode(body));
  assert.equal(peek('{"client_id":"abc","payload":"'), "abc");
  assert.equal(peek(' { "client_id" : "" ,'), "");
  for (
    const body of [
      "",
      "{",
      '{"client_id":"ab',
      '{"client_id":"a\\u0062"',
      '{"payload":"x","client_id":"abc"}',
      '{"client_id":7}',
      `{"client_id":"${"x".repeat(201)}"`,
    ]
  ) assert.equal(peek(body), null, body.slice(0, 40));
});

Deno.test("the operator is told whose body was too large, once a minute", async () => {
  const hub = await testHub({ limits: { maxBodyBytes: 1_000 } });
  const phone = hub.phone("phone-1");
  await phone.handshake();
  for (let i = 0; i < 2; i++) {
    const { status, body } = await phone.command("ping", "x".repeat(2_000), {
      address: "10.0.0.5",
    });
    assert.deepEqual([status, body["error_code"]], [413, "TOO_LARGE"]);
  }
  const notices = hub.events.filter(({ type }) => type === "notice");
  const atMs = hub.clock.wallMs();
  const notice = { type: "notice", code: "BODY_TOO_LARGE", deviceId: "phone-1" };
  assert.deepEqual(notices, [{ ...notice, address: "10.0.0.5", atMs }]);
});

Deno.test("a body that stalls is answered MALFORMED and ends its connection", async () => {
  const hub = await testHub();
  const slow = slowRequest();
  const pending = hub.app.request(slow.request);
  slow.send("{");
  await hub.clock.advance(20 * SECOND_MS);
  const answer = await pending;
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get("connection"), "close");
  assert.deepEqual(hub.events, []);
});

Deno.test("a phone that hangs up in the middle is dropped without an event", async () => {
  const hub = await testHub();
  const slow = slowRequest();
  const pending = hub.app.request(slow.request);
  slow.send("{");
  await settle();
  slow.hangUp();
  await pending;
  assert.deepEqual(hub.events, []);
});
