/**
 * A question that is answered with the passphrase, and what it leads to.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { Action } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { Button } from "./button.tsx";
import { Form, PassphraseField } from "./fields.tsx";

/** See the module. */
export interface PassphraseQuestionProps {
  /** What it leads to. */
  readonly children: ComponentChildren;
  /** Whose passphrase it is; unless it says so, the hub's. */
  readonly label?: string;
  /** Words of the button. */
  readonly go: string;
  /** True when it takes something away. */
  readonly isDanger?: boolean;
  /** What it leads to, while it is being done and when it was refused. */
  readonly action: Pick<Action, "busy" | "failure">;
  readonly onSend: (passphrase: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** The question, for inside a dialog. */
export function PassphraseQuestion(
  { children, label, go, isDanger = false, action, onSend, onClose }: PassphraseQuestionProps,
): JSX.Element {
  const passphrase = useSignal("");
  const isEmpty = useSignal(false);
  const send = () => {
    isEmpty.value = passphrase.value === "";
    if (!isEmpty.value) void onSend(passphrase.value);
  };
  return (
    <Form onSend={send}>
      {children}
      <PassphraseField
        label={label ?? t("field.passphrase")}
        value={passphrase.value}
        onInput={(value) => {
          passphrase.value = value;
          isEmpty.value = false;
        }}
        wrong={isEmpty.value ? t("field.empty") : action.failure.value}
        focus
      />
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button kind={isDanger ? "danger full" : "primary"} submit busy={action.busy.value}>
          {go}
        </Button>
      </div>
    </Form>
  );
}
