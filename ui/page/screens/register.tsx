/**
 * Registering with the cloud: address, key, and the passphrase that lets them in.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { RelayProblem } from "../../../server/operator/mod.ts";
import { Explained, requireTyped, useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { api, call, Refused } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Form, PassphraseField, TextField } from "../view/fields.tsx";
import { Failure } from "../view/notes.tsx";
import { askedWords } from "./asked_words.ts";

type Field = "url" | "key" | "passphrase";

/** Which field a problem is about; the others are about the connection. */
const FIELDS: Readonly<Partial<Record<RelayProblem, Field>>> = {
  NOT_A_URL: "url",
  NOT_HTTPS: "url",
  NOT_A_CLOUD: "url",
  NAME_NOT_FOUND: "url",
  KEY_REFUSED: "key",
  OTHER_DEVICE: "key",
  OTHER_CLOUD: "url",
};

/** The form. */
export function RegisterForm(
  { url: known, onDone, onCancel }: {
    /** The address of now, to be changed. */
    readonly url?: string;
    readonly onDone?: () => void;
    readonly onCancel?: () => void;
  },
): JSX.Element {
  const url = useSignal(known ?? "");
  const apiKey = useSignal("");
  const passphrase = useSignal("");
  const about = useSignal<Field | null>(null);
  const action = useAction();
  const busy = action.busy.value;
  const register = async () => {
    about.value = null;
    const json = { url: url.value, apiKey: apiKey.value, passphrase: passphrase.value };
    for (
      const [field, text] of [["url", url], ["key", apiKey], ["passphrase", passphrase]] as const
    ) {
      about.value = field;
      requireTyped(text.value);
    }
    about.value = null;
    try {
      const result = await call(() => api.cloud.register.$post({ json }));
      if (!result.registered) {
        about.value = FIELDS[result.problem] ?? null;
        throw new Explained(askedWords(result.problem));
      }
      say(t("register.done", { name: result.registration.device?.name ?? url.value }));
    } catch (error) {
      if (error instanceof Refused && error.code === "WRONG_PASSPHRASE") about.value = "passphrase";
      throw error;
    }
  };
  const send = async () => {
    if (await action.run(register)) onDone?.();
  };
  const wrong = (field: Field) => about.value === field ? action.failure.value : null;
  return (
    <Form onSend={() => void send()} label={t("cloud.connect")}>
      <TextField
        label={t("register.url")}
        hint={t("register.urlHint")}
        value={url.value}
        onInput={(value) => url.value = value}
        wrong={wrong("url")}
        letters
        maxLength={2048}
      />
      <PassphraseField
        label={t("register.key")}
        hint={t("register.keyHint")}
        value={apiKey.value}
        onInput={(value) => apiKey.value = value}
        wrong={wrong("key")}
        isNew
      />
      <PassphraseField
        label={t("field.passphrase")}
        hint={t("register.passphraseHint")}
        value={passphrase.value}
        onInput={(value) => passphrase.value = value}
        wrong={wrong("passphrase")}
      />
      <Failure words={about.value === null ? action.failure.value : null} />
      <Busy words={busy ? t("register.busy") : null} />
      <div class={onCancel === undefined ? "buttons" : "buttons end"}>
        {onCancel !== undefined && <Button onPress={onCancel}>{t("cancel")}</Button>}
        <Button kind="primary" submit busy={busy}>{t("register.go")}</Button>
      </div>
    </Form>
  );
}
