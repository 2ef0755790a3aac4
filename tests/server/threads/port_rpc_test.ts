import assert from "node:assert/strict";
import {
  connect,
  type Methods,
  RemoteError,
  serveCalls,
} from "../../../server/threads/port_rpc.ts";
import { StartError } from "../../../server/start_error.ts";
import { WireError } from "../../../server/wire/errors.ts";

interface Calls {
  double(value: number): Promise<number>;
  fail(how: string): Promise<void>;
  size(bytes: Uint8Array): Promise<number>;
  large(): Promise<{ result: Uint8Array }>;
  missing(): Promise<void>;
}

async function withCalls(test: (calls: Calls, defects: unknown[]) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const defects: unknown[] = [];
  const methods: Methods = {
    double: (value: number) => value * 2,
    fail: (how: string) => {
      if (how === "wire") throw new WireError("TOO_MANY", { retryAfterSeconds: 7 });
      if (how === "start") throw new StartError("PORT");
      throw new Error("a detail with a patient's name");
    },
    size: (bytes: Uint8Array) => bytes.length,
    large: () => ({ result: new Uint8Array(100_000).fill(7) }),
  };
  serveCalls(port2, methods, (error) => defects.push(error));
  try {
    await test(connect<Calls>(port1), defects);
  } finally {
    port1.close();
    port2.close();
  }
}

Deno.test("connect() calls the method on the other side and brings its answer", async () => {
  await withCalls(async (calls) => {
    assert.deepEqual(await Promise.all([calls.double(2), calls.double(3)]), [4, 6]);
  });
});

Deno.test("connect() brings wire errors with code and wait, other coded errors with their code", async () => {
  await withCalls(async (calls, defects) => {
    await assert.rejects(
      calls.fail("wire"),
      (error) =>
        error instanceof WireError && error.code === "TOO_MANY" && error.retryAfterSeconds === 7,
    );
    await assert.rejects(
      calls.fail("start"),
      (error) => error instanceof RemoteError && error.code === "PORT",
    );
    assert.deepEqual(defects, []);
  });
});

Deno.test("serveCalls() reports a defect and does not let its text cross", async () => {
  await withCalls(async (calls, defects) => {
    await assert.rejects(
      calls.fail("other"),
      (error) =>
        error instanceof RemoteError && error.code === "INTERNAL" &&
        !error.message.includes("name"),
    );
    await assert.rejects(calls.missing(), RemoteError);
    assert.equal(defects.length, 2);
  });
});

Deno.test("connect() hands large buffers over instead of copying them", async () => {
  await withCalls(async (calls) => {
    const bytes = new Uint8Array(100_000);
    assert.equal(await calls.size(bytes), 100_000);
    assert.equal(bytes.length, 0);
    const small = new Uint8Array(10);
    assert.equal(await calls.size(small), 10);
    assert.equal(small.length, 10);
    assert.equal((await calls.large()).result[99_999], 7);
  });
});
