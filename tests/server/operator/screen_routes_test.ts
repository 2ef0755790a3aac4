import assert from "node:assert/strict";
import {
  createOperatorApp,
  DEFAULT_PREFERENCES,
  OperatorGuard,
  type OperatorScreen,
  StatusFeed,
} from "../../../server/operator/mod.ts";
import { WireError } from "../../../server/wire/mod.ts";

const ORIGIN = "http://127.0.0.1:4711";

/** The routes with a screen that notes what it is asked. */
function screen() {
  const done: unknown[] = [];
  const note = (...what: unknown[]) => {
    done.push(what);
    return Promise.resolve();
  };
  const parts: OperatorScreen = {
    preferences: DEFAULT_PREFERENCES,
    changePreferences: (change) => note("preferences", change),
    chooseAddress: (address) => note("address", address),
    choosePort: (port) => note("port", port),
    renameHub: (name) => note("hub", name),
    renameDevice: (id, name) =>
      id === "known" ? note("device", id, name) : Promise.reject(new WireError("NOT_FOUND")),
    records: (days) =>
      Promise.resolve({
        untilMs: 1,
        growth: { patients: new Array(days).fill(0) },
        freeBytes: null,
      }),
  };
  const guard = new OperatorGuard();
  const feed = new StatusFeed({ status: () => Promise.reject(new Error("nobody listens")) });
  const never = () => Promise.reject(new Error("not part of this test"));
  const other = new Proxy({}, { get: () => never }) as never;
  const app = createOperatorApp({
    ...{ status: never, openPairing: never, closePairing: never, undoDevice: never },
    ...{ revokeDevice: never, reinstateDevice: never, confirmClock: never, settings: never },
    ...{
      changeSettings: never,
      stop: never,
      vault: other,
      serving: other,
      copies: other,
      window: other,
      custody: other,
      recovery: other,
    },
    ...{ attention: other, audit: other, cloud: other, health: other },
    screen: parts,
    guard,
    feed,
    port: () => 4711,
  });
  const headers = {
    host: "127.0.0.1:4711",
    authorization: `Bearer ${guard.newScriptToken()}`,
    "content-type": "application/json",
  };
  const post = async (path: string, body: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await app.request(`${ORIGIN}/api${path}`, init)).status;
  };
  const get = async (path: string) =>
    await (await app.request(`${ORIGIN}/api${path}`, { headers })).json();
  return { done, post, get };
}

Deno.test("POST /api/preferences passes on what may be chosen and refuses the rest", async () => {
  const { done, post } = screen();
  assert.equal(await post("/preferences", { language: "ar", theme: "dark" }), 200);
  assert.equal(await post("/preferences", { lockAfterHours: null }), 200);
  assert.equal(await post("/preferences", { keyOnPaper: false }), 200);
  const refused = [{ language: "de" }, { theme: 1 }, { hideAfterMinutes: 0 }, { keyOnPaper: 1 }];
  for (const wrong of [...refused, { x: 1 }, []]) {
    assert.equal(await post("/preferences", wrong), 400, JSON.stringify(wrong));
  }
  assert.deepEqual(done, [
    ["preferences", { language: "ar", theme: "dark" }],
    ["preferences", { lockAfterHours: null }],
    ["preferences", { keyOnPaper: false }],
  ]);
  assert.deepEqual(Object.keys(DEFAULT_PREFERENCES).length, 7);
});

Deno.test("names are one line of 1 to 64 characters", async () => {
  const { done, post } = screen();
  assert.equal(await post("/hub-name", { name: "  عيادة الوادي " }), 200);
  assert.equal(await post("/devices/rename", { id: "known", name: "Reception" }), 200);
  assert.equal(await post("/devices/rename", { id: "gone", name: "Reception" }), 404);
  for (
    const name of ["", "   ", "two\nlines", "two\u2028lines", "a\u0000b", "x".repeat(65), 7, null]
  ) {
    assert.equal(await post("/hub-name", { name }), 400, JSON.stringify(name));
  }
  assert.deepEqual(done, [["hub", "عيادة الوادي"], ["device", "known", "Reception"]]);
});

Deno.test("POST /api/port takes a port any user may open, or null", async () => {
  const { done, post } = screen();
  for (const port of [1_024, 65_535, null]) assert.equal(await post("/port", { port }), 200);
  for (const port of [0, 80, 1_023, 65_536, 4001.5, "4001", undefined]) {
    assert.equal(await post("/port", { port }), 400, String(port));
  }
  assert.deepEqual(done, [["port", 1_024], ["port", 65_535], ["port", null]]);
});

Deno.test("POST /api/address takes an IPv4 address or null", async () => {
  const { done, post } = screen();
  assert.equal(await post("/address", { address: "192.168.10.5" }), 200);
  assert.equal(await post("/address", { address: null }), 200);
  for (const address of ["", "192.168.10", "evil.example.org", "::1", 7]) {
    assert.equal(await post("/address", { address }), 400, JSON.stringify(address));
  }
  assert.deepEqual(done, [["address", "192.168.10.5"], ["address", null]]);
});

Deno.test("GET /api/records asks for thirty days", async () => {
  const { get } = screen();
  const { growth } = await get("/records") as { growth: { patients: number[] } };
  assert.equal(growth.patients.length, 30);
});
