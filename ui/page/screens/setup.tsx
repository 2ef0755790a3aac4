/**
 * Set-up after the passphrase: the checklist with its one next thing.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { setupDone, type UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { Button } from "../view/button.tsx";
import { Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { type Step, Steps } from "../view/steps.tsx";
import { CloudRun } from "./cloud_run.tsx";
import { LoadForm } from "./provision.tsx";
import { RegisterForm } from "./register.tsx";

/** The checklist. */
export function Setup({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const accounts = hub.hasAccounts;
  const { registration } = hub.cloud;
  const steps: Step[] = [
    { name: t("setup.passphrase"), state: "done" },
    {
      name: t("setup.recoveryKey"),
      state: "done",
      content: <p class="soft">{t("setup.recoveryKeyText")}</p>,
    },
    {
      name: t("setup.cloud"),
      state: registration !== null || accounts ? "done" : "next",
      content: registration !== null
        ? (
          <p class="soft">
            {t("setup.cloudDone", { name: registration.device?.name ?? registration.url })}
          </p>
        )
        : accounts
        ? <p class="soft">{t("setup.cloudFile")}</p>
        : <Connect />,
    },
    {
      name: t("setup.accounts"),
      state: accounts ? "done" : registration === null ? "later" : "next",
      content: accounts
        ? <p class="soft">{t("setup.accountsDone")}</p>
        : registration === null
        ? <p class="soft">{t("setup.accountsText")}</p>
        : (
          <>
            <p>{t("setup.accountsNow")}</p>
            <CloudRun cloud={hub.cloud} />
          </>
        ),
    },
    phoneStep(hub),
  ];
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
      <Steps key="steps" steps={steps} />
    </Screen>
  );
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
  const paired = hub.devices.some(({ status }) => status !== "waiting");
  const waiting = hub.devices.some(({ status }) => status === "waiting");
  const name = t("setup.phone");
  if (paired) return { name, state: "done" };
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
