import assert from "node:assert/strict";
import { GENERATIONS, SimulatedPhone } from "../../support/phone/mod.ts";
import { pairedPhone } from "./paired_phone.ts";
import { TinyHub } from "./tiny_hub.ts";

Deno.test("scan() pairs: a session without a token, and a peer with the session key (a bug)", async () => {
  await using hub = new TinyHub();
  const phone = await SimulatedPhone.create({ generation: "may", clientId: "my-id" });
  assert.deepEqual(await phone.scan(hub.qr), { ok: true, type: "sync_hub", hubId: "hub-1" });
  assert.deepEqual([phone.clientId, phone.token, await phone.cursor], ["my-id", null, null]);
  const [peer] = await phone.rows("peers");
  const session = JSON.parse(phone.secureStore.get("hub_session") ?? "");
  assert.equal(peer?.public_key, session.sharedKey);
  assert.deepEqual(
    [peer?.peer_id, peer?.name, peer?.status, peer?.protocol_version, peer?.metadata],
    ["hub-1", "Tiny", "active", "1", JSON.stringify({ url: hub.url })],
  );
  assert.equal((await phone.login("ann", "correct horse")).error, "Invalid email or password");
  const login = await phone.login("ann@example.org", "correct horse");
  assert.deepEqual([login.ok, login.signedIn, phone.token], [true, true, "token-1"]);
  assert.equal(hub.of("login")[0]?.text.endsWith('"token":null}'), true);
});

Deno.test("login() without a provider name goes through, but nobody is signed in", async () => {
  await using hub = new TinyHub();
  const phone = await SimulatedPhone.create({ generation: "march" });
  await phone.scan(hub.qr);
  hub.onLogin = () => ({ token: "t", user_id: "u1", provider_name: "" });
  const { ok, signedIn } = await phone.login("ann@example.org", "correct horse");
  assert.deepEqual([ok, signedIn], [true, false]);
});

Deno.test("login() after a restart posts the password to the hub in clear, but for August", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const phone = await SimulatedPhone.create({ generation });
    await phone.scan(hub.qr);
    await phone.restart();
    const login = await phone.login("ann@example.org", "correct horse");
    const posted = hub.requests.includes("POST /api/login");
    assert.deepEqual([login.ok, posted], [false, generation !== "august"]);
  }
});

Deno.test("startApp() posts the stored password to /api/login, but for August", async () => {
  const statuses: Record<string, number | null> = {};
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    statuses[generation] = await phone.startApp();
  }
  assert.deepEqual(statuses, { march: 404, may: 404, august: null });
});

Deno.test("a handshake that fails says so in the app's words", async () => {
  await using hub = new TinyHub();
  const phone = await SimulatedPhone.create({ generation: "march" });
  const scanError = async (answer: Response) => {
    hub.onHandshake = () => answer;
    const result = await phone.scan(hub.qr);
    return result.ok ? "ok" : result.error;
  };
  assert.equal(
    await scanError(new Response("", { status: 403 })),
    "Handshake failed with HTTP 403",
  );
  const invalid = "Invalid handshake response from hub";
  assert.equal(await scanError(Response.json({ success: true, hub_id: "h" })), invalid);
  const zero = { success: true, hub_id: "h", hub_public_key: "A".repeat(43) };
  assert.match(await scanError(Response.json(zero)), /^Error: /);
  assert.equal((await phone.sync()).error?.code, "NO_PEER");
});

Deno.test("scan() of anything but a hub's code asks for its head and takes it for a cloud", async () => {
  const found: Record<string, unknown> = {};
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const phone = await SimulatedPhone.create({ generation });
    const { ok } = await phone.scan(hub.url);
    found[generation] = [ok, hub.requests, (await phone.rows("peers")).length];
  }
  const asked = ["HEAD /"];
  assert.deepEqual(found, {
    march: [true, asked, 1],
    may: [false, asked, 0],
    august: [false, asked, 0],
  });
});

Deno.test("every transport begins with a handshake, shared while one is under way", async () => {
  await using hub = new TinyHub();
  const { phone } = await pairedPhone(hub, "march");
  assert.equal(phone.traffic.handshakes, 1);
  await Promise.all([phone.rpc("query", "a", {}), phone.rpc("query", "b", {})]);
  assert.equal(phone.traffic.handshakes, 2);
  await phone.sync();
  assert.equal(phone.traffic.handshakes, 3);
  hub.forgetSessions();
  assert.equal((await phone.sync()).ok, true);
  assert.equal(phone.token, "token-1");
});

Deno.test("login() again without a new scan: March and May have lost the session, August has not", async () => {
  for (const generation of GENERATIONS) {
    await using hub = new TinyHub();
    const { phone } = await pairedPhone(hub, generation);
    const { ok } = await phone.login("ann@example.org", "correct horse");
    assert.equal(ok, generation === "august");
    assert.equal(phone.token, generation === "august" ? "token-2" : "token-1");
  }
});
