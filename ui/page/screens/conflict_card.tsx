/**
 * One conflict: both values side by side, and which of them counts.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { type Conflict, resolveConflict } from "../state/attention.ts";
import { dayAndTime, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Facts } from "../view/notes.tsx";
import { conflictWords, fieldWords, recordNumber, tableWords, valueWords } from "./record_words.ts";

/** A conflict. */
export function ConflictCard({ conflict }: { readonly conflict: Conflict }): JSX.Element {
  const action = useAction({ aloud: true });
  const { conflictNo, table, rowId, patient, column, kept, lost, lostBy, atMs, device, user } =
    conflict;
  const field = column === null ? "" : ` · ${fieldWords(column)}`;
  const about = `${tableWords(table)}${field}`;
  const whose = lostBy ?? user ?? device ?? t("phone.unknownUser");
  const decide = async (keep: "kept" | "lost") => {
    if (await action.run(() => resolveConflict(conflictNo, keep))) say(t("attention.decided"));
  };
  const button = (keep: "kept" | "lost", words: string, value: unknown) => (
    <Button
      label={`${words}: ${about}${isRecord(value) ? "" : `, ${valueWords(value, column)}`}`}
      busy={action.busy.value}
      onPress={() => void decide(keep)}
    >
      {words}
    </Button>
  );
  return (
    <article class="stack tight" aria-label={about}>
      <h3>
        {about} <code class="soft small">{recordNumber(rowId)}</code>
      </h3>
      {patient !== null && <p>{t("attention.patient", { name: patient })}</p>}
      <p class="soft small">
        {conflictWords(conflict.reason)} {t("attention.when", { time: dayAndTime(atMs) })}
      </p>
      <div class="sides">
        <Side title={t("attention.kept")} value={kept} column={column}>
          {button("kept", t("attention.keep"), kept)}
        </Side>
        <Side title={t("attention.lost", { name: whose })} value={lost} column={column}>
          {button("lost", t("attention.take"), lost)}
        </Side>
      </div>
    </article>
  );
}

function Side(
  { title, value, column, children }: {
    readonly title: string;
    readonly value: unknown;
    readonly column: string | null;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  return (
    <div class="side-value">
      <span class="soft small">{title}</span>
      <Value value={value} column={column} />
      <div class="buttons">{children}</div>
    </div>
  );
}

/** True for several columns or a whole record: too long to be read as the name of a button. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value; several columns or a whole record one below the other. */
function Value(
  { value, column }: { readonly value: unknown; readonly column: string | null },
): JSX.Element {
  if (!isRecord(value)) {
    return <bdi class="value">{valueWords(value, column)}</bdi>;
  }
  return (
    <Facts
      rows={Object.entries(value).map(([name, part]) => [
        fieldWords(name),
        <bdi key={name}>{valueWords(part, name)}</bdi>,
      ])}
    />
  );
}
