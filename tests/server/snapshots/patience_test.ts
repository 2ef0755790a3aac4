import assert from "node:assert/strict";
import { Patience } from "../../../server/snapshots/patience.ts";
import { SnapshotError } from "../../../server/snapshots/mod.ts";

const isMissing = (error: unknown) =>
  error instanceof SnapshotError && error.code === "PLACE_MISSING";

Deno.test("Patience.ask() asks nothing while an earlier question has no answer", async () => {
  const patience = new Patience(20);
  const hanging = Promise.withResolvers<string>();
  let asked = 0;
  const question = () => {
    asked++;
    return hanging.promise;
  };
  const both = [patience.ask(question), patience.ask(question)];
  await Promise.all(both.map((answer) => assert.rejects(answer, isMissing)));
  for (let no = 0; no < 40; no++) await assert.rejects(patience.ask(question), isMissing);
  assert.equal(asked, 1);
  hanging.resolve("late");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(await patience.ask(() => Promise.resolve("again")), "again");
});

Deno.test("Patience.work() goes on while there is progress, and is given up without", async () => {
  const patience = new Patience(1_000, 60);
  const slow = await patience.work(async ({ progress }) => {
    for (let part = 0; part < 5; part++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      progress();
    }
    return "done";
  });
  assert.equal(slow, "done");
  const hanging = Promise.withResolvers<void>();
  let isEnded = false;
  const stuck = patience.work(({ signal }) => {
    signal.addEventListener("abort", () => isEnded = true);
    return hanging.promise;
  });
  // Questions are answered meanwhile.
  assert.equal(await patience.ask(() => Promise.resolve(1)), 1);
  await assert.rejects(stuck, isMissing);
  assert.equal(isEnded, true);
  await assert.rejects(patience.ask(() => Promise.resolve(1)), isMissing);
  hanging.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(await patience.ask(() => Promise.resolve(2)), 2);
});
