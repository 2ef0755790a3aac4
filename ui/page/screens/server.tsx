/**
 * Server: is it serving, where, since when, for whom; stop and lock.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { hubNow } from "../state/clock.ts";
import { isConnected, scanState, type UnlockedStatus } from "../state/hub.ts";
import { dayAndTime, number, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Hero } from "../view/hero.tsx";
import { Card, Facts, Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { AskEnd, type Ending } from "./ask_end.tsx";
import { CloudCard } from "./cloud_card.tsx";
import { Finishing } from "./finishing.tsx";
import { UpdateNotice } from "./program.tsx";
import { ProblemList } from "./problem_list.tsx";

/** The state of everything, at a glance. */
export function Server({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const asking = useSignal<Ending | null>(null);
  const paired = hub.devices.filter(({ status }) => status === "admitted");
  const connected = paired.filter((phone) => isConnected(phone, hubNow.value)).length;
  return (
    <Screen
      title={t("place.server")}
      action={<a class="button primary" href={linkTo("pair")}>{t("server.pair")}</a>}
    >
      <Hero hub={hub}>
        {hub.lanUrl === null ? <p>{t("hero.noNetworkText")}</p> : (
          <p>
            {t("server.address")} <code>{hub.lanUrl}</code>
          </p>
        )}
        <p>{t("server.since", { time: dayAndTime(hub.startedAtMs) })}</p>
        {hub.servingStopped && <StartServing />}
      </Hero>
      <Finishing />
      <UpdateNotice program={hub.program} />
      {/* The clock has a note of its own, with its button. */}
      <ProblemList problems={hub.problems.filter(({ code }) => code !== "CLOCK_LEAPT")} />
      <Notices hub={hub} />
      <div class="cards">
        <div class="column">
          <Card
            title={t("place.phones")}
            aside={<a href={linkTo("phones")}>{t("server.toPhones")}</a>}
          >
            <p>{t("phones.connected", { n: connected })}</p>
            <p class="soft">{t("phones.paired", { n: paired.length })}</p>
          </Card>
          <Card title={t("server.clinics")}>
            {hub.clinics.length === 0
              ? <p class="soft">{t("server.noClinics")}</p>
              : (
                <ul class="stack tight">
                  {hub.clinics.map((name) => (
                    <li key={name}>
                      <bdi>{name}</bdi>
                    </li>
                  ))}
                </ul>
              )}
          </Card>
          <Card title={t("server.about")}>
            <Facts
              rows={[
                [t("server.name"), <bdi key="name">{hub.hubName}</bdi>],
                [t("server.id"), <code key="id">{hub.hubId.slice(0, 8)}</code>],
                [t("server.version"), <code key="version">{hub.programVersion}</code>],
                [t("server.schema"), number(hub.schemaVersion)],
              ]}
            />
          </Card>
        </div>
        <div class="column">
          <CloudCard cloud={hub.cloud} />
        </div>
      </div>
      <Card title={t("server.end")}>
        <p class="soft">{t("server.endText")}</p>
        <div class="buttons">
          {!hub.servingStopped && (
            <Button key="serving" onPress={() => asking.value = "serving"}>
              {t("serving.stop")}
            </Button>
          )}
          <Button icon="lock" onPress={() => asking.value = "lock"}>{t("lock.go")}</Button>
          <Button icon="stop" kind="danger" onPress={() => asking.value = "stop"}>
            {t("stop.go")}
          </Button>
        </div>
      </Card>
      {asking.value !== null && (
        <AskEnd
          key={asking.value}
          question={asking.value}
          connected={connected}
          onClose={() => asking.value = null}
        />
      )}
    </Screen>
  );
}

function StartServing(): JSX.Element {
  const action = useAction({ aloud: true });
  const start = async () => {
    if (await action.run(() => call(() => api.serving.start.$post()))) say(t("serving.started"));
  };
  return (
    <>
      <p>{t("hero.stoppedText")}</p>
      <div class="buttons">
        <Button kind="primary" busy={action.busy.value} onPress={() => void start()}>
          {t("serving.start")}
        </Button>
      </div>
    </>
  );
}

function Notices({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const confirming = useAction({ aloud: true });
  const scans = hub.devices.filter((phone) => scanState(phone, hubNow.value) !== "fine").length;
  const more = hub.devices.filter(({ hasMore, status }) => hasMore && status === "admitted").length;
  return (
    <>
      {/* Keys: one that goes must not leave its place, and the focus in it, to another. */}
      {!hub.hasAccounts && (
        <Note key="accounts" tone="warn">
          <strong>{t("notice.noAccounts")}</strong>
          <p>{t("notice.noAccountsText")}</p>
          <div class="buttons">
            <a class="button" href={linkTo("setup")}>{t("place.setup")}</a>
          </div>
        </Note>
      )}
      {hub.clockLeapt && (
        <Note key="clock" tone="warn">
          <strong>{t("notice.clock", { time: dayAndTime(Date.now()) })}</strong>
          <p>{t("notice.clockText")}</p>
          <div class="buttons">
            <Button
              busy={confirming.busy.value}
              onPress={async () => {
                const done = await confirming.run(() => call(() => api.clock.confirm.$post()));
                if (done) say(t("notice.clockDone"));
              }}
            >
              {t("notice.clockGo")}
            </Button>
          </div>
        </Note>
      )}
      {scans > 0 && (
        <Note key="scans" tone="warn">
          <p>
            {t("notice.scans", { n: scans })} <a href={linkTo("phones")}>{t("server.toPhones")}</a>
          </p>
        </Note>
      )}
      {more > 0 && (
        <Note key="more" tone="calm">
          <p>
            {t("notice.more", { n: more })} <a href={linkTo("phones")}>{t("server.toPhones")}</a>
          </p>
        </Note>
      )}
    </>
  );
}
