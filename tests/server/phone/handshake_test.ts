import assert from "node:assert/strict";
import { NoblePhone } from "./support/noble_phone.ts";
import { HUB_ID, knownDevice, testHub } from "./support/test_hub.ts";

const MINUTE_MS = 60_000;

Deno.test("handshake gives a known device a session with the hub's stable identity", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1")], pairingOpen: false });
  const phone = hub.phone("phone-1");
  const { status, headers, body } = await phone.handshake();
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json");
  assert.equal(body["hub_id"], HUB_ID);
  assert.equal(body["hub_name"], "Clinic Hub");
  assert.equal(body["success"], true);
  assert.equal(String(body["hub_public_key"]).length, 43);
  assert.deepEqual((await phone.command("ping", {})).data, { pong: true });
});

Deno.test("handshake of a known device costs no write and meets no limit", async () => {
  const hub = await testHub({
    devices: [knownDevice("phone-1")],
    pairingOpen: false,
    limits: { unknownHandshakesPerMinute: 1 },
  });
  for (let i = 0; i < 100; i++) assert.equal((await hub.phone("phone-1").handshake()).status, 200);
  assert.equal(hub.keeper.writes, 0);
  assert.deepEqual(hub.events, []);
});

Deno.test("handshake of an unknown device is refused while pairing is closed", async () => {
  const hub = await testHub({ pairingOpen: false });
  const { status, body } = await hub.phone().handshake();
  assert.equal(status, 403);
  assert.equal(body["error_code"], "DEVICE_NOT_ADMITTED");
  assert.deepEqual(hub.gate.waiting, []);
});

Deno.test("handshake of an unknown device while pairing is open makes it wait, with a name", async () => {
  const hub = await testHub();
  const phone = hub.phone("3f0c0a52-6f0e-4c8e-9a53-0d8a4d6f4b11");
  assert.equal((await phone.handshake("10.0.0.5")).status, 200);
  const [waiting, ...others] = hub.gate.waiting;
  assert.deepEqual(others, []);
  assert.equal(waiting?.deviceId, phone.id);
  assert.equal(waiting?.address, "10.0.0.5");
  assert.equal(waiting?.sinceMs, hub.clock.wallMs());
  assert.match(waiting?.name ?? "", /^[a-z]+ [a-z]+ [a-z]+$/);
  assert.deepEqual(hub.events, [{
    type: "device_waiting",
    deviceId: phone.id,
    name: waiting?.name,
    address: "10.0.0.5",
    userId: null,
    atMs: hub.clock.wallMs(),
  }]);
  await phone.handshake();
  assert.equal(hub.events.length, 1, "a second handshake is no news");
  assert.equal(hub.keeper.writes, 0);
});

Deno.test("pairing closes by itself after the time it was opened for", async () => {
  const hub = await testHub({ pairingOpen: false });
  hub.gate.openPairing(5 * MINUTE_MS);
  assert.deepEqual(hub.gate.pairing, { open: true, untilMs: hub.clock.wallMs() + 5 * MINUTE_MS });
  await hub.clock.advance(5 * MINUTE_MS - 1);
  assert.equal((await hub.phone().handshake()).status, 200);
  await hub.clock.advance(1);
  assert.deepEqual(hub.gate.pairing, { open: false });
  assert.equal((await hub.phone().handshake()).status, 403);
});

Deno.test("pairing closes on time though someone sets the clock back, or the machine slept", async () => {
  const hub = await testHub({ pairingOpen: false });
  hub.gate.openPairing(5 * MINUTE_MS);
  hub.clock.setWall(-60 * MINUTE_MS);
  await hub.clock.advance(5 * MINUTE_MS);
  assert.equal(hub.gate.pairing.open, false);
  hub.gate.openPairing(5 * MINUTE_MS);
  hub.clock.setWall(60 * MINUTE_MS);
  assert.equal(hub.gate.pairing.open, false);
});

Deno.test("pairing opened until the process ends survives a lock and can be closed", async () => {
  const hub = await testHub({ pairingOpen: false });
  hub.gate.openPairing(null);
  assert.deepEqual(hub.gate.pairing, { open: true, untilMs: null });
  await hub.clock.advance(400 * 24 * 60 * MINUTE_MS);
  hub.gate.lock();
  assert.equal(hub.gate.pairing.open, true);
  hub.gate.closePairing();
  assert.equal(hub.gate.pairing.open, false);
});

Deno.test("a waiting device may go on after pairing has closed", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  hub.gate.closePairing();
  assert.equal((await phone.handshake()).status, 200);
  assert.equal((await phone.login()).status, 200);
});

