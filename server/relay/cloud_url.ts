/**
 * The cloud's address as an operator types it (decision 24).
 *
 * @module
 */

/** Why an address cannot be used. */
export type CloudUrlCode =
  /** Nothing was typed. */
  | "EMPTY"
  /** Not an address of a server: no scheme, or a user name, a query or a fragment in it. */
  | "NOT_A_URL"
  /** Not https: the key would travel in clear. Only loopback addresses may do without. */
  | "NOT_HTTPS";

/** An address that cannot be used. */
export class CloudUrlError extends Error {
  /** Name of the class. */
  override readonly name = "CloudUrlError";
  /** Why. */
  readonly code: CloudUrlCode;

  /** An address that cannot be used. */
  constructor(code: CloudUrlCode) {
    super(`Cannot use cloud address: ${code}`);
    this.code = code;
  }
}

/**
 * Reads an address: spaces around it, slashes at its end and what cannot be seen are taken off.
 *
 * @returns without a slash at the end, ready for `/api/...`
 * @throws {CloudUrlError}
 */
export function readCloudUrl(text: string): string {
  const trimmed = withoutMarks(text).trim();
  if (trimmed === "") throw new CloudUrlError("EMPTY");
  const url = URL.parse(trimmed);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new CloudUrlError("NOT_A_URL");
  }
  // An empty query or fragment leaves its mark in the text alone.
  if (url.username !== "" || url.password !== "" || /[?#]/.test(trimmed)) {
    throw new CloudUrlError("NOT_A_URL");
  }
  if (url.protocol !== "https:" && !isLoopback(url.hostname)) throw new CloudUrlError("NOT_HTTPS");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/**
 * Text without what cannot be seen in it: copied out of a message in Arabic, an address or a key
 * brings marks of direction with it.
 */
export function withoutMarks(text: string): string {
  return text.replace(/\p{Cf}/gu, "");
}

/** The URL parser has made one spelling of every number by then. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
