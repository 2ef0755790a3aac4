import assert from "node:assert/strict";
import { join } from "node:path";
import { until } from "../../support/until.ts";
import { MadeUpRelease, makeKey, type ReleaseOptions } from "./made_up_release.ts";
import { Hub, leftovers, online } from "./updating_hub.ts";

Deno.test("install() fetches, unpacks, copies, chooses and restarts, in this order", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    assert.equal(hub.status.offered?.version, "26.11.2401");
    assert.equal(hub.status.offered.notes.es, "Mejor.");
    assert.equal(hub.read("current"), null, "nothing is installed without the operator's word");
    await hub.updates.install();
    assert.equal(hub.status.problem, null);
    assert.deepEqual(hub.done, ["snapshot", "restart"]);
    assert.equal(hub.status.step, "restarting");
    assert.equal(hub.read("current"), "26.11.2401");
    assert.equal(hub.read("previous"), "installed");
    assert.equal(hub.read("trial"), "0");
    const run = join(hub.versions, "26.11.2401", "run");
    assert.equal((Deno.statSync(run).mode ?? 0) & 0o111, 0o111);
    assert.equal(hub.read("26.11.2401/version"), "26.11.2401");
    const names = [...Deno.readDirSync(hub.versions)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["26.11.2401", "current", "previous", "trial"]);
  });
});

Deno.test("install() waits while phones sync", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    hub.syncing = true;
    const installing = hub.updates.install();
    await hub.reaches("waiting");
    assert.deepEqual(hub.done, []);
    hub.syncing = false;
    await installing;
    assert.deepEqual(hub.done, ["snapshot", "restart"]);
  });
});

Deno.test("cancel() ends the waiting and installs nothing", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    hub.syncing = true;
    const installing = hub.updates.install();
    await hub.reaches("waiting");
    hub.updates.cancel();
    await installing;
    assert.deepEqual([hub.status.step, hub.status.problem, hub.done], [null, null, []]);
    assert.equal(hub.read("current"), null);
  });
});

Deno.test("install() changes nothing when the copy of the records fails", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    await hub.updates.install();
    assert.equal(hub.status.problem, "STORAGE");
    assert.equal(hub.read("current"), null);
    assert.deepEqual(hub.done, []);
  }, { snapshot: () => Promise.reject(new Error("no room")) });
});

Deno.test("install() goes on where a download broke off", async () => {
  await online({}, async (hub, release, server) => {
    await hub.updates.check();
    server.breakAfter = 20_000;
    await hub.updates.install();
    assert.equal(hub.status.problem, "OFFLINE");
    server.breakAfter = null;
    await hub.updates.install();
    assert.equal(hub.read("current"), "26.11.2401");
    assert.equal(server.asked.at(-1), `${release.archive} bytes=20000-`);
  });
});

Deno.test("install() begins anew at once where the server cannot go on", async () => {
  await online({}, async (hub, _, server) => {
    await hub.updates.check();
    server.breakAfter = 20_000;
    await hub.updates.install();
    server.breakAfter = null;
    server.knowsRanges = false;
    await hub.updates.install();
    assert.deepEqual([hub.status.problem, hub.read("current")], [null, "26.11.2401"]);
  });
});

/** Manifests that the makers have signed and that are none. */
const MISSHAPEN: readonly (readonly [
  title: string,
  spoil: (manifest: {
    readonly notes: Record<string, unknown>;
    readonly assets: readonly Record<string, unknown>[];
  }) => string,
])[] = [
  ["the manifest is no JSON", () => "version: 26.11.2401"],
  ["the manifest is a list", (manifest) => JSON.stringify([manifest])],
  [
    "the manifest has more than it may",
    (manifest) => JSON.stringify(manifest) + " ".repeat(70_000),
  ],
  ["a language is missing", (manifest) => {
    delete manifest.notes["ar"];
    return JSON.stringify(manifest);
  }],
  ["the version is no day", (manifest) => JSON.stringify({ ...manifest, version: "26.11.3100" })],
  ["the address of a file is none", (manifest) => {
    const assets = manifest.assets.map((asset) => ({ ...asset, url: "https://" }));
    return JSON.stringify({ ...manifest, assets });
  }],
  ["a checksum is none", (manifest) => {
    const assets = manifest.assets.map((asset) => ({ ...asset, sha256: "../x" }));
    return JSON.stringify({ ...manifest, assets });
  }],
];

