/**
 * Health: everything that is measured, and what to do about it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAction } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import {
  checkDatabase,
  followHealth,
  health,
  healthMissing,
  type HealthReport,
  readHealth,
} from "../state/health.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { dayAndTime, number, size, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Card, Empty, Facts, Failure } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { ProblemList } from "./problem_list.tsx";
import { ReachCard } from "./reach_card.tsx";

type HealthParts = HealthReport["facts"];

/** Problems and figures. */
export function Health({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  useEffect(() => followHealth(), []);
  const looking = useAction();
  const report = health.value;
  const { problems } = hub;
  return (
    <Screen
      title={t("place.health")}
      intro={t("health.intro")}
      action={
        <Button
          icon="sync"
          busy={looking.busy.value}
          onPress={() => void looking.run(readHealth)}
        >
          {t("health.again")}
        </Button>
      }
    >
      {problems.length === 0 && (
        <Empty icon="check" title={t("health.well")}>
          <p>{t("health.wellText")}</p>
        </Empty>
      )}
      <ProblemList problems={problems} />
      <Failure words={healthMissing.value ? t("health.missing") : null} />
      <Busy words={report === null && !healthMissing.value ? t("reading") : null} />
      {report !== null && (
        <>
          <p class="soft">{t("health.measured", { time: dayAndTime(report.checkedAtMs) })}</p>
          <Figures facts={report.facts} />
        </>
      )}
    </Screen>
  );
}

function Figures({ facts }: { readonly facts: HealthParts }): JSX.Element {
  const { disk, snapshots, clock, power, versions } = facts;
  return (
    <div class="cards">
      {facts.reach !== null && <ReachCard reach={facts.reach} />}
      <Card title={t("health.disk")}>
        <Facts
          rows={[[
            t("health.free"),
            disk.freeBytes === null || disk.totalBytes === null
              ? t("health.unknown")
              : t("health.diskOf", { free: size(disk.freeBytes), total: size(disk.totalBytes) }),
          ]]}
        />
      </Card>
      <DatabaseCard database={facts.database} />
      {snapshots !== null && (
        <Card title={t("health.snapshots")}>
          <Facts
            rows={[
              [t("health.newest"), timeOrNever(snapshots.newestMs)],
              ...(snapshots.second === null ? [] : [
                [t("health.second"), t(`health.second.${snapshots.second.state}`)] as const,
              ]),
            ]}
          />
        </Card>
      )}
      <Card title={t("health.clock")}>
        <Facts
          rows={[
            [t("health.time"), dayAndTime(now.value)],
            [t("health.cloudClock"), minutes(clock.cloudLeadMs)],
            [t("health.phoneClocks"), number(clock.phones.length)],
          ]}
        />
      </Card>
      <Card title={t("health.power")}>
        <Facts
          rows={[
            [t("health.mains"), yesNo(power.onMains)],
            [
              t("health.battery"),
              power.batteryPercent === null
                ? t("health.unknown")
                : t("health.percent", { percent: power.batteryPercent }),
            ],
            [t("health.awake"), yesNo(power.keptAwake)],
          ]}
        />
      </Card>
      <Card title={t("health.versions")}>
        <Facts
          rows={[
            [t("health.program"), versions.program],
            ["SQLite", versions.sqlite ?? "–"],
            ["SQLCipher", versions.sqlcipher ?? "–"],
            ["Deno", versions.deno],
            ["WebView", versions.webview],
            [t("health.system"), versions.system],
          ].map(([name = "", value]) => [name, <code key={name}>{value}</code>])}
        />
      </Card>
    </div>
  );
}

function DatabaseCard({ database }: { readonly database: HealthParts["database"] }): JSX.Element {
  const checking = useAction();
  const { integrity, bytes, logBytes, schemaVersion } = database;
  return (
    <Card title={t("health.database")}>
      <Facts
        rows={[
          [t("health.size"), size(bytes + logBytes)],
          [t("server.schema"), schemaVersion === null ? "–" : number(schemaVersion)],
          [t("health.checked"), checkWords(integrity)],
        ]}
      />
      <Failure words={checking.failure.value} />
      <div class="buttons">
        <Button
          icon="check"
          busy={checking.busy.value || integrity?.running === true}
          onPress={() =>
            void checking.run(checkDatabase).then((done) => done && say(t("health.checkDone")))}
        >
          {t("health.check")}
        </Button>
      </div>
    </Card>
  );
}

function checkWords(integrity: HealthParts["database"]["integrity"]): ComponentChildren {
  if (integrity === null) return t("health.unknown");
  const { result, atMs, running, failed } = integrity;
  if (running) return t("health.checking");
  if (failed) return t("health.failed");
  if (result === "never" || atMs === null) return t("health.never");
  return t(`health.${result}`, { time: dayAndTime(atMs) });
}

function timeOrNever(ms: number | null): string {
  return ms === null ? t("health.never") : dayAndTime(ms);
}

function minutes(ms: number | null): string {
  if (ms === null) return t("health.unknown");
  // A little less than nothing is nothing, not "-0".
  return t("health.minutes", { minutes: Math.round(ms / 60_000) + 0 });
}

function yesNo(value: boolean | null): string {
  return value === null ? t("health.unknown") : t(value ? "yes" : "no");
}
