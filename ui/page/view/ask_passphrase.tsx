/**
 * The passphrase asked for again, before something is changed after the screen was hidden.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { api, call, confirmBy, Refused } from "../state/requests.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Form, PassphraseField } from "./fields.tsx";

const asked = signal<PromiseWithResolvers<void> | null>(null);

confirmBy(() => {
  asked.value ??= Promise.withResolvers<void>();
  return asked.value.promise;
});

/** The question, while it is asked. */
export function AskPassphrase(): JSX.Element | null {
  const question = asked.value;
  if (question === null) return null;
  const end = (settle: () => void) => {
    asked.value = null;
    settle();
  };
  return (
    <Dialog
      title={t("ask.title")}
      onClose={() => end(() => question.reject(new Refused("CANCELLED")))}
    >
      <Question
        onDone={() => end(question.resolve)}
        onClose={() => end(() => question.reject(new Refused("CANCELLED")))}
      />
    </Dialog>
  );
}

function Question(
  { onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void },
): JSX.Element {
  const passphrase = useSignal("");
  const action = useAction();
  const send = async () => {
    const { value } = passphrase;
    if (await action.run(() => call(() => api.confirm.$post({ json: { passphrase: value } })))) {
      onDone();
    }
  };
  return (
    <Form onSend={send}>
      <p>{t("ask.text")}</p>
      <PassphraseField
        label={t("field.passphrase")}
        value={passphrase.value}
        onInput={(value) => passphrase.value = value}
        wrong={action.failure.value}
        focus
      />
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button kind="primary" submit busy={action.busy.value}>{t("ask.go")}</Button>
      </div>
    </Form>
  );
}
