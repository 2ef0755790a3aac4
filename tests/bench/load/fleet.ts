/**
 * The phones of one generator and the jobs they do.
 *
 * @module
 */

import { benchRows, pushOf } from "./bench_rows.ts";
import { clinicDay } from "./clinic_day.ts";
import type { Jobs, PageResult, ProbedCall } from "./jobs.ts";
import { LatencyLog } from "./latencies.ts";
import {
  CallFailed,
  cursorOf,
  failureOf,
  LoadPhone,
  type SealedCall,
  type Target,
} from "./load_phone.ts";
import { Probe } from "./probe.ts";
import { type AcceptedEncoding, rawPost } from "./raw_exchange.ts";
import { phoneKeyPair } from "./sealed_text.ts";

/** A way to do each job. */
type Doer = { [Kind in keyof Jobs]: (ask: Jobs[Kind]["ask"]) => Promise<Jobs[Kind]["result"]> };

/** Key pairs made before handshakes are timed, and used in turn. */
const KEY_PAIRS = 500;
/** An answer without rows is shorter. */
const NOTHING_BYTES = 64;

/** See the module. */
export class Fleet implements Doer {
  readonly #target: Target;
  readonly #phones: LoadPhone[] = [];
  readonly #prepared = new Map<number, SealedCall>();
  #probe: Probe | null = null;

  constructor(target: Target) {
    this.#target = target;
  }

