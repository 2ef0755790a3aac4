/**
 * The second place for backups: a stick or a network folder.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import { choosePlace } from "../state/copies.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { ago, dayAndTime, maybe, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Card, Facts, Note } from "../view/notes.tsx";

/** The place, how it is, and another one. */
export function SecondPlaceCard(
  { second }: { readonly second: UnlockedStatus["copies"]["second"] },
): JSX.Element {
  const typed = useSignal("");
  const action = useAction();
  const { folder, state, sinceMs, newestAtMs, sameDisk, problem } = second;
  const send = async () => {
    const path = typed.value.trim();
    if (path === "") return;
    if (await action.run(() => choosePlace(path))) {
      typed.value = "";
      say(t("second.chosen"));
    }
  };
  return (
    <Card title={t("second.title")}>
      {folder === null
        ? (
          <Note tone="warn">
            <p>{t("second.none")}</p>
          </Note>
        )
        : (
          <Facts
            rows={[
              [t("second.folder"), <bdi key="folder" dir="ltr">{folder}</bdi>],
              [
                t("backup.newest"),
                newestAtMs === null
                  ? t("backup.none")
                  : `${dayAndTime(newestAtMs)} (${ago(newestAtMs, now.value)})`,
              ],
            ]}
          />
        )}
      {state === "missing" && (
        <Note tone="bad">
          <p>{t("second.missing", { time: dayAndTime(sinceMs) })}</p>
        </Note>
      )}
      {state === "failing" && (
        <Note tone="bad">
          <p>{t("second.failing")}</p>
          <p>{maybe(`error.${problem ?? "STORAGE"}`) ?? t("error.STORAGE")}</p>
        </Note>
      )}
      {sameDisk && (
        <Note tone="warn">
          <p>{t("second.sameDisk")}</p>
        </Note>
      )}
      <Form onSend={() => void send()} label={t("second.title")}>
        <TextField
          label={t("second.choose")}
          hint={t("second.hint")}
          value={typed.value}
          onInput={(value) => typed.value = value}
          wrong={action.failure.value}
        />
        <div class="buttons">
          <Button submit busy={action.busy.value}>{t("second.use")}</Button>
          {folder !== null && (
            <Button onPress={() => void action.run(() => choosePlace(null))}>
              {t("second.stop")}
            </Button>
          )}
        </div>
      </Form>
    </Card>
  );
}
