/**
 * Checks the passwords of clinic users against the bcrypt hashes that came from the cloud.
 *
 * @module
 */
import { bcrypt } from "hash-wasm";
import { WireError } from "../wire/mod.ts";
import type { PasswordAnswer, PasswordQuestion } from "./password_question.ts";

/** bcrypt reads no more of a password. */
const MAX_PASSWORD_BYTES = 72;
/** What the cloud's hashes cost, and so what a check that cannot succeed has to cost. */
const USUAL_COST_FACTOR = 10;
/** A factor more doubles the time; 14 takes about 0.8 s. A hash that asks for more is refused. */
const MAX_COST_FACTOR = 14;
const SALT_BYTES = 16;
/** No password is known to have this hash: it is 53 times the same character. */
const UNMATCHABLE_HASH = `$2b$${USUAL_COST_FACTOR}$${".".repeat(53)}`;
/** Takes the place of the empty password, which no implementation of bcrypt here accepts. */
const NO_PASSWORD = "-";

/** How a {@linkcode PasswordChecker} uses the machine. */
export interface PasswordCheckerOptions {
  /** Workers at most; each keeps about 10 MB while it lives. Default: 1. */
  readonly workers?: 1 | 2;
  /** A worker without work ends after this time. Default: 60 000. */
  readonly idleMs?: number;
  /** Checks that may wait for a worker. Default: 200, about 10 s of work. */
  readonly maxWaiting?: number;
}

interface Check {
  readonly question: PasswordQuestion;
  /** Whether a match counts: false where the time is spent for its own sake. */
  readonly canMatch: boolean;
  readonly resolve: (matches: boolean) => void;
  readonly reject: (error: WireError) => void;
}

interface Post {
  readonly worker: Worker;
  /** The check it is busy with. */
  current: Check | null;
  idleTimer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Compares passwords with bcrypt hashes in workers that start at the first check and end when idle.
 *
 * @example
 * ```ts
 * using checker = new PasswordChecker();
 * const matches = await checker.verify(password, user?.hashedPassword ?? null);
 * ```
 */
export class PasswordChecker implements Disposable {
  readonly #maxWorkers: number;
  readonly #idleMs: number;
  readonly #maxWaiting: number;
  readonly #posts = new Set<Post>();
  readonly #waiting: Check[] = [];
  #disposed = false;

  /** Starts nothing yet. */
  constructor(options: PasswordCheckerOptions = {}) {
    this.#maxWorkers = options.workers ?? 1;
    this.#idleMs = options.idleMs ?? 60_000;
    this.#maxWaiting = options.maxWaiting ?? 200;
  }

  /** Workers alive now. */
  get workers(): number {
    return this.#posts.size;
  }

  /**
   * Whether `password` matches `hash`, a bcrypt hash with prefix `$2a$`, `$2b$` or `$2y$` and a
   * cost factor of 4 to 14. Only the first 72 bytes of the password's UTF-8 count, as everywhere
   * with bcrypt; an empty password never matches.
   *
   * Without a usable hash (null for an unknown user, empty, malformed, too costly) the answer is
   * false and takes as long as one for a hash of the cloud.
   *
   * @throws {WireError} `BUSY` if too many checks wait, `LOCKED` after disposal, `INTERNAL` if the
   *   worker fails
   */
  verify(password: string, hash: string | null): Promise<boolean> {
    if (this.#disposed) return Promise.reject(new WireError("LOCKED"));
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(new WireError("BUSY", { retryAfterSeconds: 10 }));
    }
    const usableHash = hash !== null && isUsable(hash) ? hash : null;
    const canMatch = usableHash !== null && password !== "";
    const question: PasswordQuestion = {
      password: encodePassword(canMatch ? password : NO_PASSWORD),
      hash: usableHash ?? UNMATCHABLE_HASH,
    };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, canMatch, resolve, reject });
      this.#dispatch();
    });
  }

  /** Ends the workers. Checks under way or waiting are refused with `LOCKED`. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const post of this.#posts) {
      this.#end(post);
      post.current?.reject(new WireError("LOCKED"));
    }
    for (const check of this.#waiting.splice(0)) {
      check.question.password.fill(0);
      check.reject(new WireError("LOCKED"));
    }
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const post = this.#freePost();
      if (post === null) return;
      const check = this.#waiting.shift();
      if (check === undefined) return;
      clearTimeout(post.idleTimer);
      post.current = check;
      post.worker.postMessage(check.question, [check.question.password.buffer]);
    }
  }

  /** A worker without work, started if there may be one more, or null. */
  #freePost(): Post | null {
    for (const post of this.#posts) if (post.current === null) return post;
    return this.#posts.size < this.#maxWorkers ? this.#start() : null;
  }

  #start(): Post {
    const worker = new Worker(new URL("./password_worker.ts", import.meta.url), {
      type: "module",
    });
    const post: Post = { worker, current: null, idleTimer: undefined };
    worker.onmessage = (event: MessageEvent<PasswordAnswer>) => this.#answered(post, event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#failed(post);
    };
    this.#posts.add(post);
    return post;
  }

  #answered(post: Post, { matches }: PasswordAnswer): void {
    const check = post.current;
    post.current = null;
    if (matches === null) check?.reject(new WireError("INTERNAL"));
    else check?.resolve(matches && check.canMatch);
    this.#dispatch();
    if (post.current !== null) return;
    const timer = setTimeout(() => this.#end(post), this.#idleMs);
    Deno.unrefTimer(timer);
    post.idleTimer = timer;
  }

  /** A worker that broke is replaced for the next check; the one it had is refused. */
  #failed(post: Post): void {
    this.#end(post);
    post.current?.reject(new WireError("INTERNAL"));
    this.#dispatch();
  }

  #end(post: Post): void {
    clearTimeout(post.idleTimer);
    post.worker.terminate();
    this.#posts.delete(post);
  }
}

/**
 * The bcrypt hash of `password` with a random salt, on the calling thread: for the demo clinic.
 *
 * @param costFactor 4 to 14; one more doubles the time
 * @throws {RangeError} if the password is empty or the cost factor out of bounds
 */
export async function hashPassword(
  password: string,
  costFactor: number = USUAL_COST_FACTOR,
): Promise<string> {
  if (password === "") throw new RangeError("Cannot hash password: it is empty");
  if (!(costFactor >= 4 && costFactor <= MAX_COST_FACTOR)) {
    throw new RangeError(`Cannot hash password: cost factor ${costFactor} is not 4 to 14`);
  }
  return await bcrypt({
    password: encodePassword(password),
    salt: crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
    costFactor,
    outputType: "encoded",
  });
}

function isUsable(hash: string): boolean {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash);
  const costFactor = Number(match?.[1]);
  return costFactor >= 4 && costFactor <= MAX_COST_FACTOR;
}

function encodePassword(password: string): Uint8Array<ArrayBuffer> {
  // One UTF-16 unit more than bytes count, so that the cut cannot fall inside the last character.
  const beginning = password.slice(0, MAX_PASSWORD_BYTES + 1);
  return new TextEncoder().encode(beginning).slice(0, MAX_PASSWORD_BYTES);
}
