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
import { linkTo, type Place, place } from "../state/places.ts";
import { Note, Pill, type Tone } from "../view/notes.tsx";
import { OpenRecovery } from "./open_recovery.tsx";

const TONES: Readonly<Record<HealthProblem["severity"], Tone>> = {
  stop: "bad",
  soon: "warn",
  note: "calm",
};

/** Where something can be done about it, by the beginning of the code; the first that fits. */
const WHERE: readonly (readonly [begin: string, place: Place])[] = [
  ["SNAPSHOT_", "backups"],
  ["SECOND_PLACE_", "backups"],
  ["ADDRESS_CHANGED", "pair"],
  ["ADDRESS_CHOICE", "settings"],
  ["CLOCK_LEAPT", "server"],
  ["RELAY_", "server"],
  ["AUDIT_", "activity"],
  ["PHONE_", "phones"],
  ["", "health"],
];

/** Those that cannot wait, for screens that lead nowhere. */
export function UrgentProblems(
  { problems }: { readonly problems: readonly HealthProblem[] },
): JSX.Element {
  const urgent = problems.filter(({ severity }) => severity === "stop");
  return <ProblemList problems={urgent} alone />;
}

/** All of them; nothing when there are none. */
export function ProblemList(
  { problems, alone = false }: {
    readonly problems: readonly HealthProblem[];
    /** Nothing can be gone to from here. */
    readonly alone?: boolean;
  },
): JSX.Element {
  return (
    <div class="stack" role="status" aria-label={t("health.problems")}>
      {problems.map((problem) => <Problem key={problem.code} problem={problem} alone={alone} />)}
    </div>
  );
}

function Problem(
  { problem, alone }: { readonly problem: HealthProblem; readonly alone: boolean },
): JSX.Element {
  const { code, severity, sinceMs } = problem;
  const [, where = "health"] = WHERE.find(([begin]) => code.startsWith(begin)) ?? [];
  const { title, text } = problemWords(problem);
  return (
    <Note tone={TONES[severity]}>
      <strong>{title}</strong>
      <p>{text}</p>
      {code === "DATABASE_DAMAGED" && !alone && <OpenRecovery />}
      <p class="soft">
        <Pill tone={TONES[severity]}>{t(`health.${severity}`)}</Pill>{" "}
        {t("health.since", { time: dayAndTime(sinceMs) })}{" "}
        {!alone && where !== place.value && <a href={linkTo(where)}>{t(`place.${where}`)}</a>}
      </p>
    </Note>
  );
}
