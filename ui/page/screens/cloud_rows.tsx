/**
 * Rows that hub and cloud do not share: which, why, since when, and what to do about them.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { NotTakenRow } from "../../../server/operator/mod.ts";
import { useAction } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import {
  cloudRows,
  cloudRowsMissing,
  followCloudRows,
  readCloudRows,
  retryCloudRow,
} from "../state/cloud.ts";
import type { CloudStatus } from "../state/cloud_state.ts";
import { ago, dayAndTime, maybe, number, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { Card, Empty, Facts, Note, Pill } from "../view/notes.tsx";
import { fieldWords, recordNumber, tableWords } from "./record_words.ts";

/** The card on the Attention screen. */
export function CloudRowsCard({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  const total = cloud.notTaken + cloud.notRead;
  useEffect(() => followCloudRows(), []);
  const list = cloudRows.value;
  const rows = list?.rows ?? [];
  if (cloud.registration === null && total === 0) {
    return (
      <Card title={t("rows.title")}>
        <Empty icon="cloud" title={t("cloud.none")}>
          <a href={linkTo("settings")}>{t("cloud.toSettings")}</a>
        </Empty>
      </Card>
    );
  }
  return (
    <Card
      title={t("rows.title")}
      aside={<Pill tone={total > 0 ? "warn" : "good"}>{number(total)}</Pill>}
    >
      <p key="text" class="soft">{t("rows.text")}</p>
      {cloudRowsMissing.value && (
        <Note key="missing" tone="warn">
          <p>{t("attention.missing")}</p>
        </Note>
      )}
      {total === 0 && rows.length === 0
        ? (
          <Empty
            key="none"
            icon="check"
            title={t(cloud.lastSuccessMs === null ? "rows.noneYet" : "rows.none")}
          />
        )
        : <AllOfThem key="all" />}
      <div key="rows" class="stack">
        {rows.map((row) => <CloudRow key={row.key} row={row} />)}
      </div>
      {list !== null && list.next !== null && (
        <div key="more" class="buttons">
          <span class="soft">{t("attention.rest", { n: list.total - rows.length })}</span>
          <Button onPress={() => void readCloudRows(true)}>{t("rows.more")}</Button>
        </div>
      )}
      <KeptHere key="kept" cloud={cloud} />
    </Card>
  );
}

function AllOfThem(): JSX.Element {
  const action = useAction({ aloud: true });
  const retry = () =>
    action.run(async () => {
      say(t("rows.retried", { n: await retryCloudRow(null) }));
    });
  return (
    <div class="buttons">
      <Button icon="sync" busy={action.busy.value} onPress={() => void retry()}>
        {t("rows.retryAll")}
      </Button>
      <ExportLink href="/api/cloud/rows/export">{t("rows.export")}</ExportLink>
    </div>
  );
}

function CloudRow({ row }: { readonly row: NotTakenRow }): JSX.Element {
  const action = useAction({ aloud: true });
  const { key, kind, table, id, reason, column, sinceMs, nextTryMs } = row;
  const name = `${tableWords(table)} ${recordNumber(id)}`;
  const retry = () =>
    action.run(async () => {
      say(t("rows.retried", { n: await retryCloudRow(key) }));
    });
  return (
    <article class="aside-row" aria-label={name}>
      <div class="stack tight">
        <h3>
          {tableWords(table)} <code class="soft small">{recordNumber(id)}</code>
        </h3>
        <p>
          <strong>{t(`taken.${kind}`)}.</strong>{" "}
          {maybe(`taken.why.${reason}`) ?? <code>{reason}</code>}
          {column !== null && ` ${t("taken.field", { name: fieldWords(column) })}`}
        </p>
        <p class="soft small">
          {t("rows.since", { time: dayAndTime(sinceMs), ago: ago(sinceMs, now.value) })}{" "}
          {kind !== "unread" &&
            (nextTryMs === null
              ? t("rows.noNext")
              : t("rows.next", { time: dayAndTime(nextTryMs) }))}
        </p>
      </div>
      {kind !== "unread" && kind !== "narrowed" && (
        <div class="buttons">
          <Button
            icon="sync"
            label={`${t("rows.retry")}: ${name}`}
            busy={action.busy.value}
            onPress={() => void retry()}
          >
            {t("rows.retry")}
          </Button>
        </div>
      )}
    </article>
  );
}

/** Kinds of records that stay here: no alarm, and no secret either. */
function KeptHere({ cloud }: { readonly cloud: CloudStatus }): JSX.Element | null {
  const kept = Object.entries(cloud.keptHere);
  if (kept.length === 0) return null;
  return (
    <details>
      <summary>{t("rows.keptHere")}</summary>
      <p class="soft">{t("cloud.keptHereText")}</p>
      <Facts
        rows={kept.map((
          [table, count],
        ) => [tableWords(table), number(count)])}
      />
    </details>
  );
}