const REFUSED: readonly {
  readonly title: string;
  readonly options?: ReleaseOptions;
  readonly spoil?: (release: MadeUpRelease) => Promise<void>;
  readonly atCheck?: string | null;
  readonly code: string;
}[] = [
  {
    title: "another key has signed it",
    spoil: async (release) => await release.sign((await makeKey()).privateKey),
    code: "NOT_SIGNED",
  },
  {
    title: "a byte of the manifest was changed",
    spoil: async ({ folder, manifest }) => {
      const text = new TextDecoder().decode(manifest).replace("Better", "Worse!");
      await Deno.writeTextFile(join(folder, "manifest.json"), text);
    },
    code: "NOT_SIGNED",
  },
  {
    title: "the signature is no signature",
    spoil: ({ folder }) => Deno.writeTextFile(join(folder, "manifest.json.sig"), "AAAA"),
    code: "NOT_SIGNED",
  },
  {
    title: "the archive was changed",
    spoil: async ({ folder, archive }) => {
      const bytes = await Deno.readFile(join(folder, archive));
      bytes[30_000] = (bytes[30_000] ?? 0) ^ 1;
      await Deno.writeFile(join(folder, archive), bytes);
    },
    code: "DAMAGED",
  },
  ...MISSHAPEN.map(([title, spoil]) => ({
    title,
    spoil: async (release: MadeUpRelease) => {
      const manifest = JSON.parse(new TextDecoder().decode(release.manifest));
      await release.signText(spoil(manifest));
    },
    code: "UNREADABLE",
  })),
  { title: "it is older", options: { version: "26.11.2201" }, code: "NOT_NEWER" },
  { title: "it is the same version", options: { version: "26.11.2300" }, code: "NOT_NEWER" },
  {
    title: "it is for another system",
    options: { asset: { os: "windows" } },
    code: "OTHER_SYSTEM",
  },
  {
    title: "it is for another processor",
    options: { asset: { arch: "aarch64" } },
    code: "OTHER_SYSTEM",
  },
  {
    title: "the archive holds the program of another system",
    options: { inside: { os: "darwin" } },
    code: "OTHER_SYSTEM",
  },
  {
    title: "the archive holds the program of another processor",
    options: { inside: { arch: "aarch64" } },
    code: "OTHER_SYSTEM",
  },
  {
    title: "the archive holds an older version than the manifest says",
    options: { inside: { version: "26.11.2101" } },
    code: "NOT_NEWER",
  },
  {
    title: "another version has to come first",
    options: { minimumFrom: "26.11.2400" },
    code: "TOO_FAR",
  },
];

for (const { title, options = {}, spoil, code } of REFUSED) {
  Deno.test(`an update file is refused with ${code} when ${title}`, async () => {
    using release = await MadeUpRelease.make(options);
    await spoil?.(release);
    using hub = new Hub(release, "");
    await hub.takeFile(await release.file());
    if (hub.status.problem === null) await hub.updates.install();
    assert.equal(hub.status.problem, code);
    assert.deepEqual([hub.read("current"), hub.done], [null, []]);
    assert.deepEqual(leftovers(hub), []);
  });

  Deno.test(`an update from the internet is refused with ${code} when ${title}`, async () => {
    await online(options, async (hub, release) => {
      await spoil?.(release);
      await hub.updates.check();
      if (hub.status.problem === null) await hub.updates.install();
      assert.equal(hub.status.problem, code);
      assert.deepEqual([hub.read("current"), hub.done], [null, []]);
      assert.deepEqual(leftovers(hub), []);
    });
  });
}

Deno.test("takeFile() refuses a file that ends anywhere before its end", async () => {
  using release = await MadeUpRelease.make();
  const whole = await Deno.readFile(await release.file());
  const cut = join(release.folder, "cut");
  for (const length of [0, 100, 600, 1_500, 2_600, 30_000, whole.length - 3_000]) {
    using hub = new Hub(release, "");
    await Deno.writeFile(cut, whole.subarray(0, length));
    await hub.takeFile(cut);
    assert.equal(hub.status.problem, "DAMAGED", `${length}`);
    assert.equal(hub.status.offered, null);
    assert.deepEqual(leftovers(hub), []);
  }
});

