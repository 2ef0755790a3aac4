/**
 * Needs attention: conflicts side by side, records put aside, and what to do about each.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { attention, attentionMissing, followAttention } from "../state/attention.ts";
import { totalAside, type UnlockedStatus } from "../state/hub.ts";
import { number, t } from "../state/language.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { Card, Empty, Note, Pill } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { AsideRow } from "./aside_row.tsx";
import { CloudRowsCard } from "./cloud_rows.tsx";
import { ConflictCard } from "./conflict_card.tsx";
import { reasonWords } from "./record_words.ts";

/** So many are shown at first: whoever decides goes on from the top. */
const LISTED = 20;

/** What waits for the operator's word. */
export function Attention({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  useEffect(() => followAttention(), []);
  return (
    <Screen title={t("place.attention")} intro={t("attention.intro")}>
      <Conflicts hub={hub} />
      <PutAside hub={hub} />
      <CloudRowsCard cloud={hub.cloud} />
    </Screen>
  );
}

function Conflicts({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const listed = useSignal(LISTED);
  const conflicts = attention.value?.conflicts ?? [];
  // The report where there is one: what is counted and what is listed are of the same moment.
  const total = attention.value?.conflictsTotal ?? hub.conflicts;
  return (
    <Card
      title={t("attention.conflicts")}
      aside={<Pill tone={total > 0 ? "warn" : "good"}>{number(total)}</Pill>}
    >
      <p class="soft">{t("attention.conflictsText")}</p>
      {total === 0 && <Empty key="none" icon="check" title={t("attention.noConflicts")} />}
      <Reading key="reading" total={total} />
      <div key="rows" class="stack">
        {conflicts.slice(0, listed.value).map((conflict) => (
          <ConflictCard key={conflict.conflictNo} conflict={conflict} />
        ))}
      </div>
      <Rest key="rest" had={conflicts.length} listed={listed} total={total} />
      <Missing key="missing" />
    </Card>
  );
}

function PutAside({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const listed = useSignal(LISTED);
  const rows = attention.value?.quarantine ?? [];
  const total = attention.value?.quarantineTotal ?? totalAside(hub);
  return (
    <Card
      title={t("attention.aside")}
      aside={<Pill tone={total > 0 ? "warn" : "good"}>{number(total)}</Pill>}
    >
      <p class="soft">{t("attention.asideText")}</p>
      {total === 0
        ? <Empty key="none" icon="check" title={t("attention.noAside")} />
        : (
          <div key="all" class="stack">
            <Reasons counts={hub.quarantined} />
            <div class="buttons">
              <ExportLink href="/api/attention/quarantine/export">
                {t("attention.export")}
              </ExportLink>
            </div>
          </div>
        )}
      <Reading key="reading" total={total} />
      {/* Keys: whatever comes and goes around them, the rows and their questions stay. */}
      <div key="rows" class="stack">
        {rows.slice(0, listed.value).map((row) => <AsideRow key={row.quarantineNo} row={row} />)}
      </div>
      <Rest key="rest" had={rows.length} listed={listed} total={total} />
      <Missing key="missing" />
    </Card>
  );
}

function Rest(
  { had, listed, total }: {
    readonly had: number;
    readonly listed: Signal<number>;
    readonly total: number;
  },
): JSX.Element | null {
  const shown = Math.min(had, listed.value);
  if (shown === 0 || total <= shown) return null;
  return (
    <div class="buttons">
      <span class="soft">{t("attention.rest", { n: total - shown })}</span>
      {had > shown && <Button onPress={() => listed.value += LISTED}>{t("attention.more")}</Button>}
    </div>
  );
}

/** The rows are counted, and not here yet. */
function Reading({ total }: { readonly total: number }): JSX.Element {
  const isReading = total > 0 && attention.value === null && !attentionMissing.value;
  return <Busy words={isReading ? t("reading") : null} />;
}

function Missing(): JSX.Element | null {
  if (!attentionMissing.value) return null;
  return (
    <Note tone="warn">
      <p>{t("attention.missing")}</p>
    </Note>
  );
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
