/** Lines, gateways and clocks between hub and cloud that the relay has to get along with. */

import assert from "node:assert/strict";
import { RequestPace } from "../../server/relay/pace.ts";
import { runRelay, type RunResult } from "../../server/relay/run/relay_run.ts";
import type { RelayDesk } from "../../server/relay/run/relay_desk.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { resolveConflict } from "../../server/sync/attention/resolve_conflict.ts";
import { CLOUD_GENERATIONS, isPull, isPush } from "../support/cloud/mod.ts";
import { stored } from "../support/engine_rows.ts";
import { differences, unsettled } from "./agreement.ts";
import { RelayClinic } from "./relay_clinic.ts";

const MINUTE_MS = 60_000;
/** Characters. */
const LARGE_ROW = 400_000;

/** So much passes on both sides. */
function passMs(world: RelayClinic, ms: number): void {
  world.skewMs += ms;
  world.cloud.clocks.skewMs += ms;
}

async function runs(world: RelayClinic, times: number): Promise<void> {
  for (let run = 0; run < times; run++) await world.relay();
}

/** A gateway before the cloud that gives an answer of its own to some pushes. */
class Gateway implements AsyncDisposable {
  readonly #cloudUrl: string;
  readonly #refuse: (body: string) => number | null;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** Pushes that it answered itself. */
  refused = 0;

