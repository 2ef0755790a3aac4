import assert from "node:assert/strict";
import { RequestPace } from "../../../server/relay/pace.ts";
import { CloudClient } from "../../../server/relay/run/cloud_client.ts";

/** Something that answers every request in one way. */
function serve(answer: () => Response): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function clientOf({ url }: { readonly url: string }): CloudClient {
  return new CloudClient({ url, apiKey: "hh_1" }, new AbortController().signal);
}

/** A page that never ends. */
class Endless {
  bytes = 0;

  answer(status: number): Response {
    const chunk = new Uint8Array(256 * 1024).fill(0x20);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        this.bytes += chunk.length;
        // An end there is after all: a reader that holds all of it must not hold up the machine.
        if (this.bytes > 200e6) controller.close();
        else controller.enqueue(chunk);
      },
    });
    return new Response(body, { status });
  }
}

Deno.test("CloudClient reads no more of a page that never ends than an answer can be", async () => {
  for (const status of [200, 302, 500]) {
    const page = new Endless();
    await using server = serve(() => page.answer(status));
    const client = clientOf(server);
    assert.equal((await client.push("{}")).kind, "not the cloud");
    await assert.rejects(client.verifyKey(), { code: "NOT_THE_CLOUD" });
    if (status !== 200) await assert.rejects(Array.fromAsync(client.pull(1)));
    assert.ok(page.bytes < 150e6, `${page.bytes} bytes were read`);
  }
});

Deno.test("CloudClient.pull() says what an answer without rows means", async () => {
  const cases: readonly (readonly [status: number, text: string, code: string])[] = [
    [302, "<html>Sign in</html>", "NOT_THE_CLOUD"],
    [404, "<html>Not here</html>", "NOT_THE_CLOUD"],
    [511, "<html>Sign in</html>", "NOT_THE_CLOUD"],
    [404, '{"error":"Not found"}', "TOO_NEW"],
    [410, "Gone", "TOO_NEW"],
    [426, "Upgrade", "TOO_NEW"],
    [400, '{"error":"Bad request"}', "CLOUD_FAILED"],
    [500, '{"status":500,"unhandled":true,"message":"HTTPError"}', "CLOUD_FAILED"],
    [500, "<html>Internal server error</html>", "CLOUD_FAILED"],
    [503, "<html>Down</html>", "CLOUD_FAILED"],
    [504, "<html>Gateway time-out</html>", "CLOUD_FAILED"],
  ];
  for (const [status, text, code] of cases) {
    await using server = serve(() => new Response(text, { status }));
    await assert.rejects(Array.fromAsync(clientOf(server).pull(1)), { code }, `${status} ${text}`);
  }
});

Deno.test("CloudClient does not take a damaged answer for a line that is not there", async () => {
  const headers = { "content-encoding": "gzip" };
  await using server = serve(() => new Response("no gzip at all", { headers }));
  const client = clientOf(server);
  await assert.rejects(client.push("{}"), { code: "BROKEN_ANSWER" });
  await assert.rejects(client.verifyKey(), { code: "BROKEN_ANSWER" });
});

Deno.test("CloudClient says that the cloud asked to wait, instead of waiting unseen for long (B24)", async () => {
  let requests = 0;
  await using server = serve(() => {
    requests++;
    return new Response("", { status: 429, headers: { "retry-after": "1800" } });
  });
  let nowMs = 1_800_000_000_000;
  const pause = (ms: number) => {
    nowMs += ms;
    return Promise.resolve();
  };
  const options = { nowMs: () => nowMs, pause, pace: new RequestPace() };
  const ask = () =>
    new CloudClient({ url: server.url, apiKey: "hh_1" }, new AbortController().signal, options)
      .verifyKey();
  await assert.rejects(ask(), { code: "TOO_MANY" });
  const startMs = nowMs;
  await assert.rejects(ask(), { code: "TOO_MANY" });
  assert.deepEqual([requests, nowMs - startMs], [1, 0]);
  // Nearly over: this is waited for.
  nowMs += 1_790_000;
  await assert.rejects(ask(), { code: "TOO_MANY" });
  assert.deepEqual([requests, nowMs - startMs >= 1_800_000], [2, true]);
});
