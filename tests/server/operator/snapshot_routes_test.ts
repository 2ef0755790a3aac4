import assert from "node:assert/strict";
import { AttemptLimits } from "../../../server/operator/attempt_limits.ts";
import { OperatorGuard, StatusFeed } from "../../../server/operator/mod.ts";
import type { OperatorCopies } from "../../../server/operator/mod.ts";
import { operatorErrorOf, refusal } from "../../../server/operator/operator_error.ts";
import { snapshotRoutes } from "../../../server/operator/snapshot_routes.ts";
import { SnapshotError, type SnapshotErrorCode } from "../../../server/snapshots/mod.ts";

/** The routes, with what was asked of them. */
class Routes {
  readonly asked: unknown[] = [];
  failure: SnapshotErrorCode | null = null;
  readonly #app;

  constructor() {
    const answer = (name: string) => (...args: unknown[]) => {
      if (this.failure !== null) return Promise.reject(new SnapshotError(this.failure));
      this.asked.push([name, ...args]);
      return Promise.resolve({ name });
    };
    const copies = {
      ...{ list: answer("list"), make: answer("make"), verify: answer("verify") },
      ...{ remove: answer("remove"), setSecondPlace: answer("place"), dismiss: answer("dismiss") },
      ...{ preview: answer("preview"), restore: answer("restore") },
    } as unknown as OperatorCopies;
    const feed = new StatusFeed({ status: () => Promise.reject(new Error("nobody asks")) });
    this.#app = snapshotRoutes({ copies, guard: new OperatorGuard(), feed }, new AttemptLimits());
    this.#app.onError((error) => refusal(operatorErrorOf(error)));
  }

  async post(path: string, body: unknown = {}): Promise<[status: number, code: unknown]> {
    const headers = { "content-type": "application/json" };
    const response = await this.#app.request(path, {
      ...{ method: "POST", headers, body: JSON.stringify(body) },
    });
    const answer = await response.json();
    return [response.status, answer.error?.code ?? null];
  }
}

const SOURCE = { place: "here", id: "20260101T000000000Z-daily" };
const PASSPHRASE = { passphrase: "a quiet passphrase 7" };

Deno.test("POST /api/copies/restore takes a listed copy or a folder, and one secret", async () => {
  const routes = new Routes();
  for (const path of ["/preview", "/restore"]) {
    assert.deepEqual(await routes.post(path, { ...SOURCE, ...PASSPHRASE }), [200, null]);
    const elsewhere = { folder: " /media/stick ", recoveryKey: "AAAA" };
    assert.deepEqual(await routes.post(path, elsewhere), [200, null]);
    const wrong = [
      SOURCE,
      PASSPHRASE,
      { ...SOURCE, ...PASSPHRASE, recoveryKey: "AAAA" },
      { ...SOURCE, ...PASSPHRASE, folder: "/x" },
      { place: "here", ...PASSPHRASE },
      { place: "elsewhere", id: "x", ...PASSPHRASE },
      { folder: " ", ...PASSPHRASE },
    ];
    for (const body of wrong) assert.deepEqual(await routes.post(path, body), [400, "INVALID"]);
  }
  assert.deepEqual(
    routes.asked,
    ["preview", "restore"].flatMap((name) => [
      [name, SOURCE, PASSPHRASE],
      [name, { folder: "/media/stick" }, { recoveryKey: "AAAA" }],
    ]),
  );
});

Deno.test("POST /api/copies/make tells open pages again and again while it runs", async () => {
  let told = 0;
  const enough = Promise.withResolvers<void>();
  const notify = () => void (++told === 3 && enough.resolve());
  const make = () => enough.promise.then(() => ({}));
  const app = snapshotRoutes({
    copies: { make } as unknown as OperatorCopies,
    guard: new OperatorGuard(),
    feed: { notify } as unknown as StatusFeed,
  }, new AttemptLimits());
  const headers = { "content-type": "application/json" };
  const response = await app.request("/make", { method: "POST", headers, body: "{}" });
  assert.equal(response.status, 200);
  assert(told >= 4, `${told}`);
});

Deno.test("POST /api/copies/preview makes wrong secrets wait", async () => {
  const routes = new Routes();
  routes.failure = "WRONG_PASSPHRASE";
  const codes = [];
  for (let no = 0; no < 12; no++) {
    codes.push((await routes.post("/preview", { ...SOURCE, ...PASSPHRASE }))[1]);
  }
  assert.equal(codes[0], "WRONG_PASSPHRASE");
  assert.equal(codes.at(-1), "TOO_MANY");
});

Deno.test("POST /api/copies/delete and /place take what opens the hub, and make wrong ones wait", async () => {
  const asks = [["/delete", SOURCE], ["/place", { folder: "/media/stick" }]] as const;
  for (const [path, body] of asks) {
    const routes = new Routes();
    for (const secret of [PASSPHRASE, { recoveryKey: "AAAA" }]) {
      assert.deepEqual(await routes.post(path, { ...body, ...secret }), [200, null]);
    }
    const subject = path === "/delete" ? ["remove", SOURCE] : ["place", "/media/stick"];
    assert.deepEqual(routes.asked, [
      [...subject, PASSPHRASE],
      [...subject, { recoveryKey: "AAAA" }],
    ]);
    for (const secret of [{}, { ...PASSPHRASE, recoveryKey: "AAAA" }]) {
      assert.deepEqual(await routes.post(path, { ...body, ...secret }), [400, "INVALID"]);
    }
    routes.failure = "WRONG_PASSPHRASE";
    const codes = [];
    for (let no = 0; no < 12; no++) {
      codes.push((await routes.post(path, { ...body, ...PASSPHRASE }))[1]);
    }
    assert.equal(codes[0], "WRONG_PASSPHRASE");
    assert.equal(codes.at(-1), "TOO_MANY");
  }
});

Deno.test("the routes of copies say what went wrong by the codes of copies", async () => {
  const routes = new Routes();
  assert.deepEqual(await routes.post("/make"), [200, null]);
  assert.deepEqual(await routes.post("/verify", SOURCE), [200, null]);
  assert.deepEqual(await routes.post("/delete", { ...SOURCE, ...PASSPHRASE }), [200, null]);
  assert.deepEqual(await routes.post("/place", { folder: null, ...PASSPHRASE }), [200, null]);
  assert.deepEqual(await routes.post("/place", {}), [400, "INVALID"]);
  assert.deepEqual(await routes.post("/dismiss"), [200, null]);
  const statuses: [SnapshotErrorCode, number][] = [
    ...[["NO_ROOM", 503], ["STORAGE", 503], ["DAMAGED", 409]] as const,
    ...[["NOT_FOUND", 404], ["BUSY", 503], ["PLACE_MISSING", 409]] as const,
    ...[["NEWER_SCHEMA", 409], ["LIBRARY", 503], ["CANCELLED", 409]] as const,
    ...[["ONLY_COPY", 409]] as const,
  ].map(([code, status]) => [code, status]);
  for (const [code, status] of statuses) {
    routes.failure = code;
    assert.deepEqual(await routes.post("/make"), [status, code]);
  }
});
