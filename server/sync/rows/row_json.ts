/**
 * SQL that writes a stored row as the JSON a phone reads.
 *
 * SQLite builds the text itself: reading 20 columns one by one through foreign calls and joining
 * them again costs several times as much (`docs/storage.md`).
 *
 * @module
 */

import type { Column, Table } from "../../database/table_shape.ts";

/**
 * An SQL expression for the row's JSON object: `id`, the columns phones have, and what phones sent
 * beyond them. Null columns are left out: phones fill in their defaults, and every byte costs a
 * phone time. JSON columns stay text, booleans are 0 or 1, times are epoch ms.
 */
export function rowJsonSql(table: Table): string {
  const members = table.columns.filter((column) => column.onPhones).map(memberSql);
  const extra = `iif(hub_extra IS NULL, '', ',' || substr(hub_extra, 2, length(hub_extra) - 2))`;
  return [`'{"id":' || json_quote(id)`, ...members, extra, `'}'`].join(" || ");
}

function memberSql({ name, kind }: Column): string {
  const column = `"${name}"`;
  return `iif(${column} IS NULL, '', ',"${name}":' || ${valueSql(column, kind)})`;
}

function valueSql(column: string, kind: Column["kind"]): string {
  switch (kind) {
    case "text":
    case "date":
    case "json":
      return `json_quote(${column})`;
    case "real":
      // 17 digits bring back the same double, but for extremes beyond 1e100; SQLite's JSON writes 15.
      return `format('%!.17g', ${column})`;
    case "boolean":
    case "integer":
    case "time":
    case "day":
      return column;
  }
}
