/**
 * Activity: what has happened, in plain words, with filters.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import {
  activity,
  type ActivityList,
  activityMissing,
  type Entry,
  type Filter,
  FILTERS,
  forgetActivity,
  readActivity,
} from "../state/activity.ts";
import { link, status, type UnlockedStatus } from "../state/hub.ts";
import { dayAndTime, maybe, t } from "../state/language.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Choices } from "../view/fields.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { Icon, type IconName } from "../view/icon.tsx";
import { Card, Empty, Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { passphraseName } from "./people_card.tsx";

/** The feed. */
export function Activity(_: { readonly hub: UnlockedStatus }): JSX.Element {
  const filter = useSignal<Filter>("all");
  const longer = useSignal(false);
  const reading = useSignal(false);
  useEffect(() => forgetActivity, []);
  useSignalEffect(() => {
    // Whatever happens is told by the stream. Someone who reads further back is not moved.
    if (status.value !== null && link.value === "live" && !longer.value) {
      void readActivity(filter.value);
    }
  });
  const list = activity.value;
  return (
    <Screen
      title={t("place.activity")}
      intro={t("activity.intro")}
      action={<ExportLink href="/api/audit/export">{t("activity.export")}</ExportLink>}
    >
      {list?.damaged && (
        <Note tone="bad">
          <p>{t("activity.damaged")}</p>
        </Note>
      )}
      <Choices
        label={t("activity.filter")}
        value={filter.value}
        options={(Object.keys(FILTERS) as Filter[]).map((name) => [name, t(`activity.${name}`)])}
        onChange={(name) => {
          longer.value = false;
          forgetActivity();
          filter.value = name as Filter;
        }}
      />
      <Card title={t("activity.list")}>
        <Busy key="busy" words={list === null && !activityMissing.value ? t("reading") : null} />
        {activityMissing.value && (
          <Note key="missing" tone="warn">
            <p>{t("activity.missing")}</p>
          </Note>
        )}
        {list?.entries.length === 0 && <Empty key="none" icon="list" title={t("activity.none")} />}
        {list !== null && list.entries.length > 0 && (
          <ul key="list" class="feed">
            {list.entries.map((entry) => <Line key={entry.entry} entry={entry} list={list} />)}
          </ul>
        )}
        {list?.hasMore && (
          <div key="more" class="buttons">
            <Button
              busy={reading.value}
              onPress={async () => {
                longer.value = true;
                reading.value = true;
                await readActivity(filter.value, true);
                reading.value = false;
              }}
            >
              {t("activity.more")}
            </Button>
          </div>
        )}
      </Card>
    </Screen>
  );
}

const TROUBLE: ReadonlySet<string> = new Set(FILTERS.trouble);
const SYNC: ReadonlySet<string> = new Set(FILTERS.sync);
const PHONES: ReadonlySet<string> = new Set(FILTERS.phones);

function iconOf(kind: string): IconName {
  if (TROUBLE.has(kind)) return "warning";
  if (SYNC.has(kind)) return "sync";
  return PHONES.has(kind) ? "phone" : "server";
}

function Line(
  { entry, list }: { readonly entry: Entry; readonly list: ActivityList },
): JSX.Element {
  return (
    <li>
      <Icon name={iconOf(entry.kind)} />
      <span>{sentence(entry, list)}</span>
      <time dateTime={new Date(entry.at_ms).toISOString()}>{dayAndTime(entry.at_ms)}</time>
    </li>
  );
}

/** An entry as a sentence. A kind this page does not know is shown by its name. */
function sentence({ kind, who, device_no: no, detail }: Entry, list: ActivityList): string {
  const id = who.startsWith("user:") ? who.slice("user:".length) : null;
  const person = id === null
    ? maybe(`who.${who}`) ?? who
    : list.users[id] || t("phone.unknownUser");
  const named = detail["device"];
  const phone = (no === null ? undefined : list.devices[String(no)]) ??
    (typeof named === "string" ? named.replaceAll("-", " ") : t("activity.aPhone"));
  const count = detail["rows"] ?? detail["count"] ?? detail["changed"] ?? detail["minutes"] ?? 0;
  const table = detail["table"];
  const values = {
    person,
    phone,
    n: typeof count === "number" ? count : 0,
    from: String(detail["from"] ?? ""),
    to: String(detail["to"] ?? ""),
    table: typeof table === "string" ? maybe(`table.${table}`) ?? table : "",
    aside: typeof detail["put_aside"] === "number" ? detail["put_aside"] : 0,
  };
  const wrap = detail["wrap"];
  const said = maybe(`audit.${kind}`, values) ?? kind.replaceAll("_", " ");
  const words = typeof wrap === "string" ? `${said} (${passphraseName(wrap)})` : said;
  return values.aside > 0 ? `${words} ${t("audit.aside", { n: values.aside })}` : words;
}
