/**
 * Login: unlocks the hub with the passphrase or the recovery key.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { requireTyped, useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import type { DamagedStatus, LockedStatus } from "../state/hub.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Form, PassphraseField, TextField } from "../view/fields.tsx";
import { RestoreEntry } from "./restore.tsx";
import { UrgentProblems } from "./problem_list.tsx";

/** A locked hub. */
export function Login({ hub }: { readonly hub: LockedStatus }): JSX.Element {
  return (
    <Alone title={t("login.title")} focusTitle={false}>
      <UrgentProblems problems={hub.problems} />
      <p class="soft">{t("login.text")}</p>
      <Unlock hub={hub} />
      {hub.restoreFrom !== null && <RestoreEntry folder={hub.restoreFrom} />}
    </Alone>
  );
}

/** Longer than this an opening takes only when all records are read first, ms. */
const LONG_MS = 1_000;

/** The records are being opened. */
function Opening(): JSX.Element {
  const isLong = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => isLong.value = true, LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="stack tight">
      <p>{t("login.busy")}</p>
      {isLong.value && <p class="soft">{t("login.long")}</p>}
      <div class="busy-line" aria-hidden="true">
        <i />
      </div>
    </div>
  );
}

/** What opens the vault, to be typed. */
export function Unlock(
  { hub, again }: { readonly hub: LockedStatus | DamagedStatus; readonly again?: boolean },
): JSX.Element {
  const withKey = useSignal(false);
  const passphrase = useSignal("");
  const recoveryKey = useSignal("");
  const action = useAction();
  const busy = action.busy.value;
  const send = () =>
    action.run(async () => {
      requireTyped(withKey.value ? recoveryKey.value : passphrase.value);
      const json = withKey.value
        ? { recoveryKey: recoveryKey.value }
        : { passphrase: passphrase.value };
      await call(() => api.unlock.$post({ json }));
      // Whoever has forgotten it would stand before the hidden screen in a few minutes.
      if (withKey.value) say(t("login.keyUsed"));
    });
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
            focus={!again}
          />
        )
        : (
          <PassphraseField
            key="passphrase"
            label={t("field.passphrase")}
            value={passphrase.value}
            onInput={(value) => passphrase.value = value}
            wrong={action.failure.value}
            focus={!again}
          />
        )}
      <div role="status">
        {/* Another window may be unlocking just now. */}
        {(busy || hub.busy !== null) && <Opening />}
      </div>
      <div class="buttons">
        <Button kind={again ? "plain" : "primary"} large submit icon="unlock" busy={busy}>
          {t(again ? "recovery.again" : "login.go")}
        </Button>
        {hub.hasRecoveryKey && (
          <Button
            kind="quiet"
            onPress={() => {
              withKey.value = !withKey.value;
              // What was said of the one is not true of the other.
              action.failure.value = null;
            }}
          >
            {t(withKey.value ? "login.withPassphrase" : "login.withKey")}
          </Button>
        )}
      </div>
      {!hub.hasRecoveryKey && <p class="soft small">{t("login.noKey")}</p>}
    </Form>
  );
}
