import assert from "node:assert/strict";
import { join } from "node:path";
import { desktopWord, type Hold, KeepAwake, LoginStart } from "../../../server/machine/mod.ts";
import { until } from "../../support/until.ts";

/** A system that counts who wants it awake. */
class System {
  held = 0;
  refuses = false;
  asked = 0;

  /** Lets go by itself. */
  letGo: () => void = () => {};

  readonly take = (): Promise<Hold | null> => {
    this.asked++;
    if (this.refuses) return Promise.resolve(null);
    this.held++;
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    this.letGo = resolve;
    return Promise.resolve({ lost, [Symbol.dispose]: () => void this.held-- });
  };
}

Deno.test("KeepAwake holds while it is wanted, once", async () => {
  const system = new System();
  let changes = 0;
  const awake = new KeepAwake(() => changes++, system.take);
  await Promise.all([awake.want(true), awake.want(true)]);
  await awake.want(true);
  assert.deepEqual([system.held, system.asked, awake.isHeld], [1, 1, true]);
  await awake.want(false);
  assert.deepEqual([system.held, awake.isHeld, changes], [0, false, 2]);
});

Deno.test("KeepAwake lets go when it is no longer wanted while the system is asked", async () => {
  const system = new System();
  const awake = new KeepAwake(() => {}, system.take);
  const first = awake.want(true);
  awake[Symbol.dispose]();
  await first;
  assert.deepEqual([system.held, awake.isHeld], [0, false]);
});

Deno.test("KeepAwake says when the system has let go by itself, and asks it again", async () => {
  const system = new System();
  using awake = new KeepAwake(() => {}, system.take, 20);
  await awake.want(true);
  system.letGo();
  await new Promise((go) => setTimeout(go, 1));
  assert.deepEqual([awake.isHeld, system.asked], [false, 1]);
  await until(() => awake.isHeld);
  assert.deepEqual([awake.isHeld, system.asked], [true, 2]);
  await awake.want(false);
  system.letGo();
  await new Promise((go) => setTimeout(go, 40));
  assert.deepEqual([awake.isHeld, system.asked], [false, 2]);
});

Deno.test("KeepAwake takes a refusal as it is", async () => {
  const system = new System();
  system.refuses = true;
  using awake = new KeepAwake(() => {}, system.take);
  await awake.want(true);
  assert.equal(awake.isHeld, false);
});

Deno.test({
  name: "the hold of Linux ends with the program, also when it is killed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "hub-awake-" });
    try {
      // In the place of systemd's program, which needs a running systemd.
      const marker = join(folder, "held");
      const script = `#!/bin/sh\ntouch "${marker}"\ncat\nrm "${marker}"\n`;
      await Deno.writeTextFile(join(folder, "systemd-inhibit"), script, { mode: 0o755 });
      const module = new URL("../../../server/machine/mod.ts", import.meta.url).href;
      const program = `import { KeepAwake } from "${module}";
        await new KeepAwake(() => {}).want(true);
        Deno.stdout.writeSync(new TextEncoder().encode("held"));
        setInterval(() => {}, 1000);`;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-check", program],
        env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
        stdout: "piped",
      }).spawn();
      const reader = child.stdout.getReader();
      await reader.read();
      assert((await Deno.stat(marker)).isFile);
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
      await until(
        async () => !await isThere(marker),
        () => "the machine would never sleep again",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

function loginStart(home: string, more: { os?: "linux" | "darwin" | "windows" } = {}) {
  return new LoginStart({
    os: more.os ?? "linux",
    env: (name) => name === "HOME" ? home : undefined,
    launcher: `/opt/some "where"/100%/bin/hikma-hub`,
  });
}

Deno.test("LoginStart is off at first, and writes and removes the entry of the desktop", () => {
  const home = Deno.makeTempDirSync({ prefix: "hub-login-" });
  try {
    const login = loginStart(home);
    assert.deepEqual([login.isPossible, login.isOn], [true, false]);
    login.choose(true);
    assert.equal(login.isOn, true);
    const text = Deno.readTextFileSync(join(home, ".config/autostart/hikma-hub.desktop"));
    assert.match(text, /^\[Desktop Entry\]\nType=Application\n/);
    assert(text.includes(String.raw`Exec="/opt/some \\"where\\"/100%%/bin/hikma-hub"`), text);
    login.choose(false);
    login.choose(false);
    assert.equal(login.isOn, false);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("LoginStart starts the hub of the directory it was chosen for", () => {
  const home = Deno.makeTempDirSync({ prefix: "hub-login-" });
  try {
    const place = {
      env: (name: string) => name === "HOME" ? home : undefined,
      launcher: "/opt/hub",
    };
    const dataDirectory = "/data/50% & more";
    const linux = new LoginStart({ ...place, os: "linux", dataDirectory });
    linux.choose(true);
    assert.deepEqual([linux.isOn, new LoginStart({ ...place, os: "linux" }).isOn], [true, false]);
    const entry = Deno.readTextFileSync(join(home, ".config/autostart/hikma-hub.desktop"));
    assert(entry.includes(`Exec="/opt/hub" "--data-dir" "/data/50%% & more"\n`), entry);
    new LoginStart({ ...place, os: "darwin", dataDirectory }).choose(true);
    const path = join(home, "Library/LaunchAgents/org.hikmahealth.sync-hub.plist");
    const flags = "<string>--data-dir</string><string>/data/50% &amp; more</string></array>";
    assert(Deno.readTextFileSync(path).includes(`<string>/opt/hub</string>${flags}`));
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("desktopWord() writes a word so that it is read back, whatever is in it", () => {
  assert.equal(desktopWord(String.raw`/a\b $c`), String.raw`"/a\\\\b \\$c"`);
  assert.equal(desktopWord("`100%'"), String.raw`"\\${"`"}100%%'"`);
});

Deno.test("LoginStart writes an agent on macOS", () => {
  const home = Deno.makeTempDirSync({ prefix: "hub-login-" });
  try {
    const login = loginStart(home, { os: "darwin" });
    login.choose(true);
    assert.equal(login.isOn, true);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("LoginStart cannot be chosen from the sources, nor where it is done by hand", () => {
  const place = { os: "linux", env: () => "/home/x", launcher: null } as const;
  assert.equal(new LoginStart(place).isPossible, false);
  assert.equal(loginStart("/home/x", { os: "windows" }).isPossible, false);
});
