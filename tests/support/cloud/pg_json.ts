/**
 * JSON as `jsonb` keeps it: parsed, keys sorted shorter first, no NUL and no half characters.
 *
 * @module
 */

import { PgError } from "./pg_error.ts";

/**
 * The text of a `jsonb` value. A string is taken for JSON text, as the driver hands it over;
 * anything else for the value itself.
 */
export function readJsonb(value: unknown): string {
  return JSON.stringify(sorted(typeof value === "string" ? parse(value) : value));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PgError("22P02", "invalid input syntax for type json");
  }
}

function sorted(value: unknown): unknown {
  if (typeof value === "string") return checked(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [checked(key), sorted(item)] as const);
  entries.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function checked(text: string): string {
  if (text.includes("\0")) throw new PgError("22P05", "unsupported Unicode escape sequence");
  if (!text.isWellFormed()) throw new PgError("22P02", "invalid input syntax for type json");
  return text;
}
