/// <reference lib="deno.worker" />
/**
 * Compares passwords with bcrypt hashes, one at a time, away from the thread that serves phones.
 *
 * @module
 */
import { bcryptVerify } from "hash-wasm";
import type { PasswordAnswer, PasswordQuestion } from "./password_question.ts";

self.onmessage = async (event: MessageEvent<PasswordQuestion>) => {
  const { password, hash } = event.data;
  let answer: PasswordAnswer;
  try {
    answer = { matches: await bcryptVerify({ password, hash }) };
  } catch {
    answer = { matches: null };
  } finally {
    password.fill(0);
  }
  self.postMessage(answer);
};
