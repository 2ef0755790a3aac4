import assert from "node:assert/strict";
import { DemoFolder } from "../../../tools/demo/demo_folder.ts";
import { checkPassphrase } from "../../../vault/mod.ts";

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("DemoFolder is removed with everything in it", () => {
  let path = "";
  {
    using folder = DemoFolder.make(false);
    path = folder.path;
    Deno.mkdirSync(folder.dataDir);
    assert(exists(folder.passphraseFile));
  }
  assert(!exists(path));
});

Deno.test("DemoFolder stays when it is to be kept", () => {
  let path = "";
  {
    using folder = DemoFolder.make(true);
    path = folder.path;
  }
  try {
    assert(exists(path));
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});

Deno.test("DemoFolder holds a passphrase a new vault takes, readable by its owner alone", () => {
  using folder = DemoFolder.make(false);
  const text = Deno.readTextFileSync(folder.passphraseFile);
  assert(text.endsWith("\n") && !text.slice(0, -1).includes("\n"));
  assert.deepEqual(checkPassphrase(text.slice(0, -1)), { ok: true });
  if (Deno.build.os !== "windows") {
    assert.equal((Deno.statSync(folder.passphraseFile).mode ?? 0) & 0o777, 0o600);
    assert.equal((Deno.statSync(folder.path).mode ?? 0) & 0o077, 0);
  }
});
