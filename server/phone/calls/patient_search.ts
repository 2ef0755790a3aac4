/**
 * Searches the patients a user may see.
 *
 * @module
 */

import type { z } from "zod";
import { DatabaseError } from "../../database/database_error.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { Procedure } from "../procedure.ts";
import { type Call, query } from "./define_call.ts";
import { editDistance } from "./edit_distance.ts";
import { foldName, foldText } from "./fold_text.ts";
import { FOLDED_COLUMNS } from "./index_patients.ts";
import { isIndexFresh, isIndexMade, refreshPatientIndex } from "./patient_index.ts";

/** A search looks again when rows were committed between bringing the index up to date and it. */
const MAX_LOOKS = 5;
/** A list shorter than this is counted while it is made. */
const COUNTED_WHEN_LISTED = 100;
/** Entries whose distance is computed: those that may be the nearest. */
const MAX_CANDIDATES = 1_000;
/** No name is longer; what somebody pasted into its place is compared as far as this. */
const MAX_NAME_CHARS = 60;
/** Parts a name is cut into to find names that share one. */
const PIECE_CHARS = 2;
const MAX_PIECES = 5;

/** Which patients, and which part of the list. */
export interface PatientSearch {
  /** Text by column of `patients`, or by attribute id; entries that are empty do not count. */
  readonly filters: ReadonlyMap<string, string>;
  readonly limit: number;
  readonly offset: number;
}

/** Rows of `patients`, the last changed first, and how many there are in all. */
export interface FoundPatients {
  readonly rows: readonly number[];
  readonly total: number;
}

class StaleIndexError extends Error {}

/**
 * A query on an index that holds every patient as it is in the query's own snapshot; on a disk that
 * takes nothing more, as they were when it last did.
 */
export function searchQuery<Schema extends z.ZodType>(
  schema: Schema,
  answer: (call: Call, args: z.output<Schema>) => object,
): Procedure {
  return async (context, args) => {
    for (let look = 1;; look++) {
      const strict = await isRefreshed(context.engine) && look < MAX_LOOKS;
      try {
        return await query(schema, (call, parsed: z.output<Schema>) => {
          if (strict && !isIndexFresh(call.statements)) throw new StaleIndexError();
          return answer(call, parsed);
        })(context, args);
      } catch (error) {
        if (!(error instanceof StaleIndexError)) throw error;
      }
    }
  };
}

async function isRefreshed(engine: SyncEngine): Promise<boolean> {
  try {
    await refreshPatientIndex(engine);
    return true;
  } catch (error) {
    // Of an index that was never made it would be said that there are no patients.
    const isKept = error instanceof DatabaseError && error.code === "STORAGE" &&
      engine.read(isIndexMade);
    if (!isKept) throw error;
    return false;
  }
}

/**
 * Finds patients in whom every filter occurs, whatever the script's spelling; `sex` has to begin
 * so. A phone sends what is typed into its one search box as `given_name`: when no given name has
 * it, patients are found in whose full name every word of it occurs.
 */
export function findPatients(call: Call, search: PatientSearch): FoundPatients {
  const found = select(call, search, false);
  const isAsked = (name: string) => (search.filters.get(name) ?? "").trim() !== "";
  if (found.total > 0 || !isAsked("given_name") || isAsked("surname")) return found;
  return select(call, search, true);
}

/** Patients with these names or names like them, the most alike first. */
export function similarPatients(
  call: Call,
  names: { readonly givenName: string; readonly surname: string; readonly limit: number },
): readonly number[] {
  const wanted = [namePart(names.givenName), namePart(names.surname)] as const;
  const [given, family] = [piecesOf(wanted[0]), piecesOf(wanted[1])];
  if (given.length + family.length === 0) return [];
  const givenHits = given.map((_, at) => `(instr(given_name, ?${at + 4}) > 0)`);
  const familyHits = family.map((_, at) => `(instr(surname, ?${at + 4 + given.length}) > 0)`);
  const candidates = call.statements.get(
    `SELECT hub_row, given_name, surname, updated_at FROM ${IN_ORDER}
     WHERE ${VISIBLE} AND (${[...givenHits, ...familyHits].join(" OR ")})
     ORDER BY ${leastDistanceSql("given_name", "?2", givenHits)}
       + ${leastDistanceSql("surname", "?3", familyHits)}, updated_at DESC
     LIMIT ${MAX_CANDIDATES}`,
  ).values<[number, string, string, number]>(
    visiblePlaces(call),
    ...wanted.map((name) => name.length),
    ...given,
    ...family,
  );
  return candidates
    .map(([row, givenName, surname, updatedAt]) => ({
      row,
      updatedAt,
      distance: distanceOf(wanted[0], givenName) + distanceOf(wanted[1], surname),
    }))
    .sort((a, b) => a.distance - b.distance || b.updatedAt - a.updatedAt || b.row - a.row)
    .slice(0, names.limit)
    .map(({ row }) => row);
}

/**
 * True when a live patient has this number, in whatever digits and case it was written: who is not
 * found is registered twice. Nobody has the empty one.
 */
export function hasGovernmentId({ statements }: Call, governmentId: string): boolean {
  const wanted = foldText(governmentId);
  if (wanted === "") return false;
  return statements.get("SELECT 1 FROM patient_search WHERE government_id = ?").value(wanted) !==
    undefined;
}

