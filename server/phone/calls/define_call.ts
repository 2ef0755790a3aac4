/**
 * How a procedure is made of a validator and of what it does.
 *
 * @module
 */

import type { z } from "zod";
import type { Statements } from "../../database/statements.ts";
import type { CallResult } from "../../keeper_api.ts";
import { type PermissionFlag, permissionsOf, type UserPermissions } from "../../permissions/mod.ts";
import { RowDefectError } from "../../sync/arriving_row.ts";
import type { WriteStamps } from "../../sync/hub_clock.ts";
import type { Change } from "../../sync/row_store.ts";
import type { Procedure } from "../procedure.ts";
import { CallRefusedError, jsonResult, refuse } from "./results.ts";

/** Who asks, and the records as they are now. */
export interface Call {
  readonly statements: Statements;
  readonly permissions: UserPermissions;
  /** Wall clock, epoch ms. */
  readonly nowMs: number;
}

/** A {@linkcode Call} inside its write transaction. */
export interface WriteCall extends Call {
  /** Stamp and writer of the next row that the command writes. */
  readonly nextChange: () => Change;
}

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;

/**
 * A query: reads in one snapshot.
 *
 * @param schema Unknown keys are ignored; arguments it refuses give `INVALID`
 * @param answer Gives the result; `refuse()` ends with a business error
 */
export function query<Schema extends z.ZodType>(
  schema: Schema,
  answer: (call: Call, args: z.output<Schema>) => object,
): Procedure {
  return async ({ engine, userId }, args) => {
    const parsed = schema.safeParse(args ?? {});
    if (!parsed.success) return { ok: false, code: "INVALID" };
    const nowMs = engine.wallClock.nowMs();
    return await orRefusal(() =>
      engine.read((statements) =>
        answer({ statements, permissions: livePermissions(statements, userId), nowMs }, parsed.data)
      )
    );
  };
}

/**
 * A command: one write transaction, durable before it is answered. `refuse()`, or any other throw,
 * leaves nothing of it behind.
 *
 * @param schema Unknown keys are ignored; arguments it refuses give `INVALID`
 * @param perform Writes through `record_writer.ts` and gives the result
 */
export function command<Schema extends z.ZodType>(
  schema: Schema,
  perform: (call: WriteCall, args: z.output<Schema>) => object,
): Procedure {
  return async ({ engine, device, userId }, args) => {
    const parsed = schema.safeParse(args ?? {});
    if (!parsed.success) return { ok: false, code: "INVALID" };
    const nowMs = engine.wallClock.nowMs();
    const writer = device.commandWriter;
    return await orRefusal(() =>
      engine.write((statements, stamps) => {
        const permissions = livePermissions(statements, userId);
        const nextChange = changes(stamps, { writer, nowMs });
        return perform({ statements, permissions, nowMs, nextChange }, parsed.data);
      })
    );
  };
}

/** Refuses unless the user has the flag at the clinic; null or `""` stands for the user's own. */
export function requirePermission(
  call: Call,
  flag: PermissionFlag,
  clinicId: string | null,
): void {
  if (!call.permissions.allows(flag, clinicId)) refuse("NOT_PERMITTED");
}

function changes(stamps: WriteStamps, by: Omit<Change, "stamp">): () => Change {
  let rows = 0;
  let stamp = 0;
  return () => {
    if (rows++ % ROWS_PER_STAMP === 0) stamp = stamps.take();
    return { ...by, stamp };
  };
}

function livePermissions(statements: Statements, userId: string): UserPermissions {
  return permissionsOf(statements, userId) ?? refuse("NOT_PERMITTED");
}

async function orRefusal(answer: () => object | Promise<object>): Promise<CallResult> {
  try {
    return jsonResult(await answer());
  } catch (error) {
    if (error instanceof CallRefusedError) return { ok: false, code: error.code };
    // A value that no row can hold is the caller's mistake.
    if (error instanceof RowDefectError) return { ok: false, code: "INVALID" };
    throw error;
  }
}
