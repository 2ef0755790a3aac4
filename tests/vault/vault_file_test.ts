import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  type DeriveKey,
  Vault,
  VaultError,
  type VaultErrorCode,
  type VaultOptions,
} from "../../vault/mod.ts";
import { parseVaultFile } from "../../vault/vault_file.ts";
import { CHEAP, PASSPHRASE } from "./fixtures.ts";
import { PowerLossDisk } from "./power_loss_disk.ts";

const PATH = "/hub/hub.vault";
const SECRET = { passphrase: PASSPHRASE };

async function makeFile(): Promise<Uint8Array> {
  const files = new PowerLossDisk();
  using vault = await Vault.create(PATH, PASSPHRASE, { ...CHEAP, files });
  await vault.update({ hubName: "North" });
  await vault.issueRecoveryKey();
  const bytes = await files.read(PATH, Infinity);
  assert.ok(bytes !== null);
  return bytes;
}

/** How unlocking a file of these bytes ends. */
async function outcome(
  bytes: Uint8Array,
  options: VaultOptions = CHEAP,
): Promise<VaultErrorCode | "opens"> {
  const files = new PowerLossDisk([[PATH, bytes]]);
  try {
    (await Vault.unlock(PATH, SECRET, { ...options, files })).lock();
    return "opens";
  } catch (error) {
    assert.ok(error instanceof VaultError, `crash: ${error}`);
    return error.code;
  }
}

/** A file with this content and the right checksum. */
function withChecksum(content: Record<string, unknown>): Uint8Array {
  const { checksum: _, ...rest } = content;
  const text = JSON.stringify(rest, null, 2).slice(0, -2);
  const hex = createHash("sha256").update(text).digest("hex");
  return new TextEncoder().encode(`${text},\n  "checksum": "${hex}"\n}\n`);
}

async function makeContent(): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await makeFile()));
}

Deno.test("a file truncated at any length is DAMAGED", async () => {
  const bytes = await makeFile();
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(await outcome(bytes.slice(0, length)), "DAMAGED", `at ${length}`);
  }
});

Deno.test("a file with any byte changed is DAMAGED", async () => {
  const bytes = await makeFile();
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [0x01, 0x20, 0x80, 0xff]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ flip;
      assert.equal(await outcome(changed), "DAMAGED", `byte ${at} xor ${flip}`);
    }
  }
});

Deno.test("a file with bytes added, cut out or zeroed is DAMAGED", async () => {
  const bytes = await makeFile();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 60, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 600 }),
      fc.uint8Array({ maxLength: 600 }),
      async (at, count, replacement) => {
        const end = Math.min(bytes.length, at + count);
        const changed = new Uint8Array([
          ...bytes.slice(0, at),
          ...replacement,
          ...bytes.slice(end),
        ]);
        fc.pre(changed.toHex() !== bytes.toHex());
        assert.equal(await outcome(changed), "DAMAGED");
        assert.equal(await outcome(new Uint8Array([...bytes, ...replacement, 10])), "DAMAGED");
      },
    ),
  );
  assert.equal(await outcome(new Uint8Array(bytes.length)), "DAMAGED");
  assert.equal(
    await outcome(new Uint8Array([...bytes, ...new Uint8Array(3 * 2 ** 20)])),
    "DAMAGED",
  );
});

Deno.test("what is no vault at all is FOREIGN", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const foreign = [
    encode("{}"),
    encode("[]"),
    encode("null"),
    encode('{\n  "format": "hikma-hub-backup",\n  "version": 1\n}\n'),
    encode('{"id":"x","name":"y"}'),
    encode("SQLite format 3\0" + "\0".repeat(4080)),
    encode("PARTI\x02\0" + "\xff".repeat(900)), // a Stronghold snapshot begins so
    encode("\ufeff{}"),
    encode("PK\x03\x04"),
    crypto.getRandomValues(new Uint8Array(4096)),
    new Uint8Array(3 * 2 ** 20).fill(120),
  ];
  for (const bytes of foreign) assert.equal(await outcome(bytes), "FOREIGN");
});

Deno.test("random bytes give FOREIGN or DAMAGED, never a crash", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      const code = await outcome(bytes);
      assert.ok(code === "FOREIGN" || code === "DAMAGED", code);
      // Long enough not to be the beginning of a vault by chance, and not all zeros.
      if (bytes.length > 16 && bytes.some((byte) => byte !== 0)) assert.equal(code, "FOREIGN");
    }),
    { numRuns: 500 },
  );
});

