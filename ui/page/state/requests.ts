/**
 * Calls of the hub, typed by its own routes, and what a refusal means.
 *
 * @module
 */
/// <reference lib="dom" />
import { hc } from "hono/client";
import type {
  OperatorApp,
  OperatorErrorBody,
  OperatorErrorCode,
} from "../../../server/operator/mod.ts";

/** Every route of the hub. A call that changes something has to be JSON, with a body or without. */
export const { api } = hc<OperatorApp>(location.origin, {
  headers: { "content-type": "application/json" },
});

/** `OFFLINE`: the hub did not answer at all. `CANCELLED`: the operator did not give the passphrase. */
export type RefusalCode = OperatorErrorCode | "OFFLINE" | "CANCELLED";

/** Why something was not done. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: RefusalCode;
  /** Whole seconds to wait, where that helps. */
  readonly retryAfterSeconds: number | null;

  constructor(code: RefusalCode, retryAfterSeconds: number | null = null) {
    super(code);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** As much of an answer as is needed. */
interface Answer {
  readonly ok: boolean;
  readonly headers: Headers;
  json(): Promise<unknown>;
}

/** Asks for the passphrase; resolves when the hub has taken it, rejects with `CANCELLED`. */
export type AskToConfirm = () => Promise<void>;

let askToConfirm: AskToConfirm = () => Promise.reject(new Refused("CANCELLED"));

/** Says how to ask for the passphrase when the hub wants it before it does something. */
export function confirmBy(ask: AskToConfirm): void {
  askToConfirm = ask;
}

/**
 * Sends a call and answers with its JSON. When the hub wants the passphrase first, asks for it and
 * sends the call again.
 *
 * @throws {Refused}
 */
export async function call<R extends Answer>(
  send: () => Promise<R>,
): Promise<Awaited<ReturnType<R["json"]>>> {
  try {
    return await once(send);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "CONFIRM_FIRST") throw error;
    await askToConfirm();
    return await once(send);
  }
}

/**
 * As {@linkcode call}, for what the page asks by itself: nobody is asked for the passphrase because
 * a list is out of date.
 *
 * @throws {Refused}
 */
export function read<R extends Answer>(
  send: () => Promise<R>,
): Promise<Awaited<ReturnType<R["json"]>>> {
  return once(send);
}

async function once<R extends Answer>(
  send: () => Promise<R>,
): Promise<Awaited<ReturnType<R["json"]>>> {
  let answer: R;
  try {
    answer = await send();
  } catch {
    throw new Refused("OFFLINE");
  }
  if (answer.ok) return await answer.json() as Awaited<ReturnType<R["json"]>>;
  throw await refusalOf(answer);
}

/** Reads the refusal of an answer. */
export async function refusalOf(answer: Pick<Answer, "headers" | "json">): Promise<Refused> {
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  try {
    const { error } = await answer.json() as OperatorErrorBody;
    return new Refused(error.code, Number.isFinite(seconds) ? seconds : null);
  } catch {
    return new Refused("INTERNAL");
  }
}