Deno.test("a device without a login is forgotten after 10 minutes, with its session", async () => {
  const hub = await testHub();
  const phone = hub.phone();
  await phone.handshake();
  await hub.clock.advance(9 * MINUTE_MS);
  assert.equal((await phone.handshake()).status, 200, "it does not start again by a handshake");
  hub.gate.closePairing();
  await hub.clock.advance(MINUTE_MS);
  assert.deepEqual(hub.gate.waiting, []);
  assert.equal((await phone.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
  assert.equal((await phone.handshake()).body["error_code"], "DEVICE_NOT_ADMITTED");
  assert.deepEqual(hub.codes(), ["device_waiting", "device_forgotten"]);
});

Deno.test("W-S5: handshakes of unknown devices are limited to 300 a minute and address", async () => {
  const hub = await testHub({ limits: { maxWaiting: 1_000 } });
  const bad = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; // refused, but counted
  for (let i = 0; i < 300; i++) {
    assert.equal((await hub.phone().handshakeWith(bad, "10.0.0.9")).status, 400);
  }
  await hub.clock.advance(20_000);
  const limited = await hub.phone().handshake("10.0.0.9");
  assert.equal(limited.status, 429);
  assert.equal(limited.body["error_code"], "TOO_MANY");
  assert.equal(limited.headers.get("retry-after"), "40");
  assert.deepEqual(hub.codes(), ["HANDSHAKE_LIMIT"]);
  assert.equal((await hub.phone().handshake("10.0.0.8")).status, 200, "another address");
  await hub.clock.advance(40_000);
  assert.equal((await hub.phone().handshake("10.0.0.9")).status, 200, "a minute later");
});

Deno.test("W-S5: at most 500 devices wait in all", async () => {
  const hub = await testHub({ limits: { unknownHandshakesPerMinute: 10_000 } });
  for (let i = 0; i < 500; i++) {
    assert.equal((await hub.phone().handshake(`10.0.${i % 250}.1`)).status, 200);
  }
  await hub.clock.advance(MINUTE_MS);
  const refused = await hub.phone("one too many").handshake("10.1.0.1");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "540");
  assert.equal(hub.gate.waiting.length, 500);
  assert.ok(hub.codes().includes("WAITING_FULL"));
  assert.equal((await hub.phone("phone-1").handshake()).status, 200, "one that waits already");
  await hub.clock.advance(9 * MINUTE_MS);
  assert.equal((await hub.phone("one too many").handshake("10.1.0.1")).status, 200);
});

Deno.test("handshakes at the same time cannot slip past the bound of waiting devices", async () => {
  const hub = await testHub({ limits: { maxWaiting: 2 } });
  const phones = Array.from({ length: 6 }, () => hub.phone());
  const answers = await Promise.all(phones.map((phone) => phone.handshake()));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 429, 429, 429, 429]);
});

Deno.test("W-S5: a stranger's handshake with a known id takes no session away", async () => {
  const hub = await testHub();
  const phone = await hub.admitted();
  for (let i = 0; i < 20; i++) await hub.phone(phone.id).handshake("10.0.0.66");
  assert.equal((await phone.query("echo", {})).status, 200);
});

Deno.test("handshake with a bad key is MALFORMED and leaves nothing behind", async () => {
  const hub = await testHub();
  const keys = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // zero point
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // order 1
    "short",
    "",
    "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9_AsrhtHHw=", // padded
    "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw", // not base64url
  ];
  for (const key of keys) {
    const { status, body } = await hub.phone().handshakeWith(key);
    assert.equal(status, 400, key);
    assert.equal(body["error_code"], "MALFORMED");
  }
  assert.deepEqual(hub.gate.waiting, []);
  assert.deepEqual(hub.events, []);
});

Deno.test("handshake of a revoked device is refused, pairing open or not", async () => {
  const hub = await testHub({ devices: [knownDevice("phone-1", { status: "revoked" })] });
  const { status, body } = await hub.phone("phone-1").handshake();
  assert.equal(status, 403);
  assert.equal(body["error_code"], "DEVICE_REVOKED");
});

Deno.test("handshake has a body limit of its own", async () => {
  const hub = await testHub();
  const phone = new NoblePhone("x".repeat(20_000), async (path, init) => {
    return await hub.app.request(path, init);
  });
  assert.equal((await phone.handshake()).status, 413);
});

Deno.test("a device revoked at any moment of its handshake is left without a session", async () => {
  for (let moment = 0; moment < 40; moment++) {
    const hub = await testHub({ devices: [knownDevice("phone-1")] });
    const phone = hub.phone("phone-1");
    const pending = phone.handshake();
    if (moment < 30) { for (let tick = 0; tick < moment; tick++) await Promise.resolve(); }
    else await new Promise((resolve) => setTimeout(resolve, 0));
    await hub.gate.revoke("phone-1");
    const { status } = await pending;
    assert.ok(status === 200 || status === 403);
    assert.equal((await phone.command("ping", {})).body["error_code"], "DEVICE_REVOKED");
    await hub.gate.reinstate("phone-1");
    assert.equal((await phone.command("ping", {})).body["error_code"], "UNKNOWN_SESSION");
  }
});
