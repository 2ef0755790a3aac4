import assert from "node:assert/strict";
import { compareVersions, isVersion, versionOf } from "../../../server/updates/mod.ts";

Deno.test("versionOf() puts versions of one day in order, and days and months", () => {
  const versions = [
    versionOf(new Date("2026-02-09T23:00:00Z"), 99),
    versionOf(new Date("2026-02-10T00:00:00Z"), 0),
    versionOf(new Date("2026-02-10T00:00:00Z"), 1),
    versionOf(new Date("2026-10-01T00:00:00Z"), 10),
    versionOf(new Date("2027-01-01T00:00:00Z"), 0),
  ];
  assert.deepEqual(versions, ["26.2.999", "26.2.1000", "26.2.1001", "26.10.110", "27.1.100"]);
  assert.deepEqual(versions.toReversed().sort(compareVersions), versions);
  assert(versions.every(isVersion));
});

Deno.test("isVersion() refuses what is no day, and other ways to write one", () => {
  const wrong = ["", "26.11", "26.13.100", "26.2.3000", "26.11.99", "26.011.2300", "26.11.02300"];
  for (const text of [...wrong, "v26.11.2300", "26.11.2300-1", "../26.11.2300", "26.0.100"]) {
    assert.equal(isVersion(text), false, text);
  }
});
