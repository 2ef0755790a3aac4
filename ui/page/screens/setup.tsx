/**
 * Set-up after the passphrase: the checklist with its one next thing.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { isPaired, setupDone, type UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { choose, preferences } from "../state/looks.ts";
import { linkTo } from "../state/places.ts";
import { Button } from "../view/button.tsx";
import { Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { type Step, Steps } from "../view/steps.tsx";
import { CloudRun } from "./cloud_run.tsx";
import { LoadForm } from "./provision.tsx";
import { RegisterForm } from "./register.tsx";
import { NewKey } from "./secret_settings.tsx";

/** The checklist. */
export function Setup({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const steps: Step[] = [
    { name: t("setup.passphrase"), state: "done" },
    keyStep(hub),
    cloudStep(hub),
    accountsStep(hub),
    phoneStep(hub),
  ];
  // One after the other: what comes after the next step has time.
  const next = steps.findIndex(({ state }) => state === "next");
  const shown = steps.map((step, index): Step =>
    step.state === "next" && index > next ? { name: step.name, state: "later" } : step
  );
  return (
    <Screen title={t("place.setup")} intro={t("setup.intro")}>
      {setupDone(hub) && (
        <Note key="ready" tone="good">
          <strong>{t("setup.ready")}</strong>
          <p>{t("setup.readyText")}</p>
          <div class="buttons">
            <a class="button primary" href={linkTo("server")}>{t("setup.toServer")}</a>
          </div>
        </Note>
      )}
      <Steps key="steps" steps={shown} />
    </Screen>
  );
}

function keyStep(hub: UnlockedStatus): Step {
  const name = t("setup.recoveryKey");
  const { keyOnPaper } = preferences.value ?? hub.preferences;
  return keyOnPaper
    ? { name, state: "done", content: <p class="soft">{t("setup.recoveryKeyText")}</p> }
    : { name, state: "next", content: <KeyNotOnPaper /> };
}

/** The window in which the key was shown is gone. */
function KeyNotOnPaper(): JSX.Element {
  const asking = useSignal(false);
  const action = useAction({ aloud: true });
  return (
    <>
      <p>{t("setup.keyNotOnPaper")}</p>
      <div class="buttons">
        <Button kind="primary" icon="key" onPress={() => asking.value = true}>
          {t("secrets.newKey")}
        </Button>
        <Button
          busy={action.busy.value}
          onPress={() => void action.run(() => choose({ keyOnPaper: true }))}
        >
          {t("key.written")}
        </Button>
      </div>
      {asking.value && <NewKey onClose={() => asking.value = false} />}
    </>
  );
}

function cloudStep({ cloud: { registration }, hasAccounts }: UnlockedStatus): Step {
  const name = t("setup.cloud");
  if (registration !== null) {
    const values = { name: registration.device?.name ?? registration.url };
    return { name, state: "done", content: <p class="soft">{t("setup.cloudDone", values)}</p> };
  }
  return hasAccounts
    ? { name, state: "done", content: <p class="soft">{t("setup.cloudFile")}</p> }
    : { name, state: "next", content: <Connect /> };
}

function accountsStep({ cloud, hasAccounts }: UnlockedStatus): Step {
  const name = t("setup.accounts");
  if (hasAccounts) {
    return { name, state: "done", content: <p class="soft">{t("setup.accountsDone")}</p> };
  }
  if (cloud.registration === null) {
    return { name, state: "later", content: <p class="soft">{t("setup.accountsText")}</p> };
  }
  return {
    name,
    state: "next",
    content: (
      <>
        <p>{t("setup.accountsNow")}</p>
        <CloudRun cloud={cloud} />
      </>
    ),
  };
}

/** Two ways to the accounts; one is shown at a time. */
function Connect(): JSX.Element {
  const withFile = useSignal(false);
  return (
    <>
      <p key="text">{t("setup.cloudText")}</p>
      {withFile.value ? <LoadForm key="file" /> : (
        <div key="cloud" class="stack">
          <p class="soft">{t("register.text")}</p>
          <RegisterForm />
        </div>
      )}
      <div key="other" class="buttons">
        <Button kind="quiet" onPress={() => withFile.value = !withFile.value}>
          {t(withFile.value ? "register.orCloud" : "register.orFile")}
        </Button>
      </div>
    </>
  );
}

function phoneStep(hub: UnlockedStatus): Step {
  const waiting = hub.devices.some(({ status }) => status === "waiting");
  const name = t("setup.phone");
  if (isPaired(hub)) return { name, state: "done" };
  if (!hub.hasAccounts) return { name, state: "later" };
  return {
    name,
    state: "next",
    content: (
      <>
        <p>{t(waiting ? "setup.phoneWaiting" : "setup.phoneText")}</p>
        <div class="buttons">
          <a class="button primary large" href={linkTo("pair")}>{t("setup.pairNow")}</a>
        </div>
      </>
    ),
  };
}
