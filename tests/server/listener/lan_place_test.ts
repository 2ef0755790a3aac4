import assert from "node:assert/strict";
import type { InterfaceAddress } from "../../../server/listener/lan_address.ts";
import { LanPlace } from "../../../server/listener/lan_place.ts";

const WIFI: InterfaceAddress = { name: "wlan0", family: "IPv4", address: "192.168.10.5" };
const CABLE: InterfaceAddress = { name: "eth0", family: "IPv4", address: "10.0.0.7" };
const DOCKER: InterfaceAddress = { name: "docker0", family: "IPv4", address: "172.17.0.1" };
const LOOPBACK: InterfaceAddress = { name: "lo", family: "IPv4", address: "127.0.0.1" };

function place(
  interfaces: readonly InterfaceAddress[],
  choice: string | null = null,
  host = "0.0.0.0",
): LanPlace {
  const parts = { host, port: () => 4001, choice: () => choice, interfaces: () => interfaces };
  return new LanPlace(parts);
}

Deno.test("LanPlace gives the likeliest address until another is chosen", () => {
  assert.equal(place([LOOPBACK, DOCKER, WIFI, CABLE]).url(), "http://192.168.10.5:4001");
  assert.equal(place([WIFI, CABLE], "10.0.0.7").url(), "http://10.0.0.7:4001");
});

Deno.test("LanPlace falls back to the likeliest when the chosen address is gone", () => {
  const gone = place([WIFI], "10.0.0.7");
  assert.equal(gone.url(), "http://192.168.10.5:4001");
  assert.equal(gone.status().choice, "10.0.0.7");
});

Deno.test("LanPlace says when no phone could reach the hub", () => {
  const alone = place([LOOPBACK]);
  assert.equal(alone.reachableUrl(), null);
  assert.equal(alone.url(), "http://127.0.0.1:4001");
  assert.deepEqual(alone.status().addresses, []);
});

Deno.test("LanPlace keeps to the address the listener is bound to", () => {
  const bound = place([WIFI, CABLE], "192.168.10.5", "10.0.0.7");
  assert.equal(bound.url(), "http://10.0.0.7:4001");
  assert.deepEqual(bound.status().addresses, [{ address: "10.0.0.7", interfaceName: "eth0" }]);
  assert.equal(place([], null, "127.0.0.1").reachableUrl(), "http://127.0.0.1:4001");
});

Deno.test("LanPlace lists the likeliest address first", () => {
  const { addresses } = place([DOCKER, LOOPBACK, CABLE]).status();
  assert.deepEqual(addresses.map(({ address }) => address), ["10.0.0.7", "172.17.0.1"]);
});
