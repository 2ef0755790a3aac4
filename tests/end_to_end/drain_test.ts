/** Stopping and locking while phones are in the middle of a sync. */

import assert from "node:assert/strict";
import type { OperatorStatus } from "../../server/operator/mod.ts";
import { Clinic } from "../support/clinic.ts";
import { HubProcess, PASSPHRASE } from "../support/hub_process.ts";
import { OperatorScript } from "../support/operator_script.ts";
import { type PhoneFetch, realFetch } from "../support/phone/mod.ts";

/** A network over which the second half of a push arrives when somebody says so. */
class SlowNetwork {
  readonly #half = Promise.withResolvers<void>();
  readonly #go = Promise.withResolvers<void>();

  readonly fetch: PhoneFetch = (url, init, call) => {
    if (call.name !== "sync_push" || typeof init.body !== "string") return realFetch(url, init);
    const bytes = new TextEncoder().encode(init.body);
    const middle = Math.floor(bytes.length / 2);
    const body = new ReadableStream<Uint8Array>({
      start: async (controller) => {
        controller.enqueue(bytes.slice(0, middle));
        this.#half.resolve();
        await this.#go.promise;
        controller.enqueue(bytes.slice(middle));
        controller.close();
      },
    });
    return realFetch(url, { ...init, body });
  };

  /** Resolves when the first half has left. */
  get halfSent(): Promise<void> {
    return this.#half.promise;
  }

  /** Lets the rest go. */
  go(): void {
    this.#go.resolve();
  }
}

async function statusUntil(
  operator: OperatorScript,
  isSo: (status: OperatorStatus) => boolean,
): Promise<OperatorStatus> {
  while (true) {
    const status = (await operator.get("status")).body as OperatorStatus;
    if (isSo(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A phone whose push is half way to the hub. */
async function halfWay(clinic: Clinic) {
  const network = new SlowNetwork();
  const { phone, rows } = await clinic.phone("august");
  assert.ok((await phone.sync()).ok);
  const id = await phone.create("patients", rows.patient());
  phone.fetch = network.fetch;
  const syncing = phone.sync();
  await network.halfSent;
  const operator = await OperatorScript.signIn(clinic.hub);
  return { phone, id, network, syncing, operator };
}

async function handshakeStatus(url: string): Promise<number> {
  const answer = await fetch(`${url}/rpc/handshake`, { method: "POST", body: "{}" });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("a lock waits for the sync that is under way, says so, and takes no new request", async () => {
  await using clinic = await Clinic.open();
  const { phone, id, network, syncing, operator } = await halfWay(clinic);
  const locking = operator.post("lock");
  const status = await statusUntil(operator, ({ draining }) => draining !== null);
  assert.deepEqual(
    { ...status.draining, untilMs: 0 },
    { phones: 1, requests: 1, untilMs: 0 },
  );
  assert.ok((status.draining?.untilMs ?? 0) > Date.now());
  assert.equal(status.busy, "locking");
  assert.equal(await handshakeStatus(clinic.url), 503);
  network.go();
  assert.equal((await syncing).error, null, "what was under way is answered");
  assert.equal(await locking, 200);
  assert.equal((await statusUntil(operator, ({ state }) => state === "locked")).draining, null);
  assert.equal(await phone.dirtyCount(), 0);
  assert.equal(await operator.post("unlock", { passphrase: PASSPHRASE }), 200);
  const other = await clinic.phone("may");
  assert.ok((await other.phone.sync()).ok);
  assert.ok((await other.phone.rows("patients")).some((row) => row.id === id));
});

Deno.test("an end that nobody waits for loses nothing: the phone sends again what was not answered", async () => {
  await using clinic = await Clinic.open();
  const { phone, id, syncing, operator } = await halfWay(clinic);
  assert.equal(await operator.post("stop"), 202);
  const status = await statusUntil(operator, ({ draining }) => draining !== null);
  assert.equal(status.stopping, true);
  // Asked again some seconds later, the hub does not wait for the phone, which never goes on.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  assert.equal(await operator.post("stop"), 202);
  assert.notEqual((await syncing).error, null);
  assert.equal(await clinic.hub.stop(), 0, "it has ended in order");
  assert.ok(await phone.dirtyCount() > 0, "the phone keeps what was not answered");
  const { port } = new URL(clinic.url);
  const flags = clinic.directory.flags("--port", port, "--demo", "--pairing-open");
  clinic.hub = await HubProcess.start(flags);
  phone.fetch = realFetch;
  assert.ok((await phone.syncTwice())[0].ok);
  assert.equal(await phone.dirtyCount(), 0);
  const other = await clinic.phone("may");
  assert.ok((await other.phone.sync()).ok);
  assert.ok((await other.phone.rows("patients")).some((row) => row.id === id));
});
