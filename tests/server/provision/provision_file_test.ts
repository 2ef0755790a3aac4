import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ProvisionError,
  type ProvisionProblem,
} from "../../../server/provision/provision_error.ts";
import {
  openProvision,
  readProvisionTimes,
  sealProvision,
  VALID_MS,
} from "../../../server/provision/provision_file.ts";
import type { VaultOptions } from "../../../vault/mod.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const PASSPHRASE = "carried on a stick 9";
/** A real derivation, as cheap as files may ask for. */
const CHEAP: VaultOptions = { argon2: { memoryKiB: 1_024, passes: 1, lanes: 1 } };
const CONTENT = { tables: { users: [{ id: "u1", name: "آمنة" }] } };

function sealed() {
  return sealProvision(CONTENT, PASSPHRASE, NOW_MS, CHEAP);
}

async function problemOf(attempt: () => unknown): Promise<ProvisionProblem | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    assert(error instanceof ProvisionError, String(error));
    return error.code;
  }
}

Deno.test("sealProvision() makes a file that its passphrase opens for 30 days", async () => {
  const { file, madeMs, expiresMs } = await sealed();
  assert.deepEqual([madeMs, expiresMs], [NOW_MS, NOW_MS + 30 * DAY_MS]);
  // Long enough that the sealed bytes do not contain it by chance.
  assert.ok(!file.includes(JSON.stringify(CONTENT).slice(0, 24)));
  for (const atMs of [NOW_MS, NOW_MS + VALID_MS, NOW_MS - DAY_MS / 2]) {
    const opened = await openProvision(file, PASSPHRASE, atMs);
    assert.deepEqual(opened, { content: CONTENT, madeMs, expiresMs });
  }
});

Deno.test("openProvision() says what is wrong with a file", async () => {
  const { file } = await sealed();
  const changed = (change: Record<string, unknown>) =>
    JSON.stringify({ ...JSON.parse(file), ...change });
  const cases: [ProvisionProblem, string, passphrase?: string, atMs?: number][] = [
    ["WRONG_PASSPHRASE", file, "carried on a stick 8"],
    ["WRONG_PASSPHRASE", file, ""],
    ["EXPIRED", file, PASSPHRASE, NOW_MS + VALID_MS + 1],
    ["FROM_THE_FUTURE", file, PASSPHRASE, NOW_MS - 2 * DAY_MS],
    ["NOT_A_FILE", "", PASSPHRASE],
    ["NOT_A_FILE", "null", PASSPHRASE],
    ["NOT_A_FILE", `{"format":"hikma-hub-vault"}`, PASSPHRASE],
    ["NEWER_VERSION", changed({ version: 2 }), PASSPHRASE],
    ["DAMAGED", file.slice(0, -20), PASSPHRASE],
    ["DAMAGED", changed({ expiresAtMs: NOW_MS + 90 * DAY_MS }), PASSPHRASE],
    ["DAMAGED", changed({ more: 1 }), PASSPHRASE],
    ["TOO_LARGE", `"${"x".repeat(33 * 1024 * 1024)}"`, PASSPHRASE],
  ];
  for (const [problem, text, passphrase = PASSPHRASE, atMs = NOW_MS] of cases) {
    assert.equal(await problemOf(() => openProvision(text, passphrase, atMs)), problem);
  }
});

Deno.test("sealProvision() refuses a weak passphrase", async () => {
  assert.equal(await problemOf(() => sealProvision(CONTENT, "short", NOW_MS)), "WEAK_PASSPHRASE");
});

Deno.test("openProvision() opens no file of which any byte was changed", async () => {
  const { file } = await sealed();
  const bytes = new TextEncoder().encode(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), async (at, by) => {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ by;
      const text = new TextDecoder().decode(damaged);
      // Spaces between members say nothing and are no damage.
      if (sameJson(text, file)) return;
      assert.notEqual(await problemOf(() => openProvision(text, PASSPHRASE, NOW_MS)), null);
    }),
    { numRuns: 200 },
  );
});

Deno.test("readProvisionTimes() believes no end later than 30 days after the beginning", async () => {
  const { file } = await sealed();
  assert.deepEqual(readProvisionTimes(file, NOW_MS).madeMs, NOW_MS);
  assert.equal(
    await problemOf(() => readProvisionTimes(file, NOW_MS + 31 * DAY_MS)),
    "EXPIRED",
  );
});

function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}
