import assert from "node:assert/strict";
import { UnlockedHub } from "../../../server/phone/unlocked_hub.ts";
import { signToken } from "../../../server/wire/mod.ts";
import { unlockWith } from "./support/test_hub.ts";

const CLAIMS = { sub: "u", clinic_id: "c", role: "r", iat: 1, exp: 100, device: "phone-1" };

Deno.test("UnlockedHub.signToken() gives nothing once the key was dropped on the way", async () => {
  const hub = await UnlockedHub.from(unlockWith());
  const pending = hub.signToken(CLAIMS);
  hub.drop();
  await assert.rejects(pending, { code: "LOCKED" });
  await assert.rejects(hub.signToken(CLAIMS), { code: "LOCKED" });
});

Deno.test("UnlockedHub.verifyToken() believes nothing once the key was dropped on the way", async () => {
  const hub = await UnlockedHub.from(unlockWith());
  const forged = await signToken(new Uint8Array(32), CLAIMS);
  const good = await hub.signToken(CLAIMS);
  assert.deepEqual(await hub.verifyToken(good, 50), CLAIMS);
  const pending = [hub.verifyToken(forged, 50), hub.verifyToken(good, 50)];
  hub.drop();
  // Which of them ends first nobody knows.
  await Promise.all(pending.map((token) => assert.rejects(token, { code: "LOCKED" })));
});

Deno.test("UnlockedHub.deriveSessionKey() gives no key once the identity was dropped", async () => {
  const hub = await UnlockedHub.from(unlockWith());
  const point = new Uint8Array(32);
  point[0] = 9;
  const pending = hub.deriveSessionKey(point);
  hub.drop();
  await assert.rejects(pending, { code: "LOCKED" });
  assert.throws(() => hub.introduction, { code: "LOCKED" });
});
