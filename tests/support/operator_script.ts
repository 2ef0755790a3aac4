/** The operator's side as a script uses it: signed in by the start link of a hub. */

import type { HubProcess } from "./hub_process.ts";

/** A signed-in session. */
export class OperatorScript {
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** Uses the link up. */
  static async signIn({ ready }: HubProcess): Promise<OperatorScript> {
    const { origin, hash } = new URL(ready.operator_url);
    const headers = { origin, "content-type": "application/json" };
    const body = JSON.stringify({ token: hash.slice("#token=".length) });
    const answer = await fetch(`${origin}/api/session`, { method: "POST", headers, body });
    await answer.body?.cancel();
    return new OperatorScript(origin, answer.headers.get("set-cookie")?.split(";")[0] ?? "");
  }

  /** What a route answers; its status as well. */
  async get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { cookie: this.#cookie };
    const answer = await fetch(`${this.#origin}/api/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  }

  /** The status of an action's answer. */
  async post(path: string, body: unknown = {}): Promise<number> {
    const answer = await fetch(`${this.#origin}/api/${path}`, {
      method: "POST",
      headers: {
        origin: this.#origin,
        "content-type": "application/json",
        cookie: this.#cookie,
      },
      body: JSON.stringify(body),
    });
    await answer.body?.cancel();
    return answer.status;
  }
}