  constructor(cloudUrl: string, refuse: (body: string) => number | null) {
    this.#cloudUrl = cloudUrl;
    this.#refuse = refuse;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  /** One run through it. */
  relay(world: RelayClinic): Promise<RunResult> {
    const url = `http://127.0.0.1:${this.#server.addr.port}`;
    return runRelay(
      ...[new RelayStore(world.hub.engine), { url, apiKey: world.apiKey }] as const,
      ...[new AbortController().signal, { pace: new RequestPace(1_000_000) }] as const,
    );
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = request.method === "POST" ? await request.text() : null;
    const isRows = body !== null && pathname === "/api/v2/sync";
    const status = isRows ? this.#refuse(body) : null;
    if (status !== null) this.refused++;
    if (status !== null) return new Response("<html>No</html>", { status });
    const headers = new Headers(request.headers);
    for (const name of ["host", "content-length"]) headers.delete(name);
    return await fetch(`${this.#cloudUrl}${pathname}${search}`, {
      ...{ method: request.method, headers, body },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("runRelay() sends over a line up that is slow for longer than it waits for an answer", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  await runs(world, 2);
  await world.make("patients", ...Array.from({ length: 100 }, () => ({})));
  cloud.network.weather = (request) =>
    isPush(request) ? { kind: "slow", direction: "request", bytesPerSecond: 20_000 } : null;
  await world.relay({ stallMs: 1_500 });
  assert.equal(cloud.count("patients"), 100);
  await world.relay();
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("runRelay() gives a push up that nothing is heard of, pulls, and sends less at a time", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud, clinic } = world;
  await runs(world, 2);
  await world.make("patients", ...Array.from({ length: 400 }, () => ({})));
  const theirs = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const stall = {
    kind: "stall",
    direction: "request",
    afterBytes: 9_000,
    forMs: Infinity,
  } as const;
  cloud.network.fail(stall, isPush);
  await world.relay({ stallMs: 3_000, leastBytesPerSecond: Infinity });
  assert.equal(stored(hub, "patients", theirs)?.id, theirs);
  const pushes = cloud.requestsOf("POST", "/api/v2/sync").filter(({ status }) => status === 200);
  assert.equal(pushes.length, 2);
  await runs(world, 2);
  assert.equal(cloud.count("patients"), 401);
  assert.deepEqual([unsettled(hub), differences(hub, cloud)], [[], []]);
});

Deno.test("runRelay() gets everything up over a line that breaks after every 100 KB", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  const desk = new RelayStore(hub.engine);
  await runs(world, 2);
  const hometown = "x".repeat(1_000);
  await world.make("patients", ...Array.from({ length: 400 }, () => ({ hometown })));
  cloud.network.weather = (request) =>
    isPush(request) ? { kind: "cut", direction: "request", afterBytes: 100_000 } : null;
  let failures = 0;
  while (cloud.count("patients") < 400 && failures < 6) {
    await world.relay({ desk }).catch(() => failures++);
  }
  assert.equal(cloud.count("patients"), 400);
  await world.relay({ desk });
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("runRelay() sends more at a time again once the line is better", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  const desk = new RelayStore(hub.engine);
  await runs(world, 2);
  await world.make("patients", ...Array.from({ length: 2_000 }, () => ({})));
  cloud.network.fail({ kind: "refuse" }, isPush, 10);
  for (let run = 0; run < 5; run++) await assert.rejects(world.relay({ desk }));
  cloud.network.heal();
  await world.relay({ desk });
  assert.equal(cloud.count("patients"), 2_000);
  const pushes = cloud.requestsOf("POST", "/api/v2/sync").length;
  assert.ok(pushes < 40, `${pushes} pushes`);
});

for (const status of [413, 403, 502, 504]) {
  Deno.test(`runRelay() puts a row aside that a gateway answers with ${status} for, and nothing else`, async () => {
    await using world = await RelayClinic.open({ generation: "newer" });
    const { hub, cloud, clinic } = world;
    await runs(world, 2);
    await using gateway = new Gateway(
      cloud.url,
      (body) => body.includes("POISON") ? status : null,
    );
    const poison = await world.make("patients", { given_name: "POISON" });
    await world.make("patients", ...Array.from({ length: 30 }, () => ({})));
    const theirs = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
    const before = cloud.count("patients");
    for (let run = 0; run < 3; run++) await gateway.relay(world);
    assert.equal(cloud.count("patients") - before, 30);
    assert.equal(stored(hub, "patients", theirs)?.id, theirs);
    assert.deepEqual(unsettled(hub), [["patients", poison.id, "refused", "REFUSED_BY_CLOUD"]]);
  });
}

Deno.test("runRelay() sends smaller requests to a gateway that takes no more at once", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  await runs(world, 2);
  const limit = 64 * 1024;
  await using gateway = new Gateway(cloud.url, (body) => body.length > limit ? 413 : null);
  const hometown = "x".repeat(1_000);
  await world.make("patients", ...Array.from({ length: 1_500 }, () => ({ hometown })));
  await gateway.relay(world);
  assert.equal(cloud.count("patients"), 1_500);
  assert.ok(gateway.refused <= 6, `${gateway.refused} requests were too large`);
  await gateway.relay(world);
  assert.deepEqual(unsettled(hub), []);
});

Deno.test("runRelay() pulls although no push gets through, and parks nothing", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud, clinic } = world;
  await runs(world, 2);
  const made = await world.make("patients");
  const theirs = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await using gateway = new Gateway(cloud.url, () => 502);
  await assert.rejects(gateway.relay(world), { code: "CLOUD_FAILED" });
  assert.equal(stored(hub, "patients", theirs)?.id, theirs);
  assert.deepEqual(unsettled(hub), [["patients", made.id, "dirty", null]]);
});

/** The operator brings a patient back. */
async function bringBack({ hub }: RelayClinic, id: string): Promise<void> {
  const change = { writer: 1, nowMs: Date.now() };
  await hub.engine.write((statements, stamps) => {
    const no = statements.get(
      `INSERT INTO conflict (table_name, row_id, reason, lost, kept, lost_writer, device_no,
         user_id, at_ms) VALUES ('patients', ?, 'ROW_DELETED', '{"phone":"9"}',
         '{"is_deleted":true}', 1, 0, '', 0) RETURNING conflict_no`,
    ).value<[number]>(id)?.[0];
    resolveConflict(statements, no ?? 0, "lost", { ...change, stamp: stamps.take() });
  });
}

for (const generation of CLOUD_GENERATIONS) {
  Deno.test(`runRelay() learns of deletions in the ${generation} cloud although it asks for everything`, async () => {
    await using world = await RelayClinic.open({ generation });
    const { hub, cloud, clinic } = world;
    const id = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
    const back = await world.make("patients");
    await runs(world, 2);
    cloud.people.remove("patients", back.id);
    await world.relay();
    assert.equal(stored(hub, "patients", back.id)?.is_deleted, 1);
    await bringBack(world, back.id);
    cloud.people.remove("patients", id);
    passMs(world, 14 * MINUTE_MS);
    cloud.people.setClinics(clinic.deviceId, [clinic.clinicId, cloud.people.clinic()]);
    await runs(world, 3);
    assert.equal(stored(hub, "patients", id)?.is_deleted, 1);
    // What is told a second time and was brought back since stays alive.
    assert.equal(stored(hub, "patients", back.id)?.is_deleted, 0);
    assert.equal(cloud.row("patients", back.id)?.is_deleted, false);
    assert.deepEqual([unsettled(hub), differences(hub, cloud)], [[], []]);
  });
}

Deno.test("runRelay() asks for everything when the cloud's clock was set back", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud, clinic } = world;
  const id = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const doomed = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await world.relay();
  cloud.clocks.skewMs = 60 * MINUTE_MS;
  await world.relay();
  cloud.clocks.skewMs = 0;
  cloud.people.edit("patients", id, { phone: "cloud" });
  cloud.people.remove("patients", doomed);
  const made = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  passMs(world, 14 * MINUTE_MS);
  // Killed once before the answer is whole, and asked for again.
  cloud.network.fail({ kind: "truncate", bodyBytes: 900 }, isPull, 20);
  await assert.rejects(world.relay());
  cloud.network.heal();
  await world.relay();
  assert.equal(stored(hub, "patients", id)?.phone, "cloud");
  assert.equal(stored(hub, "patients", made)?.id, made);
  assert.equal(stored(hub, "patients", doomed)?.is_deleted, 1);
  // From then on only what is new.
  await world.relay();
  const since = Number(cloud.requestsOf("GET", "/api/v2/sync").at(-1)?.since);
  assert.ok(since > 1_000_000_000_000, String(since));
});

