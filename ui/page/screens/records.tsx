/**
 * Records: how many of each kind, how they grow, and how much room is left.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { link, open, totalRows, type UnlockedStatus } from "../state/hub.ts";
import { dayAndTime, language, number, shortDay, size, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, read } from "../state/requests.ts";
import { BarChart } from "../view/chart.tsx";
import { Busy } from "../view/busy.tsx";
import { SelectField } from "../view/fields.tsx";
import { Card, Empty, Facts, Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { tableWords } from "./record_words.ts";
import type { RecordsReport } from "../../../server/operator/mod.ts";

const DAY_MS = 86_400_000;
/** Below this the operator is told: a day of a busy clinic with pictures takes a tenth of it. */
const LITTLE_ROOM_BYTES = 2e9;
const ALL = "";

/** Counts and growth. */
export function Records({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const report = useSignal<RecordsReport | null>(null);
  const table = useSignal(ALL);
  const missing = useSignal(false);
  const counted = useRef(-1);
  useSignalEffect(() => {
    if (open.value === null || link.value !== "live") return;
    // Counting again is worth it only when there is something new.
    const all = totalRows(open.value);
    if (all === counted.current) return;
    counted.current = all;
    read(() => api.records.$get()).then((answer) => {
      report.value = answer;
      missing.value = false;
    }).catch(() => {
      missing.value = true;
      counted.current = -1;
    });
  });
  const rows = Object.entries(hub.rows).sort(([, a], [, b]) => b - a);
  const growth = report.value?.growth ?? {};
  const free = report.value?.freeBytes ?? null;
  return (
    <Screen title={t("place.records")} intro={t("records.intro")}>
      {free !== null && free < LITTLE_ROOM_BYTES && (
        <Note tone="warn">
          <p>{t("records.littleRoom", { size: size(free) })}</p>
        </Note>
      )}
      <div class="cards">
        <Card title={t("records.room")}>
          <Facts
            rows={[
              [t("records.all"), number(totalRows(hub))],
              [t("records.size"), size(hub.databaseBytes)],
              [t("records.free"), free === null ? "–" : size(free)],
            ]}
          />
        </Card>
      </div>
      <Card title={t("records.growth")}>
        <SelectField
          label={t("records.kind")}
          value={table.value}
          options={[
            [ALL, t("records.allKinds")],
            ...Object.keys(growth).map((name) => [name, tableWords(name)] as const),
          ]}
          onChange={(name) => table.value = name}
        />
        <Busy
          key="busy"
          words={report.value === null && !missing.value ? t("reading") : null}
        />
        {missing.value && (
          <Note key="missing" tone="warn">
            <p>{t("records.missing")}</p>
          </Note>
        )}
        {report.value !== null && Object.keys(growth).length === 0 && (
          <Empty key="none" icon="records" title={t("records.noGrowth")} />
        )}
        {report.value !== null && Object.keys(growth).length > 0 &&
          (
            <BarChart
              key="chart"
              title={t("records.growth")}
              dayLabel={t("records.day")}
              valueLabel={t("records.new")}
              fromRight={language.value === "ar"}
              bars={barsOf(report.value, table.value)}
            />
          )}
      </Card>
      <Card title={t("records.kinds")}>
        {rows.length === 0 ? <Empty icon="records" title={t("records.none")} /> : (
          <table>
            <thead>
              <tr>
                <th scope="col">{t("records.kind")}</th>
                <th scope="col" class="number">{t("records.number")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, count]) => (
                <tr key={name}>
                  <th scope="row">
                    <bdi>{tableWords(name)}</bdi>
                  </th>
                  <td class="number">{number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      <Card
        title={t("place.backups")}
        aside={<a href={linkTo("backups")}>{t("records.toBackups")}</a>}
      >
        <Facts
          rows={[
            [
              t("backup.newest"),
              hub.copies.newestAtMs === null ? t("backup.none") : dayAndTime(hub.copies.newestAtMs),
            ],
            [t("backup.count"), number(hub.copies.count)],
          ]}
        />
      </Card>
    </Screen>
  );
}

function barsOf({ growth, untilMs }: RecordsReport, table: string) {
  const chosen = table === ALL ? Object.values(growth) : [growth[table] ?? []];
  const days = Math.max(0, ...chosen.map(({ length }) => length));
  return Array.from({ length: days }, (_, index) => {
    const value = chosen.reduce((sum, counts) => sum + (counts[index] ?? 0), 0);
    return { label: shortDay(untilMs - (days - 1 - index) * DAY_MS), value, words: number(value) };
  });
}
