/**
 * The line between hub and cloud: a loopback address that passes bytes on, and fails on request.
 *
 * One request uses one connection. The cloud behind it stays what it is.
 *
 * @module
 */

import { dechunk, endOfHead, isWholeBody, join, MessageHead } from "./http_text.ts";
import type { NetworkFault, NetworkRequest, RequestTest } from "./network_fault.ts";
import { copyBytes, CutConnection, type FlowRules, FREE_FLOW, writeAll } from "./network_flow.ts";

/** A fault that waits for its request. */
interface PlannedFault {
  readonly fault: NetworkFault;
  readonly test: RequestTest;
  timesLeft: number;
}

/** The line. */
export class CloudNetwork implements AsyncDisposable {
  /** While true every connection is closed at once. */
  offline = false;
  /** Asked for every request that no planned fault hits. */
  weather: (request: NetworkRequest) => NetworkFault | null = () => null;
  /** Requests that came, faults or not. */
  requests = 0;
  /** Bytes of answers that were passed on to hubs. */
  answerBytes = 0;
  readonly #upstreamPort: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #planned: PlannedFault[] = [];
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  readonly #handling = new Set<Promise<void>>();

  /** A line to the cloud on this loopback port. */
  constructor(upstreamPort: number) {
    this.#upstreamPort = upstreamPort;
    this.#running = this.#accept();
  }

