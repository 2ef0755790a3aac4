/**
 * Scanning a QR code and signing in (`wire.md` 2.2, 3.6, 9.3 and 9.7).
 *
 * @module
 */

import { PhoneCrash } from "./crash.ts";
import type { GenerationTraits } from "./generation.ts";
import type { HubSession } from "./handshake.ts";
import type { HubSessions } from "./hub_sessions.ts";
import { failedLogin, type LoginOutcome, type ScanOutcome } from "./outcomes.ts";
import type { Peers } from "./peers.ts";
import type { PhoneFetch } from "./phone_fetch.ts";
import { parseQr } from "./qr.ts";
import type { SecureStore } from "./secure_store.ts";

/** What signing in needs of the running app. */
export interface SignInContext {
  readonly traits: GenerationTraits;
  readonly store: SecureStore;
  readonly sessions: HubSessions;
  readonly peers: Peers;
  readonly fetch: PhoneFetch;
}

/** The login and settings screens of one running app. */
export class SignIn {
  readonly #app: SignInContext;
  /** The session of the last scan: in memory only, so an app that starts again has lost it. */
  #scanned: HubSession | null = null;

  constructor(context: SignInContext) {
    this.#app = context;
  }

  /** Pairs with a hub, or notes a cloud server. What is neither is taken for a cloud address. */
  async scan(text: string): Promise<ScanOutcome> {
    const { traits, sessions, peers } = this.#app;
    const qr = parseQr(text, traits.acceptsHttpCloud);
    if (qr?.type !== "sync_hub") return await this.#scanCloud(qr?.url ?? text);
    const paired = await sessions.pair(qr.url);
    if (!paired.ok) return { ok: false, error: paired.error.message };
    this.#scanned = paired.data;
    await peers.upsertHub(paired.data);
    return { ok: true, type: "sync_hub", hubId: paired.data.hubId };
  }

  /** The settings screen: pairs, then logs in with the stored credentials. */
  async rescan(text: string): Promise<LoginOutcome> {
    const scanned = await this.scan(text);
    if (!scanned.ok) return failedLogin(scanned.error);
    const email = this.#app.store.get("provider_email");
    const password = this.#app.store.get("provider_password");
    if (!email || !password) return failedLogin("no_credentials");
    return await this.login(email, password);
  }

  /** Signs in under the session of the last scan; without one, at the address of the peer. */
  async login(email: string, password: string): Promise<LoginOutcome> {
    const { traits, store, sessions } = this.#app;
    if (email.length < 4 || password.length < 4) return failedLogin("Invalid email or password");
    const session = this.#scanned;
    if (session === null) {
      if (traits.generation === "august") return failedLogin("Scan the QR code first");
      return await this.#loginByUrl(email, password);
    }
    const result = await sessions.transportOf(session).login(email, password);
    if (!result.ok) return failedLogin(`${result.error.code}: ${result.error.message}`);
    const answer = result.data as Readonly<Record<string, string | undefined>>;
    store.saveSession({ ...session, token: answer.token });
    store.set("provider_email", email);
    store.set("provider_password", password);
    store.set("provider_token", answer.token ?? null);
    // The older login screen is gone now, and the session it held with it.
    if (traits.generation !== "august") this.#scanned = null;
    const signedIn = Boolean(answer.user_id && answer.provider_name && (answer.email ?? email));
    return { ok: true, signedIn, error: null, answer };
  }

  /** The sign-in at app start of the older generations. Returns the status, null if not sent. */
  async atStart(): Promise<number | null> {
    const email = this.#app.store.get("provider_email");
    const password = this.#app.store.get("provider_password");
    if (this.#app.traits.generation === "august" || !email || !password) return null;
    return (await this.#postLogin(email, password)).status;
  }

  async #scanCloud(url: string): Promise<ScanOutcome> {
    const { traits, peers, fetch } = this.#app;
    try {
      await fetch(url, { method: "HEAD" }, { kind: "other", name: null });
    } catch (error) {
      if (error instanceof PhoneCrash) throw error;
      return { ok: false, error: "URL is not reachable" };
    }
    try {
      await peers.upsertCloud(url, traits.acceptsHttpCloud);
    } catch (error) {
      return { ok: false, error: String(error) };
    }
    return { ok: true, type: "cloud", url };
  }

  async #loginByUrl(email: string, password: string): Promise<LoginOutcome> {
    const { status, user } = await this.#postLogin(email, password);
    if (user === null) return failedLogin(`Invalid credentials (HTTP ${status ?? "not sent"})`);
    const signedIn = Boolean(user.id && user.name && user.email);
    return { ok: true, signedIn, error: null, answer: user };
  }

  /** The cloud's sign-in, with the password in clear, at whatever address the peer has. */
  async #postLogin(email: string, password: string): Promise<UrlLogin> {
    const { traits, peers, fetch } = this.#app;
    const peer = await peers.active(traits.prefersPeer);
    const { url } = JSON.parse(String(peer?.metadata || "{}"));
    if (!url) return { status: null, user: null };
    let status: number | null = null;
    try {
      const answer = await fetch(`${url}/api/login`, {
        method: "POST",
        headers: { "Accept": "application/json", "Content-Type": "application/json" },
        body: JSON.stringify({ email, password }),
      }, { kind: "other", name: "/api/login" });
      status = answer.status;
      const user = await answer.json();
      return { status, user: status === 200 && user.message === undefined ? user : null };
    } catch (error) {
      if (error instanceof PhoneCrash) throw error;
      return { status, user: null };
    }
  }
}

interface UrlLogin {
  readonly status: number | null;
  readonly user: Readonly<Record<string, unknown>> | null;
}
