/**
 * The passphrase asked for again, before something is changed after the screen was hidden.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { useAction } from "../state/actions.ts";
import { link, status } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { api, call, confirmBy, Refused } from "../state/requests.ts";

import { Dialog } from "./dialog.tsx";
import { PassphraseQuestion } from "./passphrase_question.tsx";

/** A question that waits for its answer. */
interface Asked {
  readonly answer: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (why: Refused) => void;
}

const asked = signal<Asked | null>(null);

/** Asks, or joins the question that is asked already. */
function ask(): Promise<void> {
  if (asked.value === null) {
    let settle: Pick<Asked, "resolve" | "reject"> = { resolve: () => {}, reject: () => {} };
    const answer = new Promise<void>((resolve, reject) => settle = { resolve, reject });
    asked.value = { answer, ...settle };
  }
  return asked.value.answer;
}

function end(settle: () => void): void {
  asked.value = null;
  settle();
}

/** The question, while it is asked. */
export function AskPassphrase(): JSX.Element | null {
  useEffect(() => confirmBy(ask), []);
  useSignalEffect(() => {
    // A hub that was locked or stopped meanwhile asks in its own way.
    const isOpen = status.value?.state === "unlocked" && link.value !== "stopped";
    const question = asked.value;
    if (question !== null && !isOpen) end(() => question.reject(new Refused("CANCELLED")));
  });
  const question = asked.value;
  if (question === null) return null;
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
  const action = useAction();
  const send = async (passphrase: string) => {
    if (await action.run(() => call(() => api.confirm.$post({ json: { passphrase } })))) onDone();
  };
  return (
    <PassphraseQuestion {...{ action, onClose }} go={t("ask.go")} onSend={send}>
      <p>{t("ask.text")}</p>
    </PassphraseQuestion>
  );
}
