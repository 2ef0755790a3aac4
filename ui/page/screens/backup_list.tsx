/**
 * The backups in one place.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import {
  checkCopy,
  copiesMissing,
  type Copy,
  copyList,
  type CopySource,
  deleteCopy,
} from "../state/copies.ts";
import { dayAndTime, size, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { Failure, Note, Pill } from "../view/notes.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";

/** Says that the backups are being read, or cannot be: neither means that there are none. */
export function BackupsMissing(): JSX.Element {
  const isMissing = copiesMissing.value;
  const isReading = copyList.value === null && !isMissing;
  return (
    <>
      <Busy words={isReading ? t("reading") : null} />
      {isMissing && (
        <Note tone="warn">
          <p>{t("attention.missing")}</p>
        </Note>
      )}
    </>
  );
}

/** A list; `act` says that the hub is open, so that backups can be checked and deleted. */
export function BackupList(
  { copies, place, act, onRestore }: {
    readonly copies: readonly Copy[];
    readonly place: "here" | "second";
    readonly act: boolean;
    readonly onRestore: (source: CopySource) => void;
  },
): JSX.Element {
  return (
    <ul class="stack">
      {copies.map((copy) => (
        <Backup
          key={copy.id}
          copy={copy}
          source={{ place, id: copy.id }}
          act={act}
          onRestore={onRestore}
        />
      ))}
    </ul>
  );
}

function Backup(
  { copy, source, act, onRestore }: {
    readonly copy: Copy;
    readonly source: CopySource;
    readonly act: boolean;
    readonly onRestore: (source: CopySource) => void;
  },
): JSX.Element {
  const deleting = useSignal(false);
  const checking = useAction();
  const { madeAtMs, reason, rows, bytes, damaged, verifiedAtMs } = copy;
  const when = madeAtMs === null ? copy.id : dayAndTime(madeAtMs);
  return (
    <li class="stack tight">
      <div class="buttons">
        <strong>{when}</strong>
        {damaged
          ? <Pill tone="bad">{t("backup.damaged")}</Pill>
          : verifiedAtMs === null
          ? <Pill tone="warn">{t("backup.unchecked")}</Pill>
          : <Pill tone="good">{t("backup.checked")}</Pill>}
      </div>
      <p class="soft small">
        {[
          reason === null ? null : t(`backup.why.${reason}`),
          rows === null ? null : t("backup.rows", { n: rows }),
          size(bytes),
        ].filter((words) => words !== null).join(" · ")}
      </p>
      <Failure words={checking.failure.value} />
      <div class="buttons">
        <Button
          icon="undo"
          label={`${t("backup.restore")}: ${when}`}
          onPress={() => onRestore(source)}
        >
          {t("backup.restore")}
        </Button>
        {act && (
          <>
            <Button
              icon="check"
              busy={checking.busy.value}
              label={`${t("backup.check")}: ${when}`}
              onPress={() =>
                void checking.run(() => checkCopy(source))
                  .then((done) => done && say(t("backup.checkDone")))}
            >
              {t("backup.check")}
            </Button>
            <Button
              kind="danger"
              label={`${t("backup.delete")}: ${when}`}
              onPress={() => deleting.value = true}
            >
              {t("backup.delete")}
            </Button>
          </>
        )}
      </div>
      {deleting.value && (
        <Delete
          source={source}
          when={when}
          onClose={() => deleting.value = false}
        />
      )}
    </li>
  );
}

function Delete(
  { source, when, onClose }: {
    readonly source: CopySource;
    readonly when: string;
    readonly onClose: () => void;
  },
): JSX.Element {
  const action = useAction();
  const send = async (passphrase: string) => {
    if (await action.run(() => deleteCopy(source, passphrase))) {
      say(t("backup.deleted"));
      onClose();
    }
  };
  return (
    <Dialog title={t("backup.deleteTitle")} onClose={onClose}>
      <PassphraseQuestion {...{ action, onClose }} go={t("backup.delete")} isDanger onSend={send}>
        <p>{t("backup.deleteText", { time: when })}</p>
      </PassphraseQuestion>
    </Dialog>
  );
}
