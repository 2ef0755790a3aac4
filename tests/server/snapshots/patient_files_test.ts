import assert from "node:assert/strict";
import { join } from "node:path";
import { jobsInWorker, Patience, SnapshotError } from "../../../server/snapshots/mod.ts";
import { type DurableFiles, durableFiles } from "../../../server/snapshots/durable_files.ts";
import { patientFiles } from "../../../server/snapshots/patient_files.ts";
import { until } from "../../support/until.ts";

const refused = (code: string) => (error: unknown) =>
  error instanceof SnapshotError && error.code === code;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Two folders, one of which is patient. */
class Folders implements Disposable {
  readonly share = Deno.makeTempDirSync({ prefix: "share-" });
  readonly here = Deno.makeTempDirSync({ prefix: "here-" });

  patient(stallMs: number, files: DurableFiles = durableFiles): DurableFiles {
    return patientFiles(files, this.share, new Patience(stallMs), stallMs);
  }

  pipe(): string {
    const path = join(this.share, "pipe");
    assert.ok(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
    return path;
  }

  [Symbol.dispose](): void {
    for (const path of [this.share, this.here]) Deno.removeSync(path, { recursive: true });
  }
}

Deno.test({
  name: "patientFiles() gives up what never answers, and what is elsewhere goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folders = new Folders();
    const pipe = folders.pipe();
    const files = folders.patient(500);
    const target = join(folders.here, "copy");
    await assert.rejects(files.copy(pipe, target), refused("PLACE_MISSING"));
    // At once: nothing more is asked while that has no answer.
    await assert.rejects(files.list(folders.share), refused("PLACE_MISSING"));
    await files.write(target, new TextEncoder().encode("another copy"));
    assert.equal(await files.size(target), 12);
    assert.deepEqual(await files.list(folders.here), ["copy"]);
    (await Deno.open(pipe, { read: true, write: true })).close();
    const names = () => files.list(folders.share).catch(() => null);
    await until(async () => await names() !== null);
    // What was given up has touched nothing of what came after it.
    assert.equal(Deno.readTextFileSync(target), "another copy");
    assert.deepEqual(Deno.readDirSync(folders.share).map(({ name }) => name).toArray(), ["pipe"]);
  },
});

Deno.test("patientFiles() waits for the disk that a copy goes to, however long it flushes", async () => {
  using folders = new Folders();
  const slow: DurableFiles = {
    ...durableFiles,
    copy: async (...args) => {
      const digest = await durableFiles.copy(...args);
      await wait(2_000);
      return digest;
    },
  };
  const source = join(folders.share, "source");
  Deno.writeFileSync(source, new Uint8Array(3_000_000));
  // So long a busy machine may need for one part of it.
  const files = folders.patient(1_000, slow);
  const { bytes } = await files.copy(source, join(folders.here, "copy"));
  assert.equal(bytes, 3_000_000);
  // A flush in the place itself is waited for like everything else there.
  await assert.rejects(
    files.copy(source, join(folders.share, "copy")),
    refused("PLACE_MISSING"),
  );
});

Deno.test("patientFiles() ends a copy when it is told to", async () => {
  using folders = new Folders();
  const source = join(folders.share, "source");
  Deno.writeFileSync(source, new Uint8Array(3_000_000));
  const ending = new AbortController();
  const copied = folders.patient(5_000).copy(
    ...[source, join(folders.here, "copy")] as const,
    ...[ending.signal, () => ending.abort()] as const,
  );
  await assert.rejects(copied);
});

Deno.test({
  name: "jobsInWorker leaves a worker that hangs in the file system when it is told to stop",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folders = new Folders();
    const path = folders.pipe();
    const ending = new AbortController();
    const checking = jobsInWorker.check({ path, key: new Uint8Array(32) }, {
      signal: ending.signal,
    });
    setTimeout(() => ending.abort(), 500);
    await assert.rejects(checking, refused("CANCELLED"));
    (await Deno.open(path, { read: true, write: true })).close();
    await wait(100);
  },
});
