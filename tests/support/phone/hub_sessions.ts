/**
 * The app's session manager (`wire.md` 9.2): a new handshake before every transport, shared while
 * one is under way, and (August only) the renewal of a refused token.
 *
 * @module
 */

import { PhoneCrash } from "./crash.ts";
import type { GenerationTraits } from "./generation.ts";
import { type HubSession, performHandshake } from "./handshake.ts";
import type { PhoneFetch } from "./phone_fetch.ts";
import { rpcFailure, type RpcResult } from "./rpc_result.ts";
import type { SecureStore } from "./secure_store.ts";
import { type CallKind, HubTransport } from "./transport.ts";

/** What the hub answers a login with, as far as the app reads it. */
interface LoginAnswer {
  readonly token?: string;
}

/** A call of online mode. */
export interface OnlineCall {
  readonly kind: CallKind;
  readonly name: string;
  readonly args: unknown;
  readonly token?: string | null | undefined;
}

/** Sessions of one running app: the stored one and the handshake that may be under way. */
export class HubSessions {
  readonly #traits: GenerationTraits;
  readonly #store: SecureStore;
  readonly #fetch: PhoneFetch;
  #handshaking: Promise<HubSession | null> | null = null;

  constructor(traits: GenerationTraits, store: SecureStore, phoneFetch: PhoneFetch) {
    this.#traits = traits;
    this.#store = store;
    this.#fetch = phoneFetch;
  }

  /** Handshake with a scanned address. The session is stored without a token at once. */
  async pair(hubUrl: string): Promise<RpcResult<HubSession>> {
    const result = await performHandshake(hubUrl, this.#store.clientId(), this.#fetch);
    if (result.ok) this.#store.saveSession(result.data);
    return result;
  }

  /** A transport under a fresh key, or null when not paired or the handshake failed. */
  async transport(): Promise<HubTransport | null> {
    const stored = this.#store.loadSession();
    if (stored === null) return null;
    this.#handshaking ??= this.#handshakeAgain(stored)
      .finally(() => this.#handshaking = null);
    const session = await this.#handshaking;
    return session === null ? null : this.transportOf(session);
  }

  /** A transport under the key of a session as it is, without a handshake. */
  transportOf(session: HubSession): HubTransport {
    return new HubTransport(session, this.#fetch, this.#traits.readsEnvelopeError);
  }

  /**
   * Logs in again with the stored credentials, under the stored session and without a handshake.
   * A failure leaves the old token in place.
   *
   * @returns whether there is a new token
   */
  async renewToken(): Promise<boolean> {
    const email = this.#store.get("provider_email");
    const password = this.#store.get("provider_password");
    const session = this.#store.loadSession();
    if (!email || !password || session === null) return false;
    const result = await this.transportOf(session).login(email, password);
    const token = result.ok ? (result.data as LoginAnswer).token : undefined;
    if (!token) return false;
    this.#store.saveSession({ ...session, token });
    this.#store.set("provider_token", token);
    return true;
  }

  /** The token a sync passes along for a hub; undefined lets the transport use its own. */
  tokenFor(hubId: string): string | undefined {
    const session = this.#store.loadSession();
    return session?.hubId === hubId && session.token ? session.token : undefined;
  }

  /**
   * One call of online mode: a handshake, then the call. A token given here is sent instead of the
   * stored one, and then nothing is renewed.
   */
  async callOnline({ kind, name, args, token }: OnlineCall): Promise<RpcResult> {
    const transport = await this.transport();
    if (transport === null) return rpcFailure("HUB_UNREACHABLE", "No hub session");
    const send = (to: HubTransport, sent: string | null | undefined) =>
      kind === "command" ? to.sendCommand(name, args, sent) : to.sendQuery(name, args, sent);
    if (token !== undefined) return await send(transport, token);
    const hubId = this.#store.loadSession()?.hubId ?? "";
    return await new RenewingCaller(this, this.#traits, transport, hubId).call(send);
  }

  /** Whether the hub of the stored session answers its heartbeat. Only the status counts. */
  async heartbeat(): Promise<boolean> {
    const url = `${this.#store.loadSession()?.hubUrl}/rpc/heartbeat`;
    try {
      return (await this.#fetch(url, { method: "GET" }, { kind: "heartbeat", name: null })).ok;
    } catch (error) {
      if (error instanceof PhoneCrash) throw error;
      return false;
    }
  }

  async #handshakeAgain(stored: HubSession): Promise<HubSession | null> {
    const result = await performHandshake(stored.hubUrl, this.#store.clientId(), this.#fetch);
    if (!result.ok) return null;
    const session = { ...result.data, token: stored.token };
    this.#store.saveSession(session);
    return session;
  }
}

/**
 * One call that may renew the token once (`phones.md`, August): on `AUTH_FAILED` it logs in again,
 * makes a new transport and repeats this one call. Older generations return the first result.
 */
export class RenewingCaller {
  readonly #sessions: HubSessions;
  readonly #renews: boolean;
  readonly #hubId: string;
  #transport: HubTransport;
  #token: string | undefined;

  constructor(
    sessions: HubSessions,
    traits: GenerationTraits,
    transport: HubTransport,
    hubId: string,
  ) {
    this.#sessions = sessions;
    this.#renews = traits.renewsToken;
    this.#transport = transport;
    this.#hubId = hubId;
    this.#token = sessions.tokenFor(hubId);
  }

  /** Runs one call, renewing the token at most once for it. */
  async call(
    run: (transport: HubTransport, token: string | undefined) => Promise<RpcResult>,
  ): Promise<RpcResult> {
    const first = await run(this.#transport, this.#token);
    if (first.ok || first.error.code !== "AUTH_FAILED" || !this.#renews) return first;
    if (!await this.#sessions.renewToken()) return first;
    const renewed = await this.#sessions.transport();
    if (renewed === null) return first;
    this.#transport = renewed;
    this.#token = this.#sessions.tokenFor(this.#hubId);
    return await run(this.#transport, this.#token);
  }
}
