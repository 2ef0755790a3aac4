/**
 * Encrypted calls under one session, and what the app makes of each answer (`wire.md` 4 and 9.1,
 * `phones.md` for the August generation).
 *
 * @module
 */

import { PhoneCrash } from "./crash.ts";
import { jsonBytes, openJson, sealPayload } from "./envelope.ts";
import type { HubSession } from "./handshake.ts";
import type { PhoneFetch } from "./phone_fetch.ts";
import { type RpcFailure, rpcFailure, type RpcResult } from "./rpc_result.ts";

/** The two kinds of encrypted call. */
export type CallKind = "command" | "query";

/** Calls bound to the key and token of one session. */
export class HubTransport {
  readonly #session: HubSession;
  readonly #fetch: PhoneFetch;
  readonly #readsEnvelopeError: boolean;

  constructor(session: HubSession, phoneFetch: PhoneFetch, readsEnvelopeError: boolean) {
    this.#session = session;
    this.#fetch = phoneFetch;
    this.#readsEnvelopeError = readsEnvelopeError;
  }

  /** A command. Without a token argument it carries the token of the session. */
  sendCommand(name: string, data: unknown, token?: string | null): Promise<RpcResult> {
    return this.#send("command", name, data, token);
  }

  /** A query. Without a token argument it carries the token of the session. */
  sendQuery(name: string, params: unknown, token?: string | null): Promise<RpcResult> {
    return this.#send("query", name, params, token);
  }

  /** The login command. It too carries whatever token the session has, stale or not. */
  login(email: string, password: string): Promise<RpcResult> {
    return this.sendCommand("login", { email, password });
  }

  async #send(
    kind: CallKind,
    name: string,
    args: unknown,
    token: string | null | undefined = this.#session.token,
  ): Promise<RpcResult> {
    const { hubUrl, clientId, sharedKey } = this.#session;
    try {
      const plain = kind === "command"
        ? { command: name, data: args, token }
        : { query: name, params: args, token };
      const response = await this.#fetch(`${hubUrl}/rpc/${kind}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          client_id: clientId,
          payload: sealPayload(sharedKey, kind, jsonBytes(plain)),
        }),
      }, { kind, name });
      if (!response.ok) {
        return response.status === 401
          ? rpcFailure("AUTH_FAILED", "Unauthorized")
          : rpcFailure("NETWORK_ERROR", `HTTP ${response.status}`);
      }
      const body = await response.json();
      const refused = this.#readsEnvelopeError ? envelopeError(body) : null;
      if (refused !== null) return refused;
      const data = openJson(sharedKey, `${kind}_response`, body.payload);
      return data
        ? { ok: true, data }
        : rpcFailure("DECRYPTION_FAILED", `Failed to decrypt ${kind} response`);
    } catch (error) {
      if (error instanceof PhoneCrash) throw error;
      return rpcFailure("NETWORK_ERROR", String(error));
    }
  }
}

/** August only: any clear-text `error` of a 2xx envelope wins, even over a payload that opens. */
function envelopeError(body: { error?: string; error_code?: string } | null): RpcFailure | null {
  if (!body?.error) return null;
  return rpcFailure(body.error_code === "AUTH_FAILED" ? "AUTH_FAILED" : "SERVER_ERROR", body.error);
}
