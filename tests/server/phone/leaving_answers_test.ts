import assert from "node:assert/strict";
import { LeavingAnswers } from "../../../server/phone/leaving_answers.ts";

const LIMITS = { smallAnswerBytes: 10, maxLeavingBytesPerDevice: 100, maxLeavingBytes: 250 };
const BUSY = { code: "BUSY" };

Deno.test("LeavingAnswers.add() refuses a device that takes none of its answers in", async () => {
  const answers = new LeavingAnswers(LIMITS);
  const { promise, resolve } = Promise.withResolvers<void>();
  answers.add("amber", 60, promise);
  assert.throws(() => answers.add("amber", 60, promise), BUSY);
  answers.add("amber", 10, promise); // small
  answers.add("river", 60, promise);
  assert.equal(answers.bytes, 120);
  resolve();
  await promise;
  assert.equal(answers.bytes, 0);
  answers.add("amber", 60, promise);
});

Deno.test("LeavingAnswers.add() lets one answer of a device go out however large it is", async () => {
  const answers = new LeavingAnswers(LIMITS);
  const { promise, reject } = Promise.withResolvers<void>();
  answers.add("amber", 200, promise);
  assert.throws(() => answers.add("amber", 11, promise), BUSY);
  assert.throws(() => answers.add("river", 60, promise), BUSY, "more than all may have");
  reject(new Error("the phone hung up"));
  await promise.catch(() => {});
  assert.equal(answers.bytes, 0);
  answers.add("amber", 200, promise);
});

Deno.test("LeavingAnswers.add() lets one that is larger than all may have go out alone", () => {
  const answers = new LeavingAnswers(LIMITS);
  answers.add("amber", 300, new Promise(() => {}));
  assert.throws(() => answers.add("river", 11, new Promise(() => {})), BUSY);
});