Deno.test("runRelay() holds no more than some megabytes of rows at a time, however large they are", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud } = world;
  const patient = await world.make("patients");
  const visit = await world.make("visits", { patient_id: patient.id });
  await runs(world, 3);
  const form_data = JSON.stringify([{ text: "x".repeat(LARGE_ROW) }]);
  const ids = { patient_id: patient.id, visit_id: visit.id };
  for (let at = 0; at < 30; at++) await world.make("events", { ...ids, form_data });
  const held: number[] = [];
  const desk = measuring(new RelayStore(hub.engine), held);
  await world.relay({ desk });
  await world.relay({ desk });
  assert.equal(cloud.count("events"), 30);
  assert.ok(Math.max(...held) > 1_000_000);
  assert.ok(Math.max(...held) < 6_000_000, `${Math.max(...held)} characters at a time`);
  assert.deepEqual(unsettled(hub), []);
});

/** Notes how much goes over the port in one message. */
function measuring(store: RelayStore, held: number[]): RelayDesk {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        const result: unknown = await method.apply(target, args);
        // As if each were one of the large ones.
        if (name === "apply") {
          const { looked } = result as Awaited<ReturnType<RelayDesk["apply"]>>;
          held.push(looked * LARGE_ROW);
        }
        if (name === "stage") held.push(JSON.stringify(args[1]).length);
        if (name === "waiting") {
          const { rows } = result as Awaited<ReturnType<RelayDesk["waiting"]>>;
          held.push(rows.reduce((sum, { json }) => sum + json.length, 0));
        }
        return result;
      };
    },
  });
}

for (
  const [name, body, contentType, code] of [
    ["a sign-in page", "<html>Sign in</html>", "text/html; charset=utf-8", "NOT_THE_CLOUD"],
    ["a cloud that lost its error", "[object Object]", "text/plain", "CLOUD_FAILED"],
    ["a cloud that says so", '{"success":false}', "application/json", "CLOUD_FAILED"],
  ] as const
) {
  Deno.test(`runRelay() does not ask ${name} again in the same run, which is no bad line`, async () => {
    await using world = await RelayClinic.open();
    const { cloud } = world;
    cloud.network.fail({ kind: "replace", status: 200, body, contentType }, isPull, 20);
    await assert.rejects(world.relay(), { code });
    assert.equal(cloud.network.requests, 2);
  });
}

Deno.test("runRelay() stores what an earlier run received whole, though there is no line any more", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const theirs = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  const controller = new AbortController();
  const onProgress = ({ step }: { readonly step: string }) => {
    if (step === "storing") controller.abort();
  };
  await assert.rejects(world.relay({ onProgress }, controller.signal), { code: "CANCELLED" });
  assert.equal(stored(hub, "patients", theirs), undefined);
  cloud.network.fail({ kind: "refuse" }, () => true, 50);
  await assert.rejects(world.relay(), { code: "NO_CONNECTION" });
  assert.equal(stored(hub, "patients", theirs)?.id, theirs);
});