  /** What hubs are given. */
  get url(): string {
    return `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  /** Plans a fault for the next requests that pass the test. */
  fail(fault: NetworkFault, test: RequestTest = () => true, times = 1): void {
    this.#planned.push({ fault, test, timesLeft: times });
  }

  /** Forgets planned faults and bad weather, and lets stalled bytes go nowhere. */
  heal(): void {
    this.#planned.length = 0;
    this.weather = () => null;
    this.offline = false;
  }

  /** Cuts every connection there is now. */
  cutAll(): void {
    for (const connection of [...this.#open]) this.#close(connection);
  }

  /** Cuts everything and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#listener.close();
    this.cutAll();
    await this.#running;
    await Promise.allSettled([...this.#handling]);
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        this.#open.add(connection);
        const handled: Promise<void> = this.#handle(connection)
          .catch(() => {})
          .finally(() => {
            this.#close(connection);
            this.#handling.delete(handled);
          });
        this.#handling.add(handled);
      }
    } catch {
      // The listener was closed.
    }
  }

  async #handle(client: Deno.Conn): Promise<void> {
    if (this.offline) return;
    const first = await readHead(client);
    if (first === null) return;
    const head = MessageHead.parse(first.head);
    const [method = "", target = ""] = head.firstLine.split(" ");
    const path = target.split("?")[0] ?? "";
    const request = { method, path, number: this.requests++ };
    const fault = this.#faultFor(request);
    const sent = head.with({ connection: "close" }).encode();
    if (fault === null) return await this.#pass(client, sent, first.rest, FREE_FLOW, FREE_FLOW);
    switch (fault.kind) {
      case "refuse":
        return;
      case "replace":
        return await writeAll(client, replacement(fault));
      case "duplicate":
        return await this.#duplicate(client, head, sent, first.rest, fault.together);
      case "truncate":
        return await this.#truncate(client, head, sent, first.rest, fault.bodyBytes);
      default: {
        const { direction } = fault;
        const rules = { ...FREE_FLOW, fault };
        return await this.#pass(
          client,
          sent,
          first.rest,
          direction === "request" ? rules : FREE_FLOW,
          direction === "answer" ? rules : FREE_FLOW,
        );
      }
    }
  }

  #faultFor(request: NetworkRequest): NetworkFault | null {
    const planned = this.#planned.find(({ timesLeft, test }) => timesLeft > 0 && test(request));
    if (planned === undefined) return this.weather(request);
    planned.timesLeft--;
    return planned.fault;
  }

  /** Passes both directions on, until the cloud has answered or something breaks. */
  async #pass(
    client: Deno.Conn,
    head: Uint8Array,
    rest: Uint8Array,
    requestRules: FlowRules,
    answerRules: FlowRules,
  ): Promise<void> {
    const upstream = await this.#connect();
    const stop = this.#closing.signal;
    const up = copyBytes(client, upstream, requestRules, stop, [head, rest]).catch((error) => {
      // A client that is gone, or a cut on the way: the cloud must not wait for more.
      if (error instanceof CutConnection) this.#close(client);
      this.#close(upstream);
    });
    try {
      await copyBytes(upstream, client, answerRules, stop, [], (count) => {
        this.answerBytes += count;
      });
    } catch {
      // The connections are closed below.
    }
    this.#close(client);
    this.#close(upstream);
    await up;
  }

  async #duplicate(
    client: Deno.Conn,
    head: MessageHead,
    sent: Uint8Array,
    rest: Uint8Array,
    together: boolean,
  ): Promise<void> {
    const request = join([sent, await readBody(client, head, rest)]);
    const first = this.#ask(request);
    if (!together) await first;
    const second = this.#ask(request);
    const answer = together ? await Promise.any([first, second]) : await second;
    await Promise.allSettled([first, second]);
    await writeAll(client, answer);
  }

  async #truncate(
    client: Deno.Conn,
    head: MessageHead,
    sent: Uint8Array,
    rest: Uint8Array,
    bodyBytes: number,
  ): Promise<void> {
    const request = join([sent, await readBody(client, head, rest)]);
    const answer = await this.#ask(request);
    const end = endOfHead(answer);
    const answerHead = MessageHead.parse(answer.subarray(0, end));
    const raw = answer.subarray(end);
    const body = answerHead.get("transfer-encoding") === undefined ? raw : dechunk(raw);
    const short = body.subarray(0, bodyBytes);
    const shortHead = answerHead.with({
      "transfer-encoding": null,
      "content-length": String(short.length),
    });
    await writeAll(client, join([shortHead.encode(), short]));
  }

  /** Sends a whole request and reads the whole answer. */
  async #ask(request: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const upstream = await this.#connect();
    try {
      await writeAll(upstream, request);
      return await readToEnd(upstream);
    } finally {
      this.#close(upstream);
    }
  }

  async #connect(): Promise<Deno.Conn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#upstreamPort });
    this.#open.add(connection);
    return connection;
  }

  #close(connection: Deno.Conn): void {
    if (!this.#open.delete(connection)) return;
    connection.close();
  }
}

function replacement(fault: Extract<NetworkFault, { kind: "replace" }>): Uint8Array {
  const body = new TextEncoder().encode(fault.body);
  const head = [
    `HTTP/1.1 ${fault.status} Replaced`,
    `content-type: ${fault.contentType ?? "text/plain"}`,
    `content-length: ${body.length}`,
    "connection: close",
    "",
    "",
  ];
  return join([new TextEncoder().encode(head.join("\r\n")), body]);
}

async function readHead(
  connection: Deno.Conn,
): Promise<{ readonly head: Uint8Array; readonly rest: Uint8Array } | null> {
  const buffer = new Uint8Array(65_536);
  let bytes = new Uint8Array();
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return null;
    bytes = join([bytes, buffer.subarray(0, count)]);
    const end = endOfHead(bytes);
    if (end >= 0) return { head: bytes.subarray(0, end), rest: bytes.slice(end) };
  }
}

async function readBody(
  connection: Deno.Conn,
  head: MessageHead,
  start: Uint8Array,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(65_536);
  const parts = [start];
  let tail: Uint8Array = start;
  let total = start.length;
  const length = Number(head.get("content-length") ?? Infinity);
  const whole = () => length < Infinity ? total >= length : isWholeBody(head, tail);
  while (!whole()) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("The hub broke off");
    const piece = buffer.slice(0, count);
    parts.push(piece);
    total += count;
    tail = join([tail.subarray(-5), piece]);
  }
  return join(parts);
}

async function readToEnd(connection: Deno.Conn): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(65_536);
  const parts: Uint8Array[] = [];
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return join(parts);
    parts.push(buffer.slice(0, count));
  }
}