  async admit({ phones }: Jobs["admit"]["ask"]): Promise<Jobs["admit"]["result"]> {
    const loginsMs: number[] = [];
    for (let i = 0; i < phones; i++) {
      const phone = new LoadPhone(this.#target);
      await phone.handshake();
      const { ms } = await phone.login();
      loginsMs.push(ms);
      this.#phones.push(phone);
    }
    return { loginsMs };
  }

  async preparePush(
    { phone: number, table, rows, seed, clinicId }: Jobs["preparePush"]["ask"],
  ): Promise<Jobs["preparePush"]["result"]> {
    const phone = this.#phone(number);
    await phone.handshake();
    const made = benchRows({ table, rows, seed, clinicId });
    const call = await phone.seal("command", "sync_push", pushOf(table, made, phone.cursor));
    this.#prepared.set(number, call);
    return { plainBytes: call.plainBytes, bodyBytes: call.body.length };
  }

  async sendPush({ phone: number }: Jobs["sendPush"]["ask"]): Promise<Jobs["sendPush"]["result"]> {
    const call = this.#prepared.get(number);
    this.#prepared.delete(number);
    if (call === undefined) throw new CallFailed("no push prepared");
    // Sending a large body with `fetch` takes a core for longer than the hub takes to receive it.
    const { ms } = await this.#rawCall(this.#phone(number), call, "identity");
    return { ms };
  }

  async pullAll({ phone: number, accept }: Jobs["pullAll"]["ask"]) {
    const phone = this.#phone(number);
    await phone.handshake();
    const pages: PageResult[] = [];
    phone.cursor = 0;
    while (true) {
      const args = { lastPulledAt: phone.cursor };
      const call = await phone.seal("query", "sync_pull", args);
      const { plain, ...answer } = await this.#rawCall(phone, call, accept);
      phone.cursor = cursorOf(plain);
      const rows = countRows(plain);
      if (rows === 0) return { pages };
      const { ms, wireBytes, compressed } = answer;
      pages.push({ ms, rows, plainBytes: plain.length, wireBytes, compressed });
    }
  }

  async pullOnce({ phone: number }: Jobs["pullOnce"]["ask"]) {
    const phone = this.#phone(number);
    await phone.handshake();
    const { ms, plain, bodyBytes } = await phone.pull();
    return { ms, rows: countRows(plain), bodyBytes };
  }

  async repeat({ call, phones, calls }: Jobs["repeat"]["ask"]) {
    const log = new LatencyLog();
    const act = this.#caller(call);
    const users = Array.from({ length: phones }, (_, number) => this.#phone(number));
    for (const user of users) {
      await user.handshake();
      if (call === "pull") await catchUp(user);
    }
    let left = calls;
    const startedMs = performance.now();
    await Promise.all(users.map(async (user) => {
      while (left-- > 0) await log.note(() => act(user));
    }));
    return { ms: performance.now() - startedMs, latencies: log.summary() };
  }

  async logins({ phones, rounds }: Jobs["logins"]["ask"]) {
    const log = new LatencyLog();
    const users = Array.from({ length: phones }, (_, number) => this.#phone(number));
    const startedMs = performance.now();
    await Promise.all(users.map(async (user) => {
      for (let round = 0; round < rounds; round++) {
        await log.note(async () => {
          await user.handshake();
          return await user.login();
        });
      }
    }));
    return { ms: performance.now() - startedMs, latencies: log.summary() };
  }

  async passOn({ from, to, rows, rounds, seed, clinicId }: Jobs["passOn"]["ask"]) {
    const pushes = new LatencyLog();
    const pulls = new LatencyLog();
    const [sender, receiver] = [this.#phone(from), this.#phone(to)];
    await sender.handshake();
    await receiver.handshake();
    await catchUp(receiver);
    let rowsPulled = 0;
    for (let round = 0; round < rounds; round++) {
      const made = benchRows({ table: "patients", rows, seed: seed + round, clinicId });
      const push = pushOf("patients", made, sender.cursor);
      await pushes.note(() => sender.call("command", "sync_push", push));
      await pulls.note(async () => {
        const answer = await receiver.pull();
        rowsPulled += countRows(answer.plain);
        return answer;
      });
    }
    return { push: pushes.summary(), pull: pulls.summary(), rowsPulled };
  }

  async clinic({ phones, ...ask }: Jobs["clinic"]["ask"]) {
    const users = this.#phones.slice(0, phones);
    for (const user of users) {
      await user.handshake();
      await catchUp(user);
    }
    return await clinicDay(users, ask);
  }

  async ask({ phone: number, kind, name, args, calls }: Jobs["ask"]["ask"]) {
    const phone = this.#phone(number);
    await phone.handshake();
    const log = new LatencyLog();
    let found: number | null = null;
    for (let call = 0; call < calls; call++) {
      await log.note(async () => {
        const answer = await phone.call(kind, name, args);
        found ??= foundIn(answer.plain);
        return answer;
      });
    }
    return { latencies: log.summary(), found };
  }

  async probeStart({ call, everyMs }: Jobs["probeStart"]["ask"]) {
    const act = this.#caller(call);
    const phone = call === "heartbeat" ? new LoadPhone(this.#target) : this.#phone(0);
    if (call !== "heartbeat") await phone.handshake();
    if (call === "pull") await catchUp(phone);
    this.#probe = new Probe(() => act(phone), everyMs);
    return {};
  }

  async probeStop(): Promise<Jobs["probeStop"]["result"]> {
    const probe = this.#probe;
    this.#probe = null;
    if (probe === null) throw new CallFailed("no probe running");
    return await probe.stop();
  }

  async #rawCall(phone: LoadPhone, { kind, body }: SealedCall, accept: AcceptedEncoding) {
    const answer = await rawPost(`${this.#target.url}/rpc/${kind}`, body, accept);
    if (answer.status !== 200) throw failureOf(answer.status, answer.body);
    return { ...answer, plain: await phone.openAnswer(kind, answer.body) };
  }

  #phone(number: number): LoadPhone {
    const phone = this.#phones[number];
    if (phone === undefined) throw new CallFailed(`no phone ${number}`);
    return phone;
  }

  #caller(call: ProbedCall): (phone: LoadPhone) => Promise<{ readonly ms: number } | null> {
    if (call === "pull") return pullNothing;
    if (call === "heartbeat") return () => heartbeat(this.#target.url);
    const pairs = Array.from({ length: KEY_PAIRS }, phoneKeyPair);
    let next = 0;
    return (phone) => phone.exchangeKeys(pairs[next++ % KEY_PAIRS] ?? phoneKeyPair());
  }
}

/** A pull that is to bring nothing. One that does bring rows is not counted. */
async function pullNothing(phone: LoadPhone): Promise<{ readonly ms: number } | null> {
  const answer = await phone.pull();
  return answer.plain.length > NOTHING_BYTES ? null : answer;
}

async function heartbeat(url: string): Promise<{ readonly ms: number }> {
  const startedMs = performance.now();
  const response = await fetch(`${url}/rpc/heartbeat`);
  await response.bytes();
  if (!response.ok) throw new CallFailed(`${response.status}`);
  return { ms: performance.now() - startedMs };
}

/** How many rows an answer says there are in all, else how many it lists; null when it lists none. */
function foundIn(plain: Uint8Array): number | null {
  const { total, data } = JSON.parse(new TextDecoder().decode(plain));
  return total ?? data?.length ?? null;
}

/** Pulls until the hub has nothing more for this phone. */
async function catchUp(phone: LoadPhone): Promise<void> {
  while (countRows((await phone.pull()).plain) > 0);
}

function countRows(plain: Uint8Array): number {
  const changes: Record<string, { created: unknown[]; updated: unknown[] }> =
    JSON.parse(new TextDecoder().decode(plain)).changes;
  return Object.values(changes).reduce(
    (sum, { created, updated }) => sum + created.length + updated.length,
    0,
  );
}
