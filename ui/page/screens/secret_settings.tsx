/**
 * Settings of what opens the hub: another passphrase, another recovery key.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { requireTyped, useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { showRecoveryKey } from "../state/recovery_key.ts";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { Form, PassphraseField, TextField } from "../view/fields.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";
import { NewPassphraseFields, useNewPassphrase } from "../view/new_passphrase.tsx";
import { Card } from "../view/notes.tsx";

/** What opens the hub. */
export function SecretsCard(): JSX.Element {
  const asking = useSignal<"passphrase" | "key" | null>(null);
  const close = () => asking.value = null;
  return (
    <Card title={t("settings.secrets")}>
      <p class="soft">{t("settings.secretsText")}</p>
      <div class="buttons">
        <Button icon="lock" onPress={() => asking.value = "passphrase"}>
          {t("secrets.change")}
        </Button>
        <Button icon="key" onPress={() => asking.value = "key"}>{t("secrets.newKey")}</Button>
      </div>
      {asking.value === "passphrase" && <ChangePassphrase onClose={close} />}
      {asking.value === "key" && <NewKey onClose={close} />}
    </Card>
  );
}

/** With the recovery key for whoever has forgotten the passphrase (`docs/vault.md`). */
function ChangePassphrase({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const withKey = useSignal(false);
  const current = useSignal("");
  const next = useNewPassphrase();
  const action = useAction();
  const send = async () => {
    const checked = next.check();
    if (checked === null) return;
    const secret = current.value;
    const json = {
      ...(withKey.value ? { recoveryKey: secret } : { current: secret }),
      next: checked,
    };
    const change = async () => {
      requireTyped(secret);
      await call(() => api.passphrase.$post({ json }));
    };
    if (await action.run(change)) {
      say(t("secrets.changed"));
      onClose();
    }
  };
  return (
    <Dialog title={t("secrets.change")} onClose={onClose}>
      <Form onSend={() => void send()}>
        {withKey.value
          ? (
            <TextField
              key="key"
              label={t("field.recoveryKey")}
              hint={t("secrets.withKeyText")}
              value={current.value}
              onInput={(value) => current.value = value}
              wrong={action.failure.value}
              letters
              focus
            />
          )
          : (
            <PassphraseField
              key="passphrase"
              label={t("secrets.current")}
              value={current.value}
              onInput={(value) => current.value = value}
              wrong={action.failure.value}
              focus
            />
          )}
        <div class="buttons">
          <Button
            kind="quiet"
            onPress={() => {
              withKey.value = !withKey.value;
              current.value = "";
              action.failure.value = null;
            }}
          >
            {t(withKey.value ? "login.withPassphrase" : "login.withKey")}
          </Button>
        </div>
        <NewPassphraseFields state={next} />
        <div class="buttons end">
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button kind="primary" submit busy={action.busy.value}>{t("secrets.change")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** Asks before a new key is made, and shows it. */
export function NewKey({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const action = useAction();
  const send = (passphrase: string) =>
    action.run(async () => {
      const answer = await call(() => api["recovery-key"].$post({ json: { passphrase } }));
      onClose();
      showRecoveryKey(answer.recoveryKey);
    });
  return (
    <Dialog title={t("secrets.newKey")} onClose={onClose}>
      <PassphraseQuestion
        {...{ action, onClose }}
        go={t("secrets.newKey")}
        onSend={send}
      >
        <p>{t("secrets.newKeyText")}</p>
      </PassphraseQuestion>
    </Dialog>
  );
}
