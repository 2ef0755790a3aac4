import assert from "node:assert/strict";
import { Hono } from "hono";
import type { NotTakenContent, OperatorCloud } from "../../../server/operator/mod.ts";
import { AttemptLimits } from "../../../server/operator/attempt_limits.ts";
import { operatorErrorOf, refusal } from "../../../server/operator/operator_error.ts";
import { relayRoutes } from "../../../server/operator/relay_routes.ts";
import { ReadyFiles } from "../../../server/operator/ready_files.ts";
import { WireError } from "../../../server/wire/errors.ts";

const RIGHT = "the right passphrase";

/** The routes with a cloud that does nothing but note what was asked. */
function routes(cloud: Partial<OperatorCloud> = {}) {
  const done: unknown[] = [];
  const note = <T>(what: string, answer: T) => (...args: unknown[]) => {
    done.push([what, ...args]);
    return Promise.resolve(answer);
  };
  const app = new Hono().route(
    "/",
    relayRoutes({
      cloud: {
        register: note("register", { registered: false, problem: "KEY_REFUSED" } as const),
        deregister: note("deregister", undefined),
        check: note("check", { problem: null }),
        syncNow: note("sync", true),
        cancel: note("cancel", false),
        notTaken: note("rows", { rows: [], total: 0, next: null }),
        retry: note("retry", 2),
        notTakenContent: note("content", []),
        makeProvision: note("make", {
          ...{ made: true, file: "sealed", expiresMs: 9, accounts: 1, rows: 3 } as const,
        }),
        loadProvision: note("load", { loaded: false, problem: "EXPIRED" } as const),
        ...cloud,
      },
      vault: {
        confirm: (passphrase: string) =>
          passphrase === RIGHT
            ? Promise.resolve()
            : Promise.reject(Object.assign(new Error("wrong"), { code: "WRONG_PASSPHRASE" })),
      } as Parameters<typeof relayRoutes>[0]["vault"],
      feed: { notify: () => {} } as Parameters<typeof relayRoutes>[0]["feed"],
    }, new AttemptLimits()),
  );
  app.onError((error) => refusal(operatorErrorOf(error)));
  const ask = (path: string, body?: unknown) =>
    Promise.resolve(app.request(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }));
  return { ask, done };
}

Deno.test("registration and what can be taken away ask for the passphrase first", async () => {
  const { ask, done } = routes();
  const wrong = { passphrase: "another", url: "https://x.org", apiKey: "k", filePassphrase: "f" };
  for (const path of ["/register", "/deregister", "/provision/make"]) {
    assert.equal((await ask(path, wrong)).status, 403, path);
  }
  // After three wrong ones everybody waits.
  assert.equal((await ask("/register", { ...wrong, passphrase: RIGHT })).status, 429);
  assert.deepEqual(done, []);
});

Deno.test("a registration takes spaces off, and its refusal is an answer and no error", async () => {
  const { ask, done } = routes();
  const body = { url: " https://x.org ", apiKey: " hh_1\n\u200f", passphrase: RIGHT };
  const answer = await ask("/register", body);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { registered: false, problem: "KEY_REFUSED" });
  assert.deepEqual(done, [["register", { url: "https://x.org", apiKey: "hh_1" }]]);
  for (
    const bad of [{ apiKey: "h h" }, { apiKey: "" }, { url: "" }, { apiKey: "ключ" }, { url: 1 }]
  ) {
    const refused = await ask("/register", { ...body, ...bad });
    assert.equal(refused.status, 400);
    assert.ok(!(await refused.text()).includes("hh_1"));
  }
});

Deno.test("a hub without a registration cannot sync; a locked one says so everywhere", async () => {
  const unregistered = routes({ syncNow: () => Promise.resolve(false) });
  assert.equal((await unregistered.ask("/sync", {})).status, 409);
  const locked = () => Promise.reject(new WireError("LOCKED"));
  const { ask } = routes({
    syncNow: locked,
    notTaken: locked,
    notTakenContent: locked,
    retry: locked,
  });
  assert.equal((await ask("/sync", {})).status, 503);
  assert.equal((await ask("/rows")).status, 503);
  assert.equal((await ask("/rows/export")).status, 503);
  assert.equal((await ask("/rows/retry", { key: null })).status, 503);
});

Deno.test("the export is read part by part", async () => {
  const row = (n: number) => ({ key: `r/1/${n}`, row: { n } }) as unknown as NotTakenContent;
  const parts = [[row(1), row(2)], [row(3)], []];
  const asked: unknown[] = [];
  const { ask } = routes({
    notTakenContent: (after) => {
      asked.push(after);
      return Promise.resolve(parts.shift() ?? []);
    },
  });
  const answer = await ask("/rows/export");
  assert.match(answer.headers.get("content-disposition") ?? "", /attachment/);
  const lines = (await answer.text()).trimEnd().split("\n").map((line) => JSON.parse(line).row.n);
  assert.deepEqual(lines, [1, 2, 3]);
  assert.deepEqual(asked, [null, "r/1/2", "r/1/3"]);
});

Deno.test("a provisioning file is fetched by a link, and not by any other name", async () => {
  const { ask } = routes();
  const made = await (await ask("/provision/make", { passphrase: RIGHT, filePassphrase: "x" }))
    .json();
  assert.deepEqual(Object.keys(made).sort(), ["accounts", "expiresMs", "made", "path", "rows"]);
  const path = made.path.replace("/api/cloud", "");
  assert.equal(await (await ask(path)).text(), "sealed");
  assert.equal((await ask("/provision/file/another")).status, 404);
});

Deno.test("ReadyFiles keeps the newest two, for ten minutes", () => {
  let nowMs = 0;
  const files = new ReadyFiles(() => nowMs);
  const [first = "", second = "", third = ""] = ["1", "2", "3"].map((text) => files.keep(text));
  assert.deepEqual([first, second, third].map((name) => files.find(name)), [undefined, "2", "3"]);
  nowMs = 11 * 60_000;
  assert.equal(files.find(third), undefined);
});
