/** Per-statement settings of how values are read, with the methods of the public package. */
export class ReadingOptions {
  /** Whether text that SQLite marks as JSON is parsed; the database's setting if `undefined`. */
  parseJson: boolean | undefined;
  /** Kept for compatibility: integers are always exact. */
  int64: boolean | undefined;

  /** Kept for compatibility: has no effect. */
  enableInt64(): this {
    this.int64 = true;
    return this;
  }

  /** Kept for compatibility: has no effect. */
  disableInt64(): this {
    this.int64 = false;
    return this;
  }

  /** Kept for compatibility: has no effect. */
  defaultInt64(): this {
    this.int64 = undefined;
    return this;
  }

  /** Parse text that SQLite marks as JSON. */
  enableParseJson(): this {
    this.parseJson = true;
    return this;
  }

  /** Return JSON as text. */
  disableParseJson(): this {
    this.parseJson = false;
    return this;
  }

  /** Do as the database does. */
  defaultParseJson(): this {
    this.parseJson = undefined;
    return this;
  }
}
