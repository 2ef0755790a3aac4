/**
 * How a procedure is made of a validator and of what it does.
 *
 * @module
 */

import type { z } from "zod";
import { appendAudit, plainText } from "../../audit/mod.ts";
import type { Statements } from "../../database/statements.ts";
import type { CallResult } from "../../keeper_api.ts";
import { type PermissionFlag, permissionsOf, type UserPermissions } from "../../permissions/mod.ts";
import { RowDefectError } from "../../sync/rows/arriving_row.ts";
import type { WriteStamps } from "../../sync/clock/hub_clock.ts";
import type { Change } from "../../sync/rows/row_store.ts";
import type { Procedure, ProcedureContext } from "../procedure.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
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
  /** Says which row the command writes, for the audit log. */
  readonly wrote: (table: string, id: string) => void;
}

/** Rows that share a stamp (decision 8). */
const ROWS_PER_STAMP = 500;
/** Rows of a command that the audit log names; further ones are counted. */
const MAX_NAMED_ROWS = 8;

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
  return async (context, args) => {
    const { engine, userId } = context;
    const parsed = schema.safeParse(args ?? {});
    if (!parsed.success) return { ok: false, code: "INVALID" };
    const nowMs = engine.wallClock.nowMs();
    const result = await orRefusal(() =>
      engine.read((statements) =>
        answer({ statements, permissions: livePermissions(statements, userId), nowMs }, parsed.data)
      )
    );
    if (!result.ok && result.code === "NOT_PERMITTED") noteRefusal(context, result.code);
    return result;
  };
}

/**
 * A command: one write transaction, durable before it is answered. `refuse()`, or any other throw,
 * leaves nothing of it behind. The command and its entry in the audit log are one commit.
 *
 * @param schema Unknown keys are ignored; arguments it refuses give `INVALID`
 * @param perform Writes through `record_writer.ts` and gives the result
 */
export function command<Schema extends z.ZodType>(
  schema: Schema,
  perform: (call: WriteCall, args: z.output<Schema>) => object,
): Procedure {
  return async (context, args) => {
    const { engine, device, userId } = context;
    const parsed = schema.safeParse(args ?? {});
    const nowMs = engine.wallClock.nowMs();
    const writer = device.commandWriter;
    const result: CallResult = !parsed.success
      ? { ok: false, code: "INVALID" }
      : await orRefusal(() =>
        engine.write((statements, stamps) => {
          const permissions = livePermissions(statements, userId);
          const written = new WrittenRows(stamps, { writer, nowMs });
          const { nextChange, wrote } = written;
          const answer = perform(
            { statements, permissions, nowMs, nextChange, wrote },
            parsed.data,
          );
          appendAudit(statements, {
            kind: "call",
            who: { userId },
            deviceNo: device.deviceNo,
            detail: { procedure: nameOf(context), ...written.counts() },
            atMs: nowMs,
          });
          return answer;
        })
      );
    if (!result.ok) noteRefusal(context, result.code);
    return result;
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

/** Stamps the rows of one command and keeps what the audit log says of them. */
class WrittenRows {
  readonly #stamps: WriteStamps;
  readonly #by: Omit<Change, "stamp">;
  readonly #named = new Set<string>();
  #changed = 0;
  #stamp = 0;

  constructor(stamps: WriteStamps, by: Omit<Change, "stamp">) {
    this.#stamps = stamps;
    this.#by = by;
  }

  readonly nextChange = (): Change => {
    if (this.#changed++ % ROWS_PER_STAMP === 0) this.#stamp = this.#stamps.take();
    return { ...this.#by, stamp: this.#stamp };
  };

  readonly wrote = (table: string, id: string): void => {
    if (this.#named.size < MAX_NAMED_ROWS) this.#named.add(`${table}/${plainText(id)}`);
  };

  counts(): { readonly changed: number; readonly rows: readonly string[] } {
    return { changed: this.#changed, rows: [...this.#named] };
  }
}

function noteRefusal(context: ProcedureContext, code: WireErrorCode): void {
  const { engine, device: { deviceNo }, userId } = context;
  const detail = { procedure: nameOf(context), code };
  engine.audit.note({ kind: "call_refused", who: { userId }, deviceNo, detail });
}

function nameOf({ name }: ProcedureContext): string {
  return name ?? "unknown";
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