Deno.test("takeFile() says that something else is no update file", async () => {
  using release = await MadeUpRelease.make();
  using hub = new Hub(release, "");
  const photo = join(release.folder, "photo.jpg");
  await Deno.writeFile(photo, crypto.getRandomValues(new Uint8Array(5_000)));
  await hub.takeFile(photo);
  assert.equal(hub.status.problem, "UNREADABLE");
});

Deno.test("takeFile() offers what install() then installs without any connection", async () => {
  using release = await MadeUpRelease.make();
  using hub = new Hub(release, "");
  await hub.takeFile(await release.file());
  assert.deepEqual(
    [hub.status.offered?.from, hub.status.offered?.isHere, hub.status.canCheck],
    ["file", true, false],
  );
  await hub.updates.install();
  assert.equal(hub.read("current"), "26.11.2401");
});

Deno.test("the next key may sign as well", async () => {
  await online({}, async (_, release, server) => {
    const keys = { current: (await makeKey()).text, next: release.keys.current };
    using hub = new Hub(release, server.url, { place: { url: server.url, keys } });
    await hub.updates.check();
    assert.equal(hub.status.offered?.version, "26.11.2401");
  });
});

Deno.test("a program without keys takes no update", async () => {
  await online({}, async (_, release, server) => {
    const keys = { current: "", next: "" };
    using hub = new Hub(release, server.url, { place: { url: server.url, keys } });
    await hub.updates.check();
    assert.equal(hub.status.problem, "NOT_SIGNED");
  });
});

Deno.test("start() is quiet when there is no connection, check() is not", async () => {
  using release = await MadeUpRelease.make();
  const lost = () => Promise.reject(new TypeError("no route"));
  let changes = 0;
  using hub = new Hub(release, "https://updates.invalid/", {
    fetch: lost,
    onChange: () => changes++,
  });
  hub.updates.start();
  while (changes === 0) await new Promise((go) => setTimeout(go, 1));
  assert.deepEqual([hub.status.problem, hub.status.checkedAtMs], [null, null]);
  await hub.updates.check();
  assert.equal(hub.status.problem, "OFFLINE");
});

Deno.test("start() looks again and again, and finds what comes out later", async () => {
  await online({ version: "26.11.2300" }, async (hub, release, server) => {
    hub.updates.start();
    const offered = () => hub.status.offered?.version ?? null;
    const asked = () => server.asked.filter((name) => name === "manifest.json").length;
    while (asked() < 3) await new Promise((go) => setTimeout(go, 5));
    assert.equal(offered(), null);
    using newer = await MadeUpRelease.make();
    const text = new TextDecoder().decode(newer.manifest);
    await release.signText(text);
    await until(() => offered() !== null);
    assert.equal(offered(), "26.11.2401");
    assert.deepEqual([hub.done, hub.read("current")], [[], null]);
  }, { checkMs: 10 });
});

Deno.test("start() asks nobody when there is no place for updates", async () => {
  using release = await MadeUpRelease.make();
  let asked = 0;
  using hub = new Hub(release, "", {
    fetch: () => {
      asked++;
      return Promise.reject(new TypeError("no route"));
    },
  });
  hub.updates.start();
  await new Promise((go) => setTimeout(go, 5));
  assert.equal(asked, 0);
});

Deno.test("updates never come over plain http from elsewhere", async () => {
  using release = await MadeUpRelease.make();
  let asked = 0;
  using hub = new Hub(release, "http://updates.example/", {
    fetch: () => {
      asked++;
      return Promise.reject(new TypeError("no route"));
    },
  });
  await hub.updates.check();
  assert.deepEqual([asked, hub.status.problem], [0, "OFFLINE"]);
});

Deno.test("install() is refused for a program that runs from its sources", async () => {
  await online({}, async (hub) => {
    await hub.updates.check();
    await hub.updates.install();
    assert.deepEqual([hub.status.canInstall, hub.status.problem], [false, "NOT_INSTALLED"]);
  }, { installation: null });
});
