/**
 * Set-up of a new hub: the passphrase comes first, everything else shows what will follow.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import type { NewStatus } from "../state/hub.ts";
import { dayAndTime, t } from "../state/language.ts";
import { goTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { showRecoveryKey } from "../state/recovery_key.ts";
import { settingUp } from "../state/session.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { NewPassphraseFields, useNewPassphrase } from "../view/new_passphrase.tsx";
import { Failure, Note } from "../view/notes.tsx";
import { Steps } from "../view/steps.tsx";
import { RestoreEntry } from "./restore.tsx";

/** A hub that has no vault yet. */
export function FirstStart({ hub }: { readonly hub: NewStatus }): JSX.Element {
  return (
    <Alone title={t("setup.welcome")} focusTitle={false}>
      <p>{t("setup.welcomeText")}</p>
      {hub.before !== null && (
        <Note tone="calm">
          <strong>{t(`before.${hub.before.why}`, { time: dayAndTime(hub.before.atMs) })}</strong>
          <p>{t(`before.${hub.before.why}Text`, { folder: hub.before.folder })}</p>
        </Note>
      )}
      {hub.oldHubFiles.length > 0 && (
        <Note tone="warn">
          <strong>{t("setup.oldHub")}</strong>
          <p>{t("setup.oldHubText", { files: hub.oldHubFiles.join(", ") })}</p>
        </Note>
      )}
      <Steps
        steps={[
          { name: t("setup.passphrase"), state: "next", content: <ChoosePassphrase hub={hub} /> },
          { name: t("setup.recoveryKey"), state: "later" },
          { name: t("setup.cloud"), state: "later" },
          { name: t("setup.accounts"), state: "later" },
          { name: t("setup.phone"), state: "later" },
        ]}
      />
      <RestoreEntry folder={hub.restoreFrom} />
    </Alone>
  );
}

function ChoosePassphrase({ hub }: { readonly hub: NewStatus }): JSX.Element {
  const name = useSignal(hub.machineName);
  const passphrase = useNewPassphrase();
  const action = useAction();
  const busy = action.busy.value;
  const send = async () => {
    const checked = passphrase.check();
    if (checked === null || busy) return;
    settingUp.value = hub;
    await action.run(async () => {
      const hubName = name.value.trim();
      const answer = await call(() =>
        api.setup.$post({ json: { passphrase: checked, ...(hubName === "" ? {} : { hubName }) } })
      );
      if (answer.recoveryKey !== null) showRecoveryKey(answer.recoveryKey);
      goTo("setup");
    });
    settingUp.value = null;
  };
  return (
    <Form onSend={() => void send()} label={t("setup.passphrase")}>
      <p class="soft">{t("setup.passphraseText")}</p>
      <NewPassphraseFields state={passphrase} focus />
      <TextField
        label={t("setup.hubName")}
        hint={t("setup.hubNameHint")}
        value={name.value}
        maxLength={64}
        onInput={(value) => name.value = value}
      />
      <Failure words={action.failure.value} />
      <div role="status">
        {(busy || hub.busy !== null) && (
          <div class="stack tight">
            <p>{t("setup.busy")}</p>
            <div class="busy-line" aria-hidden="true">
              <i />
            </div>
          </div>
        )}
      </div>
      <div class="buttons">
        <Button kind="primary" large submit busy={busy}>{t("setup.go")}</Button>
      </div>
    </Form>
  );
}
