/**
 * Login: unlocks the hub with the passphrase or the recovery key, or says why nothing can.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { dayAndTime, t } from "../state/language.ts";
import type { LockedStatus } from "../state/hub.ts";
import { api, call } from "../state/requests.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Confirm } from "../view/dialog.tsx";
import { Form, PassphraseField, TextField } from "../view/fields.tsx";
import { Failure, Note } from "../view/notes.tsx";

/** A locked hub. */
export function Login({ hub }: { readonly hub: LockedStatus }): JSX.Element {
  if (hub.problem !== null) return <Damaged hub={hub} problem={hub.problem} />;
  return (
    <Alone title={t("login.title")} focusTitle={false}>
      <p class="soft">{t("login.text")}</p>
      <Unlock hub={hub} />
    </Alone>
  );
}

function Unlock({ hub }: { readonly hub: LockedStatus }): JSX.Element {
  const withKey = useSignal(false);
  const passphrase = useSignal("");
  const recoveryKey = useSignal("");
  const action = useAction();
  const busy = action.busy.value;
  const send = () =>
    action.run(() =>
      call(() =>
        api.unlock.$post({
          json: withKey.value
            ? { recoveryKey: recoveryKey.value }
            : { passphrase: passphrase.value },
        })
      )
    );
  return (
    <Form onSend={() => void send()} label={t("login.title")}>
      {withKey.value
        ? (
          <TextField
            key="key"
            label={t("field.recoveryKey")}
            hint={t("login.keyHint")}
            value={recoveryKey.value}
            onInput={(value) => recoveryKey.value = value}
            wrong={action.failure.value}
            letters
            focus
          />
        )
        : (
          <PassphraseField
            key="passphrase"
            label={t("field.passphrase")}
            value={passphrase.value}
            onInput={(value) => passphrase.value = value}
            wrong={action.failure.value}
            focus
          />
        )}
      <div role="status">
        {/* Another window may be unlocking just now. */}
        {(busy || hub.busy !== null) && (
          <div class="stack tight">
            <p>{t("login.busy")}</p>
            <div class="busy-line" aria-hidden="true">
              <i />
            </div>
          </div>
        )}
      </div>
      <div class="buttons">
        <Button kind="primary" large submit icon="unlock" busy={busy}>{t("login.go")}</Button>
        {hub.hasRecoveryKey && (
          <Button kind="quiet" onPress={() => withKey.value = !withKey.value}>
            {t(withKey.value ? "login.withPassphrase" : "login.withKey")}
          </Button>
        )}
      </div>
      {!hub.hasRecoveryKey && <p class="soft small">{t("login.noKey")}</p>}
    </Form>
  );
}

/** Nothing that is typed can help: explains, and offers the kept copy where there is one. */
function Damaged(
  { hub, problem }: {
    readonly hub: LockedStatus;
    readonly problem: NonNullable<LockedStatus["problem"]>;
  },
): JSX.Element {
  const asking = useSignal(false);
  const action = useAction();
  const kept = hub.keptCopyAtMs;
  return (
    <Alone title={t(`problem.${problem}.title`)}>
      <Note tone="bad">
        <p>{t(`problem.${problem}.text`)}</p>
        <p>{t("problem.nothingChanged")}</p>
      </Note>
      <Failure words={action.failure.value} />
      {kept !== null && (
        <>
          <p>{t("problem.kept", { time: dayAndTime(kept) })}</p>
          <div class="buttons">
            <Button kind="primary" onPress={() => asking.value = true}>
              {t("problem.restore")}
            </Button>
          </div>
        </>
      )}
      {asking.value && (
        <Confirm
          title={t("problem.restore")}
          yes={t("problem.restore")}
          onYes={() => call(() => api.vault.restore.$post())}
          onClose={() => asking.value = false}
        >
          <p>{t("problem.restoreText")}</p>
        </Confirm>
      )}
    </Alone>
  );
}
