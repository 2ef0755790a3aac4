/**
 * Set-up after the passphrase: the checklist with its one next thing.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { setupDone, type UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { type Step, Steps } from "../view/steps.tsx";

/** The checklist. */
export function Setup({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const paired = hub.devices.some(({ status }) => status !== "waiting");
  const waiting = hub.devices.some(({ status }) => status === "waiting");
  const accounts = hub.hasAccounts;
  const steps: Step[] = [
    { name: t("setup.passphrase"), state: "done" },
    {
      name: t("setup.recoveryKey"),
      state: "done",
      content: <p class="soft">{t("setup.recoveryKeyText")}</p>,
    },
    {
      name: t("setup.cloud"),
      state: accounts ? "later" : "next",
      content: <p>{t("setup.cloudText")}</p>,
    },
    {
      name: t("setup.accounts"),
      state: accounts ? "done" : "later",
      content: <p class="soft">{t(accounts ? "setup.accountsDone" : "setup.accountsText")}</p>,
    },
    {
      name: t("setup.phone"),
      state: paired ? "done" : accounts ? "next" : "later",
      content: accounts && !paired
        ? (
          <>
            <p>{t(waiting ? "setup.phoneWaiting" : "setup.phoneText")}</p>
            <div class="buttons">
              <a class="button primary large" href={linkTo("pair")}>{t("setup.pairNow")}</a>
            </div>
          </>
        )
        : undefined,
    },
  ];
  return (
    <Screen title={t("place.setup")} intro={t("setup.intro")}>
      {setupDone(hub) && (
        <Note tone="good">
          <strong>{t("setup.ready")}</strong>
          <p>{t("setup.readyText")}</p>
          <div class="buttons">
            <a class="button primary" href={linkTo("server")}>{t("setup.toServer")}</a>
          </div>
        </Note>
      )}
      <Steps steps={steps} />
    </Screen>
  );
}
