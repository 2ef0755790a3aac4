/**
 * The cloud on the Server screen: the last sync, what waits, sync now.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { now } from "../state/clock.ts";
import {
  type CloudState,
  cloudStateOf,
  type CloudStatus,
  sumOf,
  unconfirmedRows,
  waitingRows,
} from "../state/cloud_state.ts";
import { ago, dayAndTime, number, t, timeOfDay } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { Icon } from "../view/icon.tsx";
import { Card, Empty, Facts, Pill, type Tone } from "../view/notes.tsx";
import { CloudRun } from "./cloud_run.tsx";

const TONES: Readonly<Record<CloudState, Tone>> = {
  none: "calm",
  running: "calm",
  blocked: "warn",
  later: "calm",
  first: "calm",
  waiting: "calm",
  some: "warn",
  fine: "good",
};

/** How hub and cloud stand, in a few words. */
export function CloudPill({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  const state = cloudStateOf(cloud);
  return (
    <Pill tone={TONES[state]} icon={state === "running" ? "sync" : "cloud"}>
      {state === "none" ? t("cloud.none") : t(`cloud.state.${state}`)}
    </Pill>
  );
}

/** The card. */
export function CloudCard({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  if (cloud.registration === null) {
    return (
      <Card title={t("cloud.title")}>
        <Empty icon="cloud" title={t("cloud.none")}>
          <p>{t("cloud.noneText")}</p>
          <a class="button" href={linkTo("settings")}>{t("cloud.toSettings")}</a>
        </Empty>
      </Card>
    );
  }
  return (
    <Card
      title={t("cloud.title")}
      aside={<a href={linkTo("settings")}>{t("cloud.toSettings")}</a>}
    >
      <div>
        <CloudPill cloud={cloud} />
      </div>
      <Facts rows={factsOf(cloud)} />
      {cloud.notTaken + cloud.notRead > 0 && (
        <p key="rows">
          <a href={linkTo("attention")}>{t("cloud.toRows")}</a>
        </p>
      )}
      <CloudRun key="run" cloud={cloud} />
    </Card>
  );
}

function factsOf(cloud: CloudStatus): [string, JSX.Element | string][] {
  const { lastSuccessMs, nextRunMs, oldestWaitingMs, lastRun, run } = cloud;
  const waiting = waitingRows(cloud);
  const unconfirmed = unconfirmedRows(cloud);
  const rows: [string, JSX.Element | string][] = [[
    t("cloud.lastRelay"),
    lastSuccessMs === null
      ? t("cloud.never")
      : <span key="last" title={dayAndTime(lastSuccessMs)}>{ago(lastSuccessMs, now.value)}</span>,
  ], [t("cloud.waiting"), t("records.count", { n: waiting })]];
  if (waiting > 0 && oldestWaitingMs !== null) {
    rows.push([t("cloud.waitingSince"), dayAndTime(oldestWaitingMs)]);
  }
  if (unconfirmed > 0) rows.push([t("cloud.unconfirmed"), number(unconfirmed)]);
  if (lastRun !== null) {
    rows.push([t("cloud.lastSent"), number(sumOf(lastRun.tally.sent))]);
    rows.push([t("cloud.lastReceived"), number(sumOf(lastRun.tally.received))]);
  }
  if (run === null && nextRunMs !== null) rows.push([t("cloud.nextRelay"), timeOfDay(nextRunMs)]);
  return rows;
}

/** What is always seen: how much waits for the cloud, and when it was heard last. */
export function CloudLine({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  const state = cloudStateOf(cloud);
  const waiting = waitingRows(cloud);
  const { lastSuccessMs } = cloud;
  const words = state === "none"
    ? t("cloud.none")
    : waiting > 0 && state !== "running" && state !== "blocked"
    ? t("cloud.line", { n: waiting })
    : t(`cloud.state.${state}`);
  return (
    <a class="cloud-line" href={linkTo("server")}>
      <Icon name={state === "running" ? "sync" : "cloud"} />
      <span>
        {words}
        {lastSuccessMs !== null && (
          <small>{t("cloud.lineLast", { ago: ago(lastSuccessMs, now.value) })}</small>
        )}
      </span>
    </a>
  );
}
