/**
 * No internet at all: a hub process in a network without a default route, where name look-ups hang,
 * serves its phones. Needs Linux with `unshare` and `ip`.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { OfflineMorning } from "./offline_clinic_main.ts";

const MAIN = new URL("offline_clinic_main.ts", import.meta.url).href;
/** Of the clinic's own, in what the hub holds from the start, and of five rounds. */
const PATIENTS = 2 + 100;

/** A network of its own with a loopback device, and a name server that is not there. */
const SCRIPT = `ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$@"`;

/** A command in that network. */
function inEmptyNetwork(nameServerFile: string, ...args: readonly string[]): Deno.Command {
  const unshare = ["--user", "--map-root-user", "--net", "--mount"];
  return new Deno.Command("unshare", {
    args: [...unshare, "sh", "-c", SCRIPT, nameServerFile, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Whether this machine can make such a network. */
function canPlay(): boolean {
  if (Deno.build.os !== "linux") return false;
  const file = Deno.makeTempFileSync();
  try {
    return inEmptyNetwork(file, "true").outputSync().success;
  } catch {
    return false;
  } finally {
    Deno.removeSync(file);
  }
}

async function play(url: string, waits: "waits" | "goes on"): Promise<OfflineMorning> {
  const directory = Deno.makeTempDirSync();
  try {
    const nameServerFile = join(directory, "resolv.conf");
    Deno.writeTextFileSync(nameServerFile, "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n");
    const program = [Deno.execPath(), "run", "-A", "--no-check", MAIN, url, waits];
    const { stdout, stderr, success } = await inEmptyNetwork(nameServerFile, ...program).output();
    assert.equal(success, true, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

const ignore = !canPlay();

Deno.test({
  name: "phones are served while the name of the cloud is looked up and never found",
  ignore,
  fn: async () => {
    const morning = await play("https://cloud.example.org", "waits");
    assert.deepEqual(morning.errors, []);
    assert.equal(morning.patients, PATIENTS);
    assert.ok(morning.lookUps > 0);
    assert.deepEqual(morning.stopped, { cancelled: true });
    assert.deepEqual([morning.exitCode, morning.stderr], [0, ""]);
  },
});

Deno.test({
  name: "phones are served where there is no way to the cloud",
  ignore,
  fn: async () => {
    const { errors, patients, exitCode, stderr } = await play("https://203.0.113.7", "goes on");
    assert.deepEqual([errors, patients, exitCode, stderr], [[], PATIENTS, 0, ""]);
  },
});
