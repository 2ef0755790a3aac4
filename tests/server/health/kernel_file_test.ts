import assert from "node:assert/strict";

const KERNEL_FILE = new URL("../../../server/health/kernel_file.ts", import.meta.url);

Deno.test({
  name: "KernelFiles reads a file of /sys with the permissions that the hub has",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const script = `import { KernelFiles } from ${JSON.stringify(KERNEL_FILE.href)};
      using kernel = new KernelFiles();
      const texts = ["/sys/class/net/lo/mtu", "/sys/class/net/none"].map((p) => kernel.text(p));
      await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(texts)));`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-lock", "--quiet", "--allow-read", "--allow-ffi", "-"],
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(script));
    await input.close();
    const { stdout } = await child.output();
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), ["65536\n", ""]);
  },
});
