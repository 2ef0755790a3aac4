/**
 * A sync with the cloud while it is under way: what it does, how far it is, and a way to stop it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { cancelSync, syncNow } from "../state/cloud.ts";
import { cloudProblem, type CloudStatus } from "../state/cloud_state.ts";
import { size, t, timeOfDay } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Bar, BusyLine } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Note } from "../view/notes.tsx";

/** The sync under way, or what ended the last one early, with what can be done about it now. */
export function CloudRun({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  const action = useAction({ aloud: true });
  const { run } = cloud;
  const problem = run === null ? cloudProblem(cloud) : null;
  const begin = async () => {
    if (await action.run(syncNow)) say(t("cloud.begun"));
  };
  const stop = async () => {
    if (await action.run(cancelSync)) say(t("cloud.cancelled"));
  };
  return (
    <div class="stack tight">
      {/* Only the step is read aloud: numbers that change all the time would drown everything. */}
      <div key="step" role="status">{run !== null && <p>{t(`run.${run.step}`)}…</p>}</div>
      {run !== null && <Progress key="progress" run={run} />}
      {problem !== null && (
        <Note key="problem" tone="warn">
          <p>{t(`relay.${problem}`)}</p>
          {cloud.failures > 1 && <p>{t("cloud.failures", { n: cloud.failures })}</p>}
        </Note>
      )}
      <div key="buttons" class="buttons">
        {run === null
          ? (
            <Button
              key="go"
              id="sync-now"
              icon="sync"
              busy={action.busy.value}
              onPress={() => void begin()}
            >
              {t("cloud.syncNow")}
            </Button>
          )
          : (
            <Button
              key="stop"
              icon="stop"
              busy={action.busy.value}
              onPress={() => void stop()}
            >
              {t("cloud.cancel")}
            </Button>
          )}
      </div>
    </div>
  );
}

function Progress({ run }: { readonly run: NonNullable<CloudStatus["run"]> }): JSX.Element {
  const { step, attempt, rows, ofRows, bytes, startedMs } = run;
  const parts = [
    ofRows === null
      ? (rows > 0 ? t("records.count", { n: rows }) : null)
      : t("run.ofRows", { rows, total: ofRows }),
    bytes > 0 ? t("run.bytes", { size: size(bytes) }) : null,
    attempt > 1 ? t("run.attempt", { n: attempt }) : null,
    t("run.since", { time: timeOfDay(startedMs) }),
  ];
  return (
    <>
      {ofRows === null || ofRows === 0
        ? <BusyLine key="line" />
        : <Bar key="bar" label={t(`run.${step}`)} done={rows} of={ofRows} />}
      <p key="words" class="soft small">{parts.filter((part) => part !== null).join(" · ")}</p>
    </>
  );
}
