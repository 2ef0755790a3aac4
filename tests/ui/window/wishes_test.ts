import assert from "node:assert/strict";
import { Wishes } from "../../../ui/window/wishes.ts";

Deno.test("Wishes.next() gives wishes in order, waits for one, and gives up in time", async () => {
  const wishes = new Wishes();
  wishes.add({ type: "hide" });
  wishes.add({ type: "show", url: "a" });
  assert.deepEqual(await wishes.next(), { type: "hide" });
  assert.deepEqual(await wishes.next(1_000), { type: "show", url: "a" });
  assert.equal(await wishes.next(1), null);
  const waiting = wishes.next();
  wishes.add({ type: "hide" });
  assert.deepEqual(await waiting, { type: "hide" });
});

Deno.test("Wishes.ended resolves with the first end", async () => {
  const wishes = new Wishes();
  wishes.add({ type: "end", exitCode: 4 });
  assert.equal(await wishes.ended, null);
  assert.deepEqual(await wishes.next(), { type: "end", exitCode: 4 });
});
