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
import { Dialog } from "../view/dialog.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Card, Facts, Note } from "../view/notes.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";

/** The place, how it is, and another one. */
export function SecondPlaceCard(
  { second }: { readonly second: UnlockedStatus["copies"]["second"] },
): JSX.Element {
  const typed = useSignal("");
  const isEmpty = useSignal(false);
  /** What the passphrase is asked for: another folder, or none. */
  const asking = useSignal<{ readonly folder: string | null } | null>(null);
  const { folder, state, sinceMs, newestAtMs, sameDisk, problem } = second;
  const ask = () => {
    const path = typed.value.trim();
    isEmpty.value = path === "";
    if (path !== "") asking.value = { folder: path };
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
      <Form onSend={ask} label={t("second.title")}>
        <TextField
          label={t("second.choose")}
          hint={t("second.hint")}
          value={typed.value}
          onInput={(value) => {
            typed.value = value;
            isEmpty.value = false;
          }}
          wrong={isEmpty.value ? t("field.empty") : null}
        />
        <div class="buttons">
          <Button submit>{t("second.use")}</Button>
          {folder !== null && (
            <Button onPress={() => asking.value = { folder: null }}>{t("second.stop")}</Button>
          )}
        </div>
      </Form>
      {asking.value !== null && (
        <Change
          folder={asking.value.folder}
          onDone={() => typed.value = ""}
          onClose={() => asking.value = null}
        />
      )}
    </Card>
  );
}

/** Whoever finds the laptop open must not turn the backups away from their place. */
function Change(
  { folder, onDone, onClose }: {
    readonly folder: string | null;
    readonly onDone: () => void;
    readonly onClose: () => void;
  },
): JSX.Element {
  const action = useAction();
  const words = folder === null ? t("second.stop") : t("second.use");
  const send = async (passphrase: string) => {
    if (await action.run(() => choosePlace(folder, passphrase))) {
      say(folder === null ? t("second.stopped") : t("second.chosen"));
      onDone();
      onClose();
    }
  };
  return (
    <Dialog title={words} onClose={onClose}>
      <PassphraseQuestion
        {...{ action, onClose }}
        go={words}
        isDanger={folder === null}
        onSend={send}
      >
        {folder === null ? <p>{t("second.stopText")}</p> : (
          <>
            <p>{t("second.useText")}</p>
            <p>
              <bdi dir="ltr">{folder}</bdi>
            </p>
          </>
        )}
      </PassphraseQuestion>
    </Dialog>
  );
}
