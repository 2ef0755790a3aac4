/**
 * Saves what can be read of a database that does not open, into a file sealed with the passphrase.
 *
 * @module
 */

import type { AuditNote } from "../audit/mod.ts";
import { DamagedDatabase, type SalvageCounts } from "../recovery/salvage.ts";
import type { ReadRows } from "../recovery/readable_rows.ts";
import { SEALED_PART_BYTES, SealedLines, Vault } from "../../vault/mod.ts";
import { WireError } from "../wire/errors.ts";
import { dataPaths } from "./opening/data_directory.ts";
import { countFailedUnlock } from "./people/failed_unlocks.ts";
import { startErrorOf } from "./opening/open_files.ts";

/** What was found. */
export interface SalvageFacts {
  /** Names the file for {@linkcode SalvageControl.salvagePart}. */
  readonly ticket: number;
  /** Rows that can be read. */
  readonly readable: number;
  /** Places that cannot. */
  readonly unreadable: number;
  /** The same by table. */
  readonly tables: SalvageCounts;
}

/** What is asked of the keeper while no hub is open. */
export interface SalvageControl {
  /** Reads everything once and counts. Rejects with a code of `StartError`. */
  salvage(directory: string, passphrase: string): Promise<SalvageFacts>;
  /** The next part of the sealed file; null after the last. `NOT_FOUND` for one given up. */
  salvagePart(ticket: number): Promise<string | null>;
}

/** What the control needs of the keeper. */
export interface SalvageParts {
  readonly requireShut: () => void;
  readonly note: (note: AuditNote) => void;
}

/** A file being handed over. One at a time. */
interface Running extends Disposable {
  readonly ticket: number;
  next(): string | null;
}

/** With what the keeper itself asks. */
export interface Salvage extends SalvageControl {
  /** Ends what is being handed over: the files may be others from now on, and keys are dropped. */
  giveUp(): void;
}

/** See the module. */
export function salvageOf({ requireShut, note }: SalvageParts): Salvage {
  let nextTicket = 1;
  let running: Running | null = null;

  const giveUp = () => {
    running?.[Symbol.dispose]();
    running = null;
  };

  async function open(directory: string, passphrase: string): Promise<DamagedDatabase | null> {
    const paths = dataPaths(directory);
    using vault = await Vault.unlock(paths.vault, { passphrase });
    const { dataKey, nextDataKey } = vault.secrets;
    const keys = nextDataKey === null ? [dataKey] : [dataKey, nextDataKey];
    return await DamagedDatabase.open(paths.database, keys);
  }

  return {
    salvage: async (directory, passphrase) => {
      requireShut();
      giveUp();
      try {
        const database = await open(directory, passphrase);
        const ticket = nextTicket++;
        if (database === null) return { ticket, readable: 0, unreadable: 1, tables: {} };
        const tables: Record<string, ReadRows> = {};
        for (const _ of database.lines(tables)) { /* counted */ }
        const lines = await SealedLines.begin(passphrase);
        running = fileOf(ticket, database, lines);
        // It may have been opened meanwhile.
        requireShut();
        const readable = sum(tables, "rows");
        note({ kind: "exported", who: "operator", detail: { what: "records", count: readable } });
        return { ticket, readable, unreadable: sum(tables, "gaps"), tables };
      } catch (error) {
        giveUp();
        if (error instanceof WireError) throw error;
        const failure = startErrorOf(error);
        if (failure.code === "WRONG_PASSPHRASE") await countFailedUnlock(dataPaths(directory));
        throw failure;
      }
    },
    salvagePart: (ticket) => {
      if (running?.ticket !== ticket) return Promise.reject(new WireError("NOT_FOUND"));
      const part = running.next();
      if (part === null) giveUp();
      return Promise.resolve(part);
    },
    giveUp,
  };
}

function fileOf(ticket: number, database: DamagedDatabase, sealed: SealedLines): Running {
  const counts: Record<string, ReadRows> = {};
  const rows = database.lines(counts);
  const encoder = new TextEncoder();
  let state: "header" | "rows" | "done" = "header";
  const next = () => {
    if (state === "done") return null;
    if (state === "header") {
      state = "rows";
      return sealed.header;
    }
    let text = "";
    while (text.length < SEALED_PART_BYTES) {
      const row = rows.next();
      if (row.done === true) {
        state = "done";
        // Whoever reads the file sees that it is whole, and what could not be read.
        return sealed.seal(encoder.encode(`${text}${JSON.stringify({ counts })}\n`), true);
      }
      text += row.value;
    }
    return sealed.seal(encoder.encode(text), false);
  };
  return {
    ticket,
    next,
    [Symbol.dispose]: () => {
      sealed[Symbol.dispose]();
      database[Symbol.dispose]();
    },
  };
}

function sum(tables: SalvageCounts, what: keyof ReadRows): number {
  return Object.values(tables).reduce((total, count) => total + count[what], 0);
}
