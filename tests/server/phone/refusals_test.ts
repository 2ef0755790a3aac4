import assert from "node:assert/strict";
import { AMAL } from "./support/map_keeper.ts";
import { knownDevice, testHub } from "./support/test_hub.ts";

function refusals({ events }: Awaited<ReturnType<typeof testHub>>) {
  return events.filter(({ type }) => type === "refusal");
}

Deno.test("a failed login is told with the account it was for, and never with an e-mail", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake("10.0.0.5");
  const login = (email: string) => phone.command("login", { email, password: "wrong" });
  await login(AMAL.email);
  await login("nobody@clinic.example");
  const told = refusals(hub);
  assert.deepEqual(
    told.map((event) => event.type === "refusal" && [event.at, event.code, event.userId]),
    [["login", "AUTH_FAILED", "user-amal"], ["login", "AUTH_FAILED", null]],
  );
  assert.ok(!JSON.stringify(told).includes("clinic.example"));
  assert.ok(!JSON.stringify(told).includes("wrong"));
});

Deno.test("a handshake that is refused is told; of an unknown phone without the id it made up", async () => {
  const hub = await testHub({
    pairingOpen: false,
    devices: [knownDevice("shut-out", { status: "revoked" })],
  });
  await hub.phone("made-up").handshake("10.0.0.6");
  await hub.phone("shut-out").handshake("10.0.0.7");
  assert.deepEqual(
    refusals(hub).map((event) =>
      event.type === "refusal" && [event.at, event.code, event.deviceId, event.address]
    ),
    [
      ["handshake", "DEVICE_NOT_ADMITTED", null, "10.0.0.6"],
      ["handshake", "DEVICE_REVOKED", "shut-out", "10.0.0.7"],
    ],
  );
});
