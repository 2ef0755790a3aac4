/**
 * Numbers for scopes, so that a cursor can say cheaply which one its answer was made for.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { EVERYTHING } from "./device_scope.ts";

/** A cursor of a series that was made for more than one scope: what it left out is not known. */
export const MIXED_SCOPE = -1;

/** Scopes by text. Numbers count once they are written, which {@linkcode ScopeNumbers.save} does. */
export class ScopeNumbers {
  readonly #byText: Map<string, number>;
  #unsaved: [number, string][] = [];

  constructor(statements: Statements) {
    this.#byText = new Map(
      statements.get("SELECT clinics, scope_no FROM scope").values<[string, number]>(),
    );
  }

  /** The number of a scope; a new one gets the next. */
  numberOf(text: string): number {
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.#byText.size;
      this.#byText.set(text, number);
      this.#unsaved.push([number, text]);
    }
    return number;
  }

  /** True when the first scope lacks a clinic of the second. */
  isSmaller(scopeNo: number, than: number): boolean {
    if (scopeNo === than) return false;
    const [text, other] = [this.#textOf(scopeNo), this.#textOf(than)];
    if (text === null || other === null || text === EVERYTHING) return false;
    if (other === EVERYTHING) return true;
    const clinics = new Set(JSON.parse(text) as string[]);
    return (JSON.parse(other) as string[]).some((clinic) => !clinics.has(clinic));
  }

  #textOf(scopeNo: number): string | null {
    for (const [text, number] of this.#byText) {
      if (number === scopeNo) return text;
    }
    return null;
  }

  /** Writes new numbers. Call inside a write transaction, and the result after its commit. */
  save(statements: Statements): () => void {
    const saved = this.#unsaved;
    const insert = statements.get("INSERT OR IGNORE INTO scope (scope_no, clinics) VALUES (?, ?)");
    for (const [number, text] of saved) insert.run(number, text);
    return () => {
      this.#unsaved = this.#unsaved.filter((entry) => !saved.includes(entry));
    };
  }
}