Deno.test("a higher version is NEWER_VERSION, whatever else it holds", async () => {
  const content = await makeContent();
  assert.equal(await outcome(withChecksum({ ...content, version: 3 })), "NEWER_VERSION");
  const other = { format: content["format"], version: 99, anything: [1, 2, 3] };
  assert.equal(await outcome(withChecksum(other)), "NEWER_VERSION");
});

Deno.test("a version that nobody wrote is FOREIGN", async () => {
  const content = await makeContent();
  for (const version of [0, -1, 1.5, "1", null, {}]) {
    assert.equal(await outcome(withChecksum({ ...content, version })), "FOREIGN");
  }
});

Deno.test("a hostile file cannot ask for costly derivations", async () => {
  const hostile: Record<string, number>[] = [
    { memoryKiB: 104_857_600 },
    { memoryKiB: 262_145 },
    { memoryKiB: 1 },
    { memoryKiB: 2048.5 },
    { passes: 17 },
    { passes: 0 },
    { passes: 1e9 },
    { lanes: 5 },
    { lanes: 0 },
  ];
  for (const parameters of hostile) {
    const content = await makeContent();
    const [wrap] = content["wraps"] as { kdf: Record<string, unknown> }[];
    assert.ok(wrap !== undefined);
    Object.assign(wrap.kdf, parameters);
    let derivations = 0;
    const deriveKey: DeriveKey = () => {
      derivations++;
      return Promise.resolve(new Uint8Array(32));
    };
    const bytes = withChecksum(content);
    assert.equal(await outcome(bytes, { ...CHEAP, deriveKey }), "FOREIGN");
    assert.equal(derivations, 0);
  }
  const content = await makeContent();
  const [wrap] = content["wraps"] as { name: string }[];
  const wraps = Array.from({ length: 9 }, (_, at) => ({ ...wrap, name: `officer-${at}` }));
  assert.equal(await outcome(withChecksum({ ...content, wraps })), "FOREIGN");
  assert.equal(await outcome(withChecksum({ ...content, wraps: [wrap, wrap] })), "FOREIGN");
  assert.equal(await outcome(withChecksum({ ...content, wraps: [] })), "FOREIGN");
});

Deno.test("parts of two states of a vault do not open together", async () => {
  const files = new PowerLossDisk();
  using vault = await Vault.create(PATH, PASSPHRASE, { ...CHEAP, files });
  const parse = (bytes: Uint8Array | null) =>
    JSON.parse(new TextDecoder().decode(bytes ?? undefined));
  const first = parse(await files.read(PATH, Infinity));
  await vault.changePassphrase(PASSPHRASE, "eight yellow papayas");
  const second = parse(await files.read(PATH, Infinity));
  // The old passphrase brought back under the new secrets.
  assert.equal(await outcome(withChecksum({ ...second, wraps: first.wraps })), "DAMAGED");
  const both = [first.wraps[0], { ...second.wraps[0], name: "second" }];
  assert.equal(await outcome(withChecksum({ ...second, wraps: both })), "DAMAGED");
  assert.equal(await outcome(withChecksum({ ...first, writtenAtMs: 1 })), "DAMAGED");
  const renamed = [{ ...first.wraps[0], name: "other" }];
  assert.equal(await outcome(withChecksum({ ...first, wraps: renamed })), "WRONG_PASSPHRASE");
  assert.equal(await outcome(withChecksum(first)), "opens");
});

/** Places in a JSON value, as lists of keys. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

Deno.test("a well-sealed file with any value replaced gives a code, never a crash", async () => {
  const original = JSON.stringify(await makeContent());
  const all = places(JSON.parse(original)).filter((path) => path.length > 0);
  const cheap = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("", "AAAA", "argon2id", "hkdf-sha256", 1, 1024, -1, 1e300),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...all), fc.boolean(), cheap, async (path, add, value) => {
      const content = JSON.parse(original);
      let at = content;
      for (const key of path.slice(0, -1)) at = at[key];
      const key = path.at(-1) ?? "";
      Object.defineProperty(at, add ? `${key}x` : key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      const code = await outcome(withChecksum(content));
      const allowed = ["FOREIGN", "DAMAGED", "NEWER_VERSION", "WRONG_PASSPHRASE"];
      if (JSON.stringify(content) === original || path[0] === "checksum") allowed.push("opens");
      assert.ok(allowed.includes(code), `${path.join(".")}: ${code}`);
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseVaultFile() reads back what was written", async () => {
  const parsed = parseVaultFile(await makeFile());
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.file.wraps.map((wrap) => wrap.name), ["passphrase", "recovery"]);
});