/** A condition on `patient_search`; `?1` is {@linkcode visiblePlaces}. */
const VISIBLE = "(?1 IS NULL OR place_no IN (SELECT value FROM json_each(?1)))";

/**
 * The order of lists, with names beside it. SQLite does not choose it by itself where every row has
 * to be looked at, and where it would, the other columns cost a look-up for each row.
 */
const IN_ORDER = "patient_search INDEXED BY patient_search_order";
const NAME_FILTERS: ReadonlySet<string> = new Set(["given_name", "surname"]);

/** Sets of clinics whose patients the user may see, as JSON; null for all. */
function visiblePlaces({ statements, permissions }: Call): string | null {
  if (permissions.unrestricted) return null;
  const viewed = permissions.clinicsWith("can_view_history");
  const places = statements.get("SELECT place_no, clinics FROM patient_search_place")
    .values<[number, string]>();
  const seen = places.filter(([, clinics]) =>
    (JSON.parse(clinics) as string[]).some((clinic) => clinic === "" || viewed.has(clinic))
  );
  return seen.length === places.length ? null : JSON.stringify(seen.map(([place]) => place));
}

function select(
  call: Call,
  { filters, limit, offset }: PatientSearch,
  wholeName: boolean,
): FoundPatients {
  const { conditions, values } = conditionsOf(filters, wholeName);
  const from = isOnlyNames(filters) ? IN_ORDER : "patient_search NOT INDEXED";
  const where = `FROM ${from} WHERE ${[VISIBLE, ...conditions].join(" AND ")}`;
  const bound = [visiblePlaces(call), ...values];
  const page = (limit: number, offset: number) =>
    call.statements.get(
      `SELECT hub_row ${where}
       ORDER BY updated_at DESC, hub_row DESC LIMIT ? OFFSET ?`,
    ).values<[number]>(...bound, limit, offset).map(([row]) => row);
  const count = () =>
    call.statements.get(`SELECT count(*) ${where}`)
      .value<[number]>(...bound)?.[0] ?? 0;
  // Few patients need one look at the table, not one to count them and one to list them.
  if (offset + limit < COUNTED_WHEN_LISTED) {
    const rows = page(COUNTED_WHEN_LISTED, 0);
    const total = rows.length < COUNTED_WHEN_LISTED ? rows.length : count();
    return { rows: rows.slice(offset, offset + limit), total };
  }
  const total = count();
  return { rows: offset < total ? page(limit, offset) : [], total };
}

function isOnlyNames(filters: ReadonlyMap<string, string>): boolean {
  return [...filters].every(([key, text]) => NAME_FILTERS.has(key) || text.trim() === "");
}

const FOLDED: ReadonlySet<string> = new Set(FOLDED_COLUMNS);

function conditionsOf(
  filters: ReadonlyMap<string, string>,
  wholeName: boolean,
): { conditions: string[]; values: string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  for (const [key, text] of [...filters].sort()) {
    if (text.trim() === "") continue;
    const wanted = foldText(text);
    if (wanted === "") {
      // Only a dash or a mark: no text has it.
      conditions.push("0");
      continue;
    }
    if (key === "given_name" && wholeName) {
      for (const word of wanted.split(" ")) {
        conditions.push("instr(given_name || ' ' || surname, ?) > 0");
        values.push(word);
      }
    } else if (NAME_FILTERS.has(key)) {
      conditions.push(`instr(${key}, ?) > 0`);
      values.push(foldName(text));
    } else if (key === "sex") {
      conditions.push("instr(sex, ?) = 1");
      values.push(wanted);
    } else if (FOLDED.has(key)) {
      conditions.push(`instr(${key}, ?) > 0`);
      values.push(wanted);
    } else if (key === "id") {
      conditions.push(
        `hub_row IN (SELECT hub_row FROM patients INDEXED BY sqlite_autoindex_patients_1
           WHERE id > '' AND instr(lower(id), ?) > 0)`,
      );
      values.push(text.trim().toLowerCase());
    } else {
      conditions.push(
        `hub_row IN (SELECT patient_row FROM attribute_search
           WHERE attribute_no = (SELECT attribute_no FROM attribute_search_name
             WHERE attribute_id = ?) AND instr(value, ?) > 0)`,
      );
      values.push(key, wanted);
    }
  }
  return { conditions, values };
}

/** Cuts a name into at most five parts of two letters or more. */
function piecesOf(name: string): string[] {
  if (name === "") return [];
  const count = Math.min(MAX_PIECES, Math.max(1, Math.floor(name.length / PIECE_CHARS)));
  const cut = (at: number) => Math.round(at * name.length / count);
  return Array.from({ length: count }, (_, at) => name.slice(cut(at), cut(at + 1)));
}

/**
 * What the distance to a name is at least: one edit for each piece that is not in it, and one for
 * each letter it is longer or shorter.
 */
function leastDistanceSql(column: string, length: string, hits: readonly string[]): string {
  if (hits.length === 0) return "0";
  return `max(${hits.length} - ${hits.join(" - ")}, abs(length(${column}) - ${length}))`;
}

/** A name that nobody gave is like any other. */
function distanceOf(wanted: string, name: string): number {
  if (wanted === "") return 0;
  const beyond = Math.max(0, name.length - MAX_NAME_CHARS);
  return editDistance(wanted, name.slice(0, MAX_NAME_CHARS)) + beyond;
}

function namePart(name: string): string {
  return foldName(name).slice(0, MAX_NAME_CHARS);
}
