import assert from "node:assert/strict";
import { OperatorError, OperatorGuard, operatorUrl } from "../../../server/operator/mod.ts";

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof OperatorError && error.code === code;
}

Deno.test("newStartToken() gives 32 random bytes as base64url", () => {
  const guard = new OperatorGuard();
  const tokens = [guard.newStartToken(), guard.newStartToken()];
  for (const token of tokens) assert.match(token, /^[\w-]{43}$/);
  assert.notEqual(tokens[0], tokens[1]);
});

Deno.test("exchange() turns a start token into a session, once", () => {
  const guard = new OperatorGuard();
  const token = guard.newStartToken();
  const session = guard.exchange(token);
  assert(guard.hasSession(session));
  assert.notEqual(session, token);
  assert.throws(() => guard.exchange(token), refusedWith("START_TOKEN_REFUSED"));
  assert(guard.hasSession(session));
});

Deno.test("exchange() refuses a token that was never issued, and other kinds of secrets", () => {
  const guard = new OperatorGuard();
  const session = guard.exchange(guard.newStartToken());
  const wrong = ["", "x", "A".repeat(43), session, guard.newScriptToken()];
  for (const token of wrong) {
    assert.throws(() => guard.exchange(token), refusedWith("START_TOKEN_REFUSED"));
  }
});

Deno.test("exchange() knows the eight newest of the unused tokens", () => {
  const guard = new OperatorGuard();
  const [oldest = "", second = ""] = Array.from({ length: 9 }, () => guard.newStartToken());
  assert.throws(() => guard.exchange(oldest), refusedWith("START_TOKEN_REFUSED"));
  assert(guard.hasSession(guard.exchange(second)));
});

Deno.test("exchange() ends the previous session of the same browser", () => {
  const guard = new OperatorGuard();
  const before = guard.exchange(guard.newStartToken());
  const other = guard.exchange(guard.newStartToken());
  const after = guard.exchange(guard.newStartToken(), before);
  assert.deepEqual([before, other, after].map((s) => guard.hasSession(s)), [false, true, true]);
});

Deno.test("exchange() tells wrong tokens to wait after twenty within a minute, and takes a right one", () => {
  let nowMs = 5_000;
  const guard = new OperatorGuard({ steadyMs: () => nowMs });
  const token = guard.newStartToken();
  for (let failure = 0; failure < 20; failure++) {
    assert.throws(() => guard.exchange("wrong"), refusedWith("START_TOKEN_REFUSED"));
    nowMs += 100;
  }
  assert.throws(
    () => guard.exchange("wrong"),
    (error) => refusedWith("TOO_MANY")(error) && (error as OperatorError).retryAfterSeconds === 58,
  );
  assert(guard.hasSession(guard.exchange(token)));
  nowMs += 58_000;
  assert.throws(() => guard.exchange("wrong"), refusedWith("START_TOKEN_REFUSED"));
});

Deno.test("hasSession() knows the sixteen newest sessions", () => {
  const guard = new OperatorGuard();
  const sessions = Array.from({ length: 17 }, () => guard.exchange(guard.newStartToken()));
  assert.deepEqual(sessions.filter((session) => !guard.hasSession(session)), [sessions[0]]);
});

Deno.test("hasScriptToken() knows the newest script token only", () => {
  const guard = new OperatorGuard();
  assert(!guard.hasScriptToken(""));
  const first = guard.newScriptToken();
  assert(guard.hasScriptToken(first));
  assert(guard.hasScriptToken(first));
  const second = guard.newScriptToken();
  assert.deepEqual([first, second].map((token) => guard.hasScriptToken(token)), [false, true]);
});

Deno.test("clear() makes every token and session worthless", () => {
  const guard = new OperatorGuard();
  const session = guard.exchange(guard.newStartToken());
  const scriptToken = guard.newScriptToken();
  const startToken = guard.newStartToken();
  guard.clear();
  assert(!guard.hasSession(session));
  assert(!guard.hasScriptToken(scriptToken));
  assert.throws(() => guard.exchange(startToken), refusedWith("START_TOKEN_REFUSED"));
});

Deno.test("operatorUrl() carries the token in the fragment", () => {
  assert.equal(operatorUrl(4711, "abc"), "http://127.0.0.1:4711/#token=abc");
});

Deno.test("OperatorGuard.hidden is over while there is nothing to hide", () => {
  let isOpen = true;
  const guard = new OperatorGuard({ isOpen: () => isOpen });
  guard.hide();
  assert.equal(guard.hidden, true);
  isOpen = false;
  assert.equal(guard.hidden, false);
  isOpen = true;
  assert.equal(guard.hidden, true);
});
