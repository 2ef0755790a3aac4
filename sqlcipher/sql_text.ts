/** What the binding needs to know of a SQL text, without parsing it. */

const SPACE = /[\t\n\f\r ]*/y;
const LINE_COMMENT = /--[^\n]*(?:\n|$)/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;

/** The offset of the first character from `start` that is neither white space nor comment. */
export function skipBlank(sql: string, start: number): number {
  let at = start;
  for (;;) {
    const before = at;
    for (const pattern of [SPACE, LINE_COMMENT, BLOCK_COMMENT]) {
      pattern.lastIndex = at;
      at += pattern.exec(sql)?.[0].length ?? 0;
    }
    if (at === before) return at;
  }
}

/** Whether nothing but white space, comments and semicolons follow. */
export function isBlank(sql: string): boolean {
  let at = skipBlank(sql, 0);
  while (sql[at] === ";") at = skipBlank(sql, at + 1);
  return at === sql.length;
}

/**
 * Whether a statement that is not read-only counts the rows it changes: data manipulation does,
 * `CREATE`, `PRAGMA`, `VACUUM` and the like leave the count of an earlier statement.
 */
export function countsChanges(sql: string): boolean {
  let start = skipBlank(sql, 0);
  while (sql[start] === ";") start = skipBlank(sql, start + 1);
  return /^(?:insert|replace|update|delete|with)\b/i.test(sql.slice(start, start + 8));
}
