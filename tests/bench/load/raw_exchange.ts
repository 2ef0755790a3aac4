/**
 * One HTTP request on a connection of its own, with the answer's bytes as they come off the wire.
 * `fetch` undoes a compression and does not tell how many bytes there were.
 *
 * @module
 */

import { gunzipSync } from "node:zlib";

/** What a client says it accepts. */
export type AcceptedEncoding = "identity" | "gzip";

/** An answer as it came. */
export interface RawAnswer {
  /** From the connection to the last byte. */
  readonly ms: number;
  readonly status: number;
  /** Bytes received, head included. */
  readonly wireBytes: number;
  /** Whether it came compressed. */
  readonly compressed: boolean;
  /** The body, decompressed. */
  readonly body: Uint8Array;
}

const LINE_END = new Uint8Array([13, 10]);
const HEAD_END = new Uint8Array([13, 10, 13, 10]);

/** Sends `body` as JSON and reads the answer to its end. */
export async function rawPost(
  url: string,
  body: Uint8Array,
  accepted: AcceptedEncoding,
): Promise<RawAnswer> {
  const { hostname, port, host, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n` +
    `content-type: application/json\r\naccept-encoding: ${accepted}\r\n` +
    `content-length: ${body.length}\r\n\r\n`;
  const startedMs = performance.now();
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await writeAll(connection, new TextEncoder().encode(head));
  await writeAll(connection, body);
  const parts: Uint8Array[] = [];
  for await (const part of connection.readable) parts.push(part);
  const ms = performance.now() - startedMs;
  return { ms, ...readAnswer(new Uint8Array(Buffer.concat(parts))) };
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
}

function readAnswer(bytes: Uint8Array): Omit<RawAnswer, "ms"> {
  const headEnd = indexOf(bytes, HEAD_END, 0);
  const head = new TextDecoder().decode(bytes.subarray(0, headEnd)).toLowerCase();
  const status = Number(head.slice(9, 12));
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  const body = head.includes("transfer-encoding: chunked") ? withoutChunks(rest) : rest;
  const compressed = head.includes("content-encoding: gzip");
  return {
    status,
    wireBytes: bytes.length,
    compressed,
    body: compressed ? new Uint8Array(gunzipSync(body)) : body,
  };
}

/** RFC 9112 section 7.1. */
function withoutChunks(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = indexOf(bytes, LINE_END, at);
    const size = parseInt(new TextDecoder().decode(bytes.subarray(at, lineEnd)), 16);
    if (!(size > 0)) break;
    const start = lineEnd + LINE_END.length;
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + LINE_END.length;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted, from);
  if (found < 0) throw new Error("Cannot read answer: it is cut short");
  return found;
}
