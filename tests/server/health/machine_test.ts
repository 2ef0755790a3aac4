/** Disk, power and firewall, read from folders made up for the purpose. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DiskTrend, systemRoom } from "../../../server/health/disk.ts";
import { readFirewall } from "../../../server/health/firewall.ts";
import { readPower } from "../../../server/health/power.ts";
import { madeMs } from "../../../server/health/versions.ts";

/** A folder with these files, removed when disposed. */
function folderOf(files: Readonly<Record<string, string>>): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  for (const [name, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(path, name)), { recursive: true });
    Deno.writeTextFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("systemRoom() knows the room of a directory, and of one that is still to be made", async () => {
  using folder = folderOf({});
  const here = await systemRoom(folder.path);
  assert.ok(here !== null && here.freeBytes > 0 && here.totalBytes >= here.freeBytes);
  assert.equal((await systemRoom(join(folder.path, "new")))?.totalBytes, here.totalBytes);
  assert.equal(await systemRoom(join(folder.path, "no", "such", "place")), null);
});

Deno.test("DiskTrend says when the disk is full at the present pace", () => {
  const trend = new DiskTrend();
  const at = (minute: number, freeBytes: number) =>
    trend.note({ freeBytes, totalBytes: 100e9 }, minute * 60_000).fullInHours;
  assert.equal(at(0, 50e9), null);
  assert.equal(at(0.3, 46e9), null, "too soon to tell");
  assert.equal(at(1, 40e9)?.toFixed(3), (40 / (10 * 60)).toFixed(3));
  // What was freed again is no trend.
  assert.equal(at(2, 60e9), null);
  assert.equal(trend.note(null, 0).freeBytes, null);
});

Deno.test("DiskTrend does not take the work of a clinic for a trend", () => {
  const trend = new DiskTrend();
  let last: number | null = null;
  for (let minute = 0; minute < 120; minute++) {
    const freeBytes = 20e9 - minute * 5e6;
    last = trend.note({ freeBytes, totalBytes: 100e9 }, minute * 60_000).fullInHours;
  }
  assert.equal(last, null);
});

Deno.test("readPower() tells mains, battery and what keeps a laptop awake", async () => {
  using folder = folderOf({
    "supplies/AC/type": "Mains\n",
    "supplies/AC/online": "0\n",
    "supplies/BAT0/type": "Battery\n",
    "supplies/BAT0/status": "Discharging\n",
    "supplies/BAT0/capacity": "41\n",
    // A mouse is no battery of the laptop.
    "supplies/hid/type": "Battery\n",
    "supplies/hid/scope": "Device\n",
    "supplies/hid/capacity": "99\n",
    "inhibit/1": "WHAT=handle-power-key\nMODE=block\n",
    "inhibit/2": "WHAT=sleep\nMODE=delay\n",
  });
  const places = {
    supplies: join(folder.path, "supplies"),
    inhibitors: join(folder.path, "inhibit"),
    os: "linux",
  } as const;
  const expected = { onMains: false, batteryPercent: 41, keptAwake: false };
  assert.deepEqual(await readPower(places), expected);
  Deno.writeTextFileSync(join(folder.path, "supplies/AC/online"), "1\n");
  Deno.writeTextFileSync(join(folder.path, "inhibit/3"), "WHAT=idle:sleep\nMODE=block\n");
  assert.deepEqual(await readPower(places), { ...expected, onMains: true, keptAwake: true });
});

Deno.test("readPower() knows nothing of a machine that does not tell", async () => {
  const nothing = { onMains: null, batteryPercent: null, keptAwake: null };
  assert.deepEqual(await readPower({ supplies: "/no", inhibitors: "/no", os: "linux" }), nothing);
  assert.deepEqual(await readPower({ supplies: "/no", inhibitors: "/no", os: "darwin" }), nothing);
});

const UFW_ON = { "etc/ufw/ufw.conf": "# comment\nENABLED=yes\nLOGLEVEL=low\n" };

Deno.test("readFirewall() reads ufw, whose rules an ordinary user may not see", async () => {
  const look = async (files: Record<string, string>) => {
    using folder = folderOf(files);
    const place = { port: 4001, program: "/usr/bin/deno", os: "linux", root: folder.path } as const;
    return await readFirewall(place);
  };
  const fix = "sudo ufw allow 4001/tcp";
  assert.deepEqual(await look(UFW_ON), { kind: "ufw", active: true, letsIn: null, fix });
  const allowed = "### tuple ### allow tcp 4001 0.0.0.0/0 any 0.0.0.0/0 in\n";
  const other = "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n";
  assert.equal((await look({ ...UFW_ON, "etc/ufw/user.rules": allowed })).letsIn, true);
  assert.equal((await look({ ...UFW_ON, "etc/ufw/user.rules": other })).letsIn, false);
  assert.equal((await look({ "etc/ufw/ufw.conf": "ENABLED=no\n" })).kind, "none");
  assert.equal((await look({})).kind, "none");
});

Deno.test("readFirewall() reads the zone of firewalld", async () => {
  const look = async (zone: string) => {
    using folder = folderOf({
      "run/firewalld.pid": "712\n",
      "etc/firewalld/firewalld.conf": "DefaultZone=home\n",
      "usr/lib/firewalld/zones/home.xml": zone,
    });
    const place = { port: 4001, program: "/usr/bin/deno", os: "linux", root: folder.path } as const;
    return await readFirewall(place);
  };
  assert.equal((await look(`<zone><port port="22" protocol="tcp"/></zone>`)).letsIn, false);
  assert.equal((await look(`<zone><port protocol="tcp" port="4000-4010"/></zone>`)).letsIn, true);
  assert.equal((await look(`<zone><port protocol="udp" port="4001"/></zone>`)).letsIn, false);
  assert.equal((await look(`<zone target="ACCEPT"></zone>`)).letsIn, true);
});

Deno.test("readFirewall() names the fix of each system", async () => {
  const place = { port: 4001, program: "/opt/hub", root: "/no" };
  const windows = await readFirewall({ ...place, os: "windows" });
  assert.match(windows.fix ?? "", /New-NetFirewallRule .*-LocalPort 4001 -Profile Private/);
  const macos = await readFirewall({ ...place, os: "darwin" });
  assert.match(macos.fix ?? "", /socketfilterfw --add "\/opt\/hub"/);
});

Deno.test("madeMs() reads the day out of a version", () => {
  assert.equal(madeMs("26.11.2300"), Date.UTC(2026, 10, 23));
  assert.equal(madeMs("26.1.502"), Date.UTC(2026, 0, 5));
  assert.equal(madeMs("1.0.0"), 0);
});
