import assert from "node:assert/strict";
import { lanAddress, lanUrl } from "../../../server/listener/lan_address.ts";

const at = (name: string, address: string) => ({ name, family: "IPv4", address }) as const;

Deno.test("lanAddress() prefers the clinic's network to containers, tunnels and self-assigned ones", () => {
  const interfaces = [
    at("lo", "127.0.0.1"),
    at("docker0", "172.17.0.1"),
    at("eth0", "169.254.7.7"),
    at("tun0", "10.8.0.2"),
    at("wlan0", "192.168.1.10"),
    { name: "wlan0", family: "IPv6", address: "fe80::1" } as const,
  ];
  assert.equal(lanAddress(interfaces), "192.168.1.10");
  assert.equal(lanAddress(interfaces.slice(0, 4)), "169.254.7.7");
  assert.equal(lanAddress([at("eth0", "203.0.113.9"), at("eth1", "10.1.2.3")]), "10.1.2.3");
});

Deno.test("lanAddress() without a network is this machine: the hub starts all the same (W-R16)", () => {
  assert.equal(lanAddress([]), "127.0.0.1");
  assert.equal(lanAddress([at("lo", "127.0.0.1")]), "127.0.0.1");
});

Deno.test("lanUrl() names the bound address, or the best one when all are bound", () => {
  const interfaces = [at("wlan0", "192.168.1.10")];
  assert.equal(lanUrl("0.0.0.0", 4001, interfaces), "http://192.168.1.10:4001");
  assert.equal(lanUrl("10.0.0.7", 80, interfaces), "http://10.0.0.7:80");
  assert.equal(lanUrl("::1", 80, interfaces), "http://[::1]:80");
});
