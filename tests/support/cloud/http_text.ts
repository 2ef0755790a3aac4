/**
 * Just enough of HTTP/1.1 to stand between two ends that speak it.
 *
 * @module
 */

const CRLF = "\r\n";
const END_OF_HEAD = new TextEncoder().encode("\r\n\r\n");
const latin = new TextDecoder("latin1");
const utf8 = new TextEncoder();

/** The first line and the headers of a message. */
export class MessageHead {
  readonly firstLine: string;
  readonly #headers: (readonly [name: string, value: string])[];

  private constructor(firstLine: string, headers: (readonly [string, string])[]) {
    this.firstLine = firstLine;
    this.#headers = headers;
  }

  /** Reads a head, the empty line included. */
  static parse(bytes: Uint8Array): MessageHead {
    const [firstLine = "", ...lines] = latin.decode(bytes).split(CRLF);
    const headers = lines.filter((line) => line.includes(":")).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    });
    return new MessageHead(firstLine, headers);
  }

  /** The last value of a header. */
  get(name: string): string | undefined {
    return this.#headers.findLast(([key]) => key === name)?.[1];
  }

  /** A copy in which these headers are set, or gone where the value is null. */
  with(changes: Record<string, string | null>): MessageHead {
    const kept = this.#headers.filter(([name]) => !Object.hasOwn(changes, name));
    const added = Object.entries(changes).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const]
    );
    return new MessageHead(this.firstLine, [...kept, ...added]);
  }

  /** On the wire. */
  encode(): Uint8Array<ArrayBuffer> {
    const lines = this.#headers.map(([name, value]) => `${name}: ${value}`);
    return utf8.encode([this.firstLine, ...lines, "", ""].join(CRLF));
  }
}

/** Where a message's head ends, or -1 while it is not whole. */
export function endOfHead(bytes: Uint8Array): number {
  for (let at = 0; at + END_OF_HEAD.length <= bytes.length; at++) {
    if (END_OF_HEAD.every((byte, offset) => bytes[at + offset] === byte)) {
      return at + END_OF_HEAD.length;
    }
  }
  return -1;
}

/** Whether `body` is all there is after a request's head. */
export function isWholeBody(head: MessageHead, body: Uint8Array): boolean {
  const length = head.get("content-length");
  if (length !== undefined) return body.length >= Number(length);
  if (head.get("transfer-encoding") === undefined) return true;
  return latin.decode(body.subarray(-5)) === `0${CRLF}${CRLF}`;
}

/** A body without its chunk lengths. */
export function dechunk(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf(10, at);
    const size = parseInt(latin.decode(body.subarray(at, lineEnd)), 16);
    if (lineEnd < 0 || !(size > 0)) break;
    parts.push(body.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + CRLF.length;
  }
  return join(parts);
}

/** Pieces in one. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
