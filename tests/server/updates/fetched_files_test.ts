/** What lies between the offer and the installation: parts, whole files, and what has become old. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { MadeUpRelease } from "./made_up_release.ts";
import { Hub, leftovers, online } from "./updating_hub.ts";

/** The place of the first release offers this one as well, with its file. */
async function publish(release: MadeUpRelease, newer: MadeUpRelease): Promise<void> {
  await Deno.copyFile(join(newer.folder, newer.archive), join(release.folder, newer.archive));
  await release.signText(new TextDecoder().decode(newer.manifest));
}

/** A file that breaks off in the middle and says no more, as a stick that was pulled out half. */
function stuck(bytes: Uint8Array<ArrayBuffer>): {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly cancelled: Promise<void>;
} {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(bytes),
    cancel: () => resolve(),
  });
  return { stream, cancelled };
}

Deno.test("a part of one release is not gone on with for another, and is removed", async () => {
  await online({}, async (hub, release, server) => {
    await hub.updates.check();
    server.breakAfter = 20_000;
    await hub.updates.install();
    assert.equal(leftovers(hub).length, 1);
    using newer = await MadeUpRelease.make({ version: "26.11.2402" });
    await publish(release, newer);
    await hub.updates.check();
    await hub.updates.install();
    assert.equal(hub.status.problem, "OFFLINE");
    const parts = leftovers(hub);
    assert.deepEqual([parts.length, parts[0]?.includes("26.11.2402")], [1, true], `${parts}`);
    server.breakAfter = null;
    await hub.updates.install();
    assert.equal(hub.status.problem, null);
    assert.equal(hub.read("current"), "26.11.2402");
    const asked = server.asked.filter((name) => name.includes(".gz"));
    const { archive } = newer;
    assert.deepEqual(asked, [release.archive, archive, `${archive} bytes=20000-`]);
  });
});

Deno.test("a newer release takes the place of one that was fetched and not installed", async () => {
  await online({}, async (hub, release) => {
    hub.refusesCopy = true;
    await hub.updates.check();
    await hub.updates.install();
    assert.equal(hub.status.offered?.isHere, true);
    using newer = await MadeUpRelease.make({ version: "26.11.2402" });
    await publish(release, newer);
    await hub.updates.check();
    assert.deepEqual(
      [hub.status.offered?.version, hub.status.offered?.isHere],
      ["26.11.2402", false],
    );
    const files = () => leftovers(hub).filter((name) => name.endsWith(".gz")).sort();
    assert.match(files().join(" "), /26\.11\.2401/, "the older one stays until the newer is here");
    await hub.updates.install();
    assert.deepEqual(files().map((name) => name.includes("26.11.2402")), [true]);
    hub.refusesCopy = false;
    await hub.updates.install();
    assert.deepEqual([hub.read("current"), files()], ["26.11.2402", []]);
  });
});

Deno.test("what came from a stick gives way to a newer release only", async () => {
  await online({}, async (hub, release) => {
    await hub.takeFile(await release.file());
    const offered = () => [hub.status.offered?.from, hub.status.offered?.version];
    for (const version of ["26.11.2400", "26.11.2401"]) {
      using same = await MadeUpRelease.make({ version });
      await publish(release, same);
      await hub.updates.check();
      assert.deepEqual(offered(), ["file", "26.11.2401"]);
    }
    using newer = await MadeUpRelease.make({ version: "26.11.2402" });
    await publish(release, newer);
    await hub.updates.check();
    assert.deepEqual(offered(), ["internet", "26.11.2402"]);
  });
});

Deno.test("a newer release that cannot be installed in one step leaves the older one offered", async () => {
  await online({}, async (hub, release) => {
    await hub.takeFile(await release.file());
    using newer = await MadeUpRelease.make({ version: "26.11.2402", minimumFrom: "26.11.2401" });
    await publish(release, newer);
    await hub.updates.check();
    assert.deepEqual([hub.status.problem, hub.status.offered?.version], ["TOO_FAR", "26.11.2401"]);
  });
});

Deno.test("a release that its makers have taken back is not offered any more", async () => {
  await online({}, async (hub, release) => {
    await hub.updates.check();
    assert.notEqual(hub.status.offered, null);
    using older = await MadeUpRelease.make({ version: "26.11.2300" });
    await publish(release, older);
    await hub.updates.check();
    assert.equal(hub.status.offered, null);
  });
});

Deno.test("a file that was fetched before the program ended is not fetched again", async () => {
  await online({}, async (hub, release, server) => {
    hub.refusesCopy = true;
    await hub.updates.check();
    await hub.updates.install();
    const asked = server.asked.filter((name) => name.includes(".gz")).length;
    using later = new Hub(release, server.url, {}, hub.root);
    later.updates.proved();
    await later.updates.check();
    await later.updates.install();
    assert.equal(later.read("current"), "26.11.2401");
    assert.equal(server.asked.filter((name) => name.includes(".gz")).length, asked);
  });
});

Deno.test("cancel() ends the reading of a file at once, and leaves nothing of it", async () => {
  using release = await MadeUpRelease.make();
  const whole = await Deno.readFile(await release.file());
  for (const length of [0, 700, 30_000, whole.length]) {
    using hub = new Hub(release, "");
    const { stream, cancelled } = stuck(whole.subarray(0, length));
    const taking = hub.updates.takeFile(stream);
    await new Promise((go) => setTimeout(go, 50));
    assert.equal(hub.status.step, "fetching", `${length}`);
    hub.updates.cancel();
    await taking;
    await cancelled;
    const { step, problem, offered } = hub.status;
    assert.deepEqual([step, problem, offered, leftovers(hub)], [null, null, null, []]);
    await hub.takeFile(await release.file());
    assert.equal(hub.status.offered?.version, "26.11.2401");
  }
});

Deno.test("an unlock while an update waits for phones removes nothing of it", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    hub.syncing = true;
    const installing = hub.updates.install();
    await hub.reaches("waiting");
    hub.updates.proved();
    hub.syncing = false;
    await installing;
    assert.equal(hub.read("current"), "26.11.2401");
    assert.equal(hub.read("26.11.2401/version"), "26.11.2401");
  });
});

Deno.test("proved() removes the file of a version that is installed by now", async () => {
  await online({}, async (hub) => {
    Deno.mkdirSync(hub.versions);
    const name = (version: string) => `update-${version}-0123456789abcdef.tar.gz`;
    const old = [name("26.11.2300"), `${name("26.11.2200")}.part`, "update.tar.gz"];
    for (const left of [...old, `${name("26.11.2401")}.part`]) {
      Deno.writeTextFileSync(join(hub.versions, left), "");
    }
    hub.updates.proved();
    await Promise.resolve();
    assert.deepEqual(leftovers(hub), [`${name("26.11.2401")}.part`]);
  });
});
