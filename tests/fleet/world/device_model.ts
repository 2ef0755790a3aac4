/**
 * What a device is known to hold, kept from rule 1 of the phones' document and rules 12 and 13, and
 * not from the hub. Where the hub may have forgotten in a crash, the model forgets.
 *
 * @module
 */

/** How a database that went back looks to the hub. */
export type GoneBack = "seen" | "rows-it-sent" | "everything";

/** One `client_id`. */
export class DeviceModel {
  /** Rows given as `created` in the answers that led to a cursor. */
  readonly #delivered = new Map<number, ReadonlySet<string>>();
  /** Every cursor issued, in order. */
  readonly #issued: number[] = [];
  /** Of those, the ones that a crash of the hub may have erased. */
  readonly #mayBeForgotten = new Set<number>();
  #certain = 0;
  /** Rows sent, and the newest cursor issued before. */
  #sent: { readonly key: string; readonly after: number }[] = [];
  /** What the last cursor counted as: rule 13 is about the one before, not about the highest. */
  #last = 0;
  /** The newest cursor issued when it presented the last one, if that was of its own making. */
  #foreignAt: number | null = null;
  /** Cursors of a phone's own making that it has presented, and what it held then. */
  readonly #foreign = new Map<
    number,
    { readonly known: ReadonlySet<string>; readonly newestIssued: number }
  >();
  /** Of those, the ones from before the hub was killed: it may or may not have them on disk. */
  readonly #foreignBefore = new Set<number>();
  /** Tables beyond the common ones that it has sent rows of. */
  readonly opened = new Set<string>();
  /** Every row it ever sent, or may have sent, in order. */
  readonly sentLog: string[] = [];

  /**
   * What the hub knows the device to hold when it presents this cursor in a pull. The same request
   * again moves nothing.
   *
   * @param broughtBack Rows the operator brought back: that the device once sent them is forgotten
   * as soon as a cursor says so instead, and they count as stored anew. Every app merges such a row.
   */
  present(
    cursor: number,
    isRepeat: boolean,
    broughtBack: ReadonlySet<string>,
  ): ReadonlySet<string> {
    if (isRepeat) {
      return this.#knownAt(this.isIssued(cursor) ? cursor : this.#last, broughtBack);
    }
    const issued = this.isIssued(cursor);
    const met = this.#foreign.get(cursor);
    if (!issued && met !== undefined && met.newestIssued < this.newestIssued) {
      // A copy from when the phone had it: what came since, the phone lacks again.
      this.#sent = this.#sent.filter(({ after }) => after <= met.newestIssued);
      this.#foreignAt = met.newestIssued;
      if (!this.#foreignBefore.has(cursor)) return met.known;
      // Where the hub has forgotten it, it counts as the last one.
      const asLast = this.#knownAt(this.#last, broughtBack);
      const known = new Set([...met.known].filter((key) => asLast.has(key)));
      this.#foreign.set(cursor, { ...met, known });
      return known;
    }
    const counted = issued ? cursor : this.#last;
    // Nobody comes back from a cursor of their own making to one that was issued before it.
    const isBack = cursor < this.#last || cursor <= (this.#foreignAt ?? -1);
    this.#foreignAt = issued ? null : this.newestIssued;
    if (issued && isBack) {
      const next = cursor === 0 ? 0 : this.#issued.find((value) => value > cursor) ?? cursor;
      this.#sent = this.#sent.filter(({ after }) => after < next);
    }
    this.#last = counted;
    const known = this.#knownAt(counted, broughtBack);
    if (!issued) {
      this.#foreign.set(cursor, { known, newestIssued: this.newestIssued });
      this.#foreignBefore.delete(cursor);
    }
    return known;
  }

  /** Whether it was given this cursor. */
  isIssued(cursor: number): boolean {
    return cursor === 0 || this.#issued.includes(cursor);
  }

  #knownAt(cursor: number, broughtBack: ReadonlySet<string>): ReadonlySet<string> {
    const known = new Set(this.#delivered.get(cursor));
    for (const { key } of this.#sent) if (!broughtBack.has(key)) known.add(key);
    return known;
  }

  /** Somebody logs in: before the device has presented a cursor it may be a new installation. */
  logIn(): void {
    if (this.#last === 0) this.#sent = [];
  }

  /** Notes an answer to a pull. */
  issue(from: number, timestamp: number, created: readonly string[]): void {
    const base = this.isIssued(from)
      ? this.#delivered.get(from)
      : this.#foreign.get(from)?.known ?? this.#delivered.get(this.#last);
    this.#delivered.set(timestamp, new Set([...base ?? [], ...created]));
    this.#issued.push(timestamp);
  }

  /** The newest cursor it was given. */
  get newestIssued(): number {
    return this.#issued.at(-1) ?? 0;
  }

  send(key: string): void {
    this.#sent.push({ key, after: this.newestIssued });
    this.sentLog.push(key);
  }

  /** The row was in a push that nothing answered: the hub may count it as sent. */
  maybeSent(key: string): void {
    this.sentLog.push(key);
  }

  /** Something was committed: every cursor issued so far is on disk. */
  committed(): void {
    this.#certain = this.#issued.length;
  }

  /** The hub was killed: what was not committed is forgotten. */
  hubDied(): void {
    this.#issued.slice(this.#certain).forEach((cursor) => this.#mayBeForgotten.add(cursor));
    this.#delivered.clear();
    for (const cursor of this.#foreign.keys()) this.#foreignBefore.add(cursor);
  }

  /** What the hub can tell when the database goes back to a copy with this cursor. */
  goesBackTo(cursor: number): GoneBack {
    if (cursor === 0 && this.#last > 0) return "seen";
    if (!this.isIssued(cursor) || this.#mayBeForgotten.has(cursor)) return "everything";
    // Under one that it had not presented yet, or presented last: then the hub cannot tell whether
    // the copy was made before or after what it has sent since.
    return cursor < this.#last ? "seen" : "rows-it-sent";
  }
}
