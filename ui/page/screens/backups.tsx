/**
 * Backups: how old the newest is, the second place, the list, and what the last restore did.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAction } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import {
  copyList,
  type CopySource,
  dismissRestored,
  followCopies,
  makeCopy,
} from "../state/copies.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { ago, dayAndTime, maybe, number, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Bar, Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Card, Empty, Facts, Failure, Note } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";
import { BackupList, BackupsMissing } from "./backup_list.tsx";
import { RestoreDialog, RestoreFolder } from "./restore.tsx";
import { LostRows, PhoneNames } from "./restore_words.tsx";
import { SecondPlaceCard } from "./second_place_card.tsx";

/** The screen. */
export function Backups({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  useEffect(() => followCopies(), []);
  const making = useAction();
  const restoring = useSignal<CopySource | null>(null);
  const { copies } = hub;
  const lists = copyList.value;
  const choose = (source: CopySource) => restoring.value = source;
  return (
    <Screen
      title={t("place.backups")}
      intro={t("backup.intro")}
      action={
        <Button
          kind="primary"
          icon="copy"
          busy={making.busy.value || copies.step !== null}
          onPress={() => void making.run(makeCopy).then((done) => done && say(t("backup.made")))}
        >
          {t("backup.make")}
        </Button>
      }
    >
      <Failure words={making.failure.value} />
      <Progress key="progress" step={copies.step} isMaking={making.busy.value} />
      {copies.twin !== null && (
        <Note tone="bad">
          <strong>{t("backup.twin")}</strong>
          <p>{t("backup.twinText", { n: copies.twin.phones })}</p>
        </Note>
      )}
      {copies.restored !== null && <Restored report={copies.restored} />}
      <div class="cards">
        <Card title={t("backup.here")}>
          <Facts
            rows={[
              [
                t("backup.newest"),
                copies.newestAtMs === null
                  ? t("backup.none")
                  : `${dayAndTime(copies.newestAtMs)} (${ago(copies.newestAtMs, now.value)})`,
              ],
              [t("backup.count"), number(copies.count)],
            ]}
          />
          {copies.problem !== null && (
            <Note tone="bad">
              <p>{t("backup.failed")}</p>
              <p>{maybe(`error.${copies.problem}`) ?? t("error.STORAGE")}</p>
            </Note>
          )}
        </Card>
        <SecondPlaceCard second={copies.second} />
      </div>
      <Card title={t("backup.listHere")}>
        {/* Keys: whatever comes and goes around them, the rows and their questions stay. */}
        <BackupsMissing key="missing" />
        {lists !== null && lists.here.length === 0
          ? <Empty key="none" icon="copy" title={t("backup.none")} />
          : (
            <BackupList
              key="list"
              copies={lists?.here ?? []}
              place="here"
              act
              onRestore={choose}
            />
          )}
      </Card>
      {lists !== null && lists.second !== null && (
        <Card title={t("backup.listSecond")}>
          <BackupList copies={lists.second} place="second" act onRestore={choose} />
        </Card>
      )}
      <Card title={t("restore.elsewhere")}>
        <RestoreFolder onChosen={choose} />
      </Card>
      {restoring.value !== null && (
        <RestoreDialog
          source={restoring.value}
          onClose={() => restoring.value = null}
        />
      )}
    </Screen>
  );
}

/** What is done to a backup, and how far it is. A bar only while there is one to fill. */
function Progress(
  { step, isMaking }: {
    readonly step: UnlockedStatus["copies"]["step"];
    readonly isMaking: boolean;
  },
): JSX.Element {
  const what = step?.what ?? (isMaking ? "copying" : null);
  const words = what === null ? null : t(`backup.${what}`);
  const isCounted = step !== null && step.total > 0;
  return (
    <div class="stack tight">
      <Busy key="words" words={words} />
      {isCounted && (
        <Bar key="bar" label={t(`backup.${step.what}`)} done={step.done} of={step.total} />
      )}
    </div>
  );
}

function Restored(
  { report }: { readonly report: NonNullable<UnlockedStatus["copies"]["restored"]> },
): JSX.Element {
  const action = useAction();
  const { atMs, copyAtMs, rows, lost, phones } = report;
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return (
    <Card title={t("restored.title")}>
      <p>
        {t("restored.text", {
          time: dayAndTime(atMs),
          copy: copyAtMs === null ? "–" : dayAndTime(copyAtMs),
          rows: number(all),
        })}
      </p>
      {lost === null
        ? <p>{t("restored.unknown")}</p>
        : Object.keys(lost.tables).length === 0
        ? <p>{t("restore.nothingLost")}</p>
        : (
          <Note tone="warn">
            <strong>{t("restored.lost")}</strong>
            <LostRows tables={lost.tables} />
            <p>{t("restore.notInCloud", { n: lost.notInCloud })}</p>
          </Note>
        )}
      <PhoneNames phones={phones} />
      <p class="soft">{t("restored.again")}</p>
      <Failure words={action.failure.value} />
      <div class="buttons">
        <Button busy={action.busy.value} onPress={() => void action.run(dismissRestored)}>
          {t("restored.dismiss")}
        </Button>
      </div>
    </Card>
  );
}
