import assert from "node:assert/strict";
import { answerHealth } from "../../../server/health/health_command.ts";
import type { HealthReport } from "../../../server/health/mod.ts";
import { SmallHub } from "../snapshots/small_hub.ts";

const DAY_MS = 86_400_000;

async function reportOf({ directory }: SmallHub): Promise<HealthReport> {
  const versions = { program: "26.11.1", webview: "none" };
  return JSON.parse((await answerHealth({ directory, versions })).text);
}

Deno.test("answerHealth() goes by the copy that was made last, whatever date another one has", async () => {
  await using hub = await SmallHub.make();
  await hub.snapshot("daily", { nowMs: Date.now() + 300 * DAY_MS });
  const codes = ({ problems }: HealthReport) =>
    problems.map(({ code }) => code).filter((code) => code.startsWith("SNAPSHOT_"));
  assert.deepEqual(codes(await reportOf(hub)), ["SNAPSHOT_FUTURE"]);
  const oldMs = Date.now() - 5 * DAY_MS;
  await hub.snapshot("daily", { nowMs: oldMs });
  const report = await reportOf(hub);
  assert.equal(report.facts.snapshots?.newestMs, oldMs);
  assert.deepEqual(codes(report), ["SNAPSHOT_OLD"]);
});

Deno.test("answerHealth() says of a stopped hub that a part of it is missing or damaged", async () => {
  await using hub = await SmallHub.make();
  const { directory, vaultPath, databasePath } = hub;
  const answer = async () => {
    const versions = { program: "26.11.1", webview: "none" };
    const { text, exitCode } = await answerHealth({ directory, versions });
    const { problems } = JSON.parse(text) as HealthReport;
    return [exitCode, problems.some(({ code }) => code === "FILES_DAMAGED")];
  };
  assert.deepEqual((await answer())[1], false);
  const vault = await Deno.readFile(vaultPath);
  await Deno.writeFile(vaultPath, vault.subarray(0, 500));
  assert.deepEqual(await answer(), [9, true]);
  await Deno.remove(vaultPath);
  assert.deepEqual(await answer(), [9, true]);
  await Deno.writeFile(vaultPath, vault);
  assert.deepEqual((await answer())[1], false);
  hub.database[Symbol.dispose]();
  await Deno.truncate(databasePath);
  assert.deepEqual(await answer(), [9, true]);
});

Deno.test("answerHealth() of a directory without a hub does not say that a hub is stopped there", async () => {
  await using hub = await SmallHub.make();
  assert.equal((await reportOf(hub)).state, "stopped");
  hub.close();
  const vault = Deno.readFileSync(hub.vaultPath);
  for (const { name } of [...Deno.readDirSync(hub.directory)]) {
    Deno.removeSync(`${hub.directory}/${name}`, { recursive: true });
  }
  assert.equal((await reportOf(hub)).state, "new");
  // The kept copy alone is something to recover from.
  Deno.writeFileSync(`${hub.vaultPath}.previous`, vault);
  assert.equal((await reportOf(hub)).state, "stopped");
  Deno.removeSync(`${hub.vaultPath}.previous`);
  // So are copies; and what a restore that was cut off has moved comes back with the next start.
  const isDamaged = async () =>
    (await reportOf(hub)).problems.some(({ code }) => code === "FILES_DAMAGED");
  const copy = `${hub.directory}/snapshots/20260105T000000000Z-daily`;
  Deno.mkdirSync(copy, { recursive: true });
  assert.deepEqual([(await reportOf(hub)).state, await isDamaged()], ["stopped", true]);
  const journal = `${hub.directory}/hub.restoring`;
  Deno.writeTextFileSync(journal, "{}");
  assert.deepEqual([(await reportOf(hub)).state, await isDamaged()], ["stopped", false]);
  Deno.removeSync(copy);
  Deno.removeSync(journal);
  Deno.writeTextFileSync(hub.vaultPath, "a letter to somebody");
  assert.equal((await reportOf(hub)).state, "stopped");
});
