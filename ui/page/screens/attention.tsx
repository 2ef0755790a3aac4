/**
 * Needs attention: conflicts side by side, records put aside, and what to do about each.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAction } from "../state/actions.ts";
import {
  type AsideRow,
  attention,
  attentionMissing,
  type Conflict,
  dismissRow,
  followAttention,
  resolveConflict,
  retryRow,
} from "../state/attention.ts";
import { totalAside, type UnlockedStatus } from "../state/hub.ts";
import { dayAndTime, maybe, number, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Confirm } from "../view/dialog.tsx";
import { Icon } from "../view/icon.tsx";
import { Card, Empty, Facts, Note, Pill } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";

/** What waits for the operator's word. */
export function Attention({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  useEffect(() => followAttention(), []);
  const report = attention.value;
  const conflicts = report?.conflicts ?? [];
  const rows = report?.quarantine ?? [];
  const aside = report?.quarantineTotal ?? totalAside(hub);
  return (
    <Screen title={t("place.attention")} intro={t("attention.intro")}>
      <Card
        title={t("attention.conflicts")}
        aside={
          <Pill tone={conflicts.length > 0 ? "warn" : "good"}>
            {number(report?.conflictsTotal ?? 0)}
          </Pill>
        }
      >
        <p class="soft">{t("attention.conflictsText")}</p>
        {conflicts.length === 0
          ? <Empty icon="check" title={t("attention.noConflicts")} />
          : conflicts.map((conflict) => (
            <ConflictCard key={conflict.conflictNo} conflict={conflict} />
          ))}
        <Rest shown={conflicts.length} total={report?.conflictsTotal ?? 0} />
      </Card>
      <Card
        title={t("attention.aside")}
        aside={<Pill tone={aside > 0 ? "warn" : "good"}>{number(aside)}</Pill>}
      >
        <p class="soft">{t("attention.asideText")}</p>
        {aside === 0 && <Empty icon="check" title={t("attention.noAside")} />}
        {aside > 0 && <Reasons counts={hub.quarantined} />}
        {rows.map((row) => <AsideCard key={row.quarantineNo} row={row} />)}
        <Rest shown={rows.length} total={rows.length === 0 ? 0 : aside} />
        {attentionMissing.value && report === null && (
          <Note tone="warn">
            <p>{t("attention.missing")}</p>
          </Note>
        )}
        {aside > 0 && report !== null && (
          <div class="buttons">
            <a class="button" href="/api/attention/quarantine/export" download="put_aside.jsonl">
              <Icon name="download" />
              <span>{t("attention.export")}</span>
            </a>
          </div>
        )}
      </Card>
      <Card title={t("attention.cloud")}>
        <Empty icon="cloud" title={t("cloud.none")}>
          <p>{t("attention.cloudText")}</p>
        </Empty>
      </Card>
    </Screen>
  );
}

function Rest(
  { shown, total }: { readonly shown: number; readonly total: number },
): JSX.Element | null {
  return total > shown ? <p class="soft">{t("attention.rest", { n: total - shown })}</p> : null;
}

function Reasons({ counts }: { readonly counts: Readonly<Record<string, number>> }): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("attention.reason")}</th>
          <th scope="col" class="number">{t("records.number")}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(counts).map(([reason, count]) => (
          <tr key={reason}>
            <td>{reasonWords(reason)}</td>
            <td class="number">{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ConflictCard({ conflict }: { readonly conflict: Conflict }): JSX.Element {
  const action = useAction({ aloud: true });
  const { conflictNo, table, column, kept, lost, lostBy, atMs, device, user } = conflict;
  const about = [tableWords(table), column === null ? null : fieldWords(column)]
    .filter((part) => part !== null).join(" · ");
  const decide = async (keep: "kept" | "lost") => {
    if (await action.run(() => resolveConflict(conflictNo, keep))) say(t("attention.decided"));
  };
  return (
    <article class="stack tight" aria-label={about}>
      <h3>{about}</h3>
      <p class="soft small">{reasonOfConflict(conflict.reason)}</p>
      <div class="sides">
        <Side title={t("attention.kept")} value={kept}>
          <Button
            label={`${t("attention.keep")}: ${shown(kept)}`}
            busy={action.busy.value}
            onPress={() => void decide("kept")}
          >
            {t("attention.keep")}
          </Button>
        </Side>
        <Side
          title={t("attention.lost", { name: lostBy ?? user ?? device ?? t("phone.unknownUser") })}
          value={lost}
        >
          <Button
            label={`${t("attention.take")}: ${shown(lost)}`}
            busy={action.busy.value}
            onPress={() => void decide("lost")}
          >
            {t("attention.take")}
          </Button>
        </Side>
      </div>
      <p class="soft small">{t("attention.when", { time: dayAndTime(atMs) })}</p>
    </article>
  );
}

function Side(
  { title, value, children }: {
    readonly title: string;
    readonly value: unknown;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  return (
    <div class="side-value">
      <span class="soft small">{title}</span>
      <span class="value" dir="auto">{shown(value)}</span>
      <div class="buttons">{children}</div>
    </div>
  );
}

function AsideCard({ row }: { readonly row: AsideRow }): JSX.Element {
  const asking = useSignal(false);
  const action = useAction({ aloud: true });
  const { quarantineNo: no, table, rowId, reason, atMs, times, device, user, retryable } = row;
  const name = `${tableWords(table)} ${rowId.slice(0, 8)}`;
  return (
    <article class="stack tight" aria-label={name}>
      <h3>
        {tableWords(table)} <code>{rowId.slice(0, 8)}</code>
      </h3>
      <Facts
        rows={[
          [t("attention.reason"), reasonWords(reason)],
          [t("attention.from"), [device, user].filter((part) => part !== null).join(" · ") || "–"],
          [t("attention.last"), dayAndTime(atMs)],
          [t("attention.times"), number(times)],
        ]}
      />
      <div class="buttons">
        {retryable && (
          <Button
            icon="sync"
            label={`${t("attention.retry")}: ${name}`}
            busy={action.busy.value}
            onPress={async () => {
              await action.run(async () => {
                say(t(await retryRow(no) ? "attention.taken" : "attention.retried"));
              });
            }}
          >
            {t("attention.retry")}
          </Button>
        )}
        <Button
          kind="danger"
          label={`${t("attention.dismiss")}: ${name}`}
          onPress={() => asking.value = true}
        >
          {t("attention.dismiss")}
        </Button>
      </div>
      {asking.value && (
        <Confirm
          title={t("attention.dismissTitle")}
          yes={t("attention.dismiss")}
          danger
          onYes={() => dismissRow(no)}
          onClose={() => asking.value = false}
        >
          <p>{t("attention.dismissText")}</p>
        </Confirm>
      )}
    </article>
  );
}

function tableWords(table: string): string {
  return maybe(`table.${table}`) ?? table;
}

/** A column's name made legible: names of columns are English and have no catalogue. */
function fieldWords(column: string): string {
  return `\u2068${column.replaceAll("_", " ")}\u2069`;
}

function reasonWords(reason: string): string {
  return maybe(`reason.${reason}`) ?? reason;
}

function reasonOfConflict(reason: string): string {
  return maybe(`conflict.${reason}`) ?? t("attention.bothChanged");
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("attention.nothing");
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
