/**
 * Settings of who can open the hub: a passphrase for each person.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { requireTyped, useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { useReading } from "../state/reading.ts";
import { api, call, read } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { Form, PassphraseField } from "../view/fields.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";
import { NewPassphraseFields, useNewPassphrase } from "../view/new_passphrase.tsx";
import { Card, Failure, Pill } from "../view/notes.tsx";
import type { PassphraseFacts } from "../../../server/operator/mod.ts";

/** The passphrases there are. */
export function PeopleCard(): JSX.Element {
  const asking = useSignal<"add" | { readonly remove: string } | null>(null);
  const reading = useReading<PassphraseFacts>(() => read(() => api.custody.passphrases.$get()));
  const close = () => asking.value = null;
  const known = reading.value.value;
  const isMissing = reading.failure.value !== null;
  return (
    <Card title={t("people.title")}>
      <p class="soft">{t("people.text")}</p>
      <Failure words={isMissing ? t("people.missing") : null} />
      <Busy words={known === null && !isMissing ? t("reading") : null} />
      {known !== null && (
        <>
          <ul class="stack tight">
            {[...known.names, ...(known.openedBy === "recovery" ? ["recovery"] : [])].map((
              name,
            ) => (
              <li key={name} class="buttons">
                <span>{passphraseName(name)}</span>
                {known.openedBy === name && <Pill tone="calm">{t("people.now")}</Pill>}
                {name !== "recovery" && known.names.length > 1 && (
                  <Button
                    kind="danger"
                    label={`${t("people.remove")}: ${passphraseName(name)}`}
                    onPress={() => asking.value = { remove: name }}
                  >
                    {t("people.remove")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {known.mayAdd && (
            <div class="buttons">
              <Button icon="key" onPress={() => asking.value = "add"}>{t("people.add")}</Button>
            </div>
          )}
        </>
      )}
      {asking.value === "add" && <Add onClose={close} onDone={() => void reading.again()} />}
      {asking.value !== null && asking.value !== "add" && (
        <Remove
          name={asking.value.remove}
          onClose={close}
          onDone={() => void reading.again()}
        />
      )}
    </Card>
  );
}

interface Ended {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Add({ onClose, onDone }: Ended): JSX.Element {
  const yours = useSignal("");
  const next = useNewPassphrase();
  const action = useAction();
  const send = async () => {
    const checked = next.check();
    if (checked === null) return;
    const json = { passphrase: yours.value, next: checked };
    const add = async () => {
      requireTyped(yours.value);
      await call(() => api.custody.passphrases.$post({ json }));
    };
    if (await action.run(add)) {
      say(t("people.added"));
      onDone();
      onClose();
    }
  };
  return (
    <Dialog title={t("people.add")} onClose={onClose}>
      <Form onSend={() => void send()}>
        <p>{t("people.addText")}</p>
        <PassphraseField
          label={t("people.yours")}
          value={yours.value}
          onInput={(value) => yours.value = value}
          wrong={action.failure.value}
          focus
        />
        <NewPassphraseFields state={next} />
        <div class="buttons end">
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button kind="primary" submit busy={action.busy.value}>{t("people.add")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Remove({ name, onClose, onDone }: Ended & { readonly name: string }): JSX.Element {
  const action = useAction();
  const send = async (passphrase: string) => {
    const json = { passphrase, name };
    if (await action.run(() => call(() => api.custody.passphrases.remove.$post({ json })))) {
      say(t("people.removed"));
      onDone();
      onClose();
    }
  };
  return (
    <Dialog title={t("people.removeTitle", { name: passphraseName(name) })} onClose={onClose}>
      <PassphraseQuestion
        {...{ action, onClose }}
        label={t("people.removeYours")}
        go={t("people.remove")}
        isDanger
        onSend={send}
      >
        <p>{t("people.removeText")}</p>
      </PassphraseQuestion>
    </Dialog>
  );
}

/** What people call a passphrase that the vault calls `passphrase`, `officer-2` or `recovery`. */
export function passphraseName(name: string): string {
  if (name === "recovery") return t("people.recovery");
  const number = /^officer-(\d)$/.exec(name)?.[1];
  return number === undefined ? t("people.passphrase") : t("people.officer", { n: Number(number) });
}
