/**
 * What is wrong with the hub, the most pressing first, and what to do.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { type HealthProblem, problemWords } from "../state/health.ts";
import { dayAndTime, t } from "../state/language.ts";
import { Note, Pill, type Tone } from "../view/notes.tsx";

const TONES: Readonly<Record<HealthProblem["severity"], Tone>> = {
  stop: "bad",
  soon: "warn",
  note: "calm",
};

/** All of them; nothing when there are none. */
export function ProblemList(
  { problems }: { readonly problems: readonly HealthProblem[] },
): JSX.Element {
  return (
    <div class="stack" role="status" aria-label={t("health.problems")}>
      {problems.map((problem) => <Problem key={problem.code} problem={problem} />)}
    </div>
  );
}

function Problem({ problem }: { readonly problem: HealthProblem }): JSX.Element {
  const { severity, sinceMs } = problem;
  const { title, text } = problemWords(problem);
  return (
    <Note tone={TONES[severity]}>
      <strong>{title}</strong>
      <p>{text}</p>
      <p class="soft">
        <Pill tone={TONES[severity]}>{t(`health.${severity}`)}</Pill>{" "}
        {t("health.since", { time: dayAndTime(sinceMs) })}
      </p>
    </Note>
  );
}
