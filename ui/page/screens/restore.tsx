/**
 * Restore: which backup, what opens it, what would be lost, and then the exchange.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Explained, requireTyped, useAction } from "../state/actions.ts";
import {
  type CopyKey,
  copyList,
  type CopySource,
  followCopies,
  previewRestore,
  restoreCopy,
  type RestorePreview,
} from "../state/copies.ts";
import { useWork } from "../state/custody.ts";
import { dayAndTime, number, t } from "../state/language.ts";
import { Refused } from "../state/requests.ts";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { CheckField, Form, PassphraseField, TextField } from "../view/fields.tsx";
import { Facts, Failure, Note } from "../view/notes.tsx";
import { BackupList, BackupsMissing } from "./backup_list.tsx";
import { LostRows, PhoneNames } from "./restore_words.tsx";

/** The way to a restore where the hub is not open: the backups that are found, or a folder. */
export function RestoreEntry({ folder }: { readonly folder: string | null }): JSX.Element {
  const source = useSignal<CopySource | null>(folder === null ? null : { folder });
  const choosing = useSignal(folder !== null);
  useEffect(() => followCopies(), []);
  const lists = copyList.value;
  if (!choosing.value) {
    return (
      <div class="buttons">
        <Button icon="undo" onPress={() => choosing.value = true}>{t("restore.title")}</Button>
      </div>
    );
  }
  return (
    <section class="stack" aria-label={t("restore.title")}>
      <h2>{t("restore.title")}</h2>
      <p class="soft">{t("restore.entryText")}</p>
      <BackupsMissing key="missing" />
      {lists !== null && (lists.here.length > 0 || (lists.second?.length ?? 0) > 0) && (
        <div key="lists" class="stack">
          <BackupList
            copies={lists.here}
            place="here"
            act={false}
            onRestore={(chosen) =>
              source.value = chosen}
          />
          <BackupList
            copies={lists.second ?? []}
            place="second"
            act={false}
            onRestore={(chosen) =>
              source.value = chosen}
          />
        </div>
      )}
      <RestoreFolder key="folder" onChosen={(chosen) => source.value = chosen} />
      {source.value !== null && (
        <RestoreDialog
          source={source.value}
          onClose={() => source.value = null}
        />
      )}
    </section>
  );
}

/** A backup anywhere on this machine: a stick, a network folder. */
export function RestoreFolder(
  { onChosen }: { readonly onChosen: (source: CopySource) => void },
): JSX.Element {
  const folder = useSignal("");
  const wrong = useSignal<string | null>(null);
  const send = () => {
    const path = folder.value.trim();
    wrong.value = path === "" ? t("restore.noFolder") : null;
    if (path !== "") onChosen({ folder: path });
  };
  return (
    <Form onSend={send} label={t("restore.folder")}>
      <TextField
        label={t("restore.folder")}
        hint={t("restore.folderHint")}
        value={folder.value}
        onInput={(value) => folder.value = value}
        wrong={wrong.value}
      />
      <div class="buttons">
        <Button submit>{t("restore.open")}</Button>
      </div>
    </Form>
  );
}

/** What was typed was not on the page a moment ago: nothing is "no longer there". */
function explained(source: CopySource, error: unknown): unknown {
  const isOther = "folder" in source && error instanceof Refused && error.code === "NOT_FOUND";
  return isOther ? new Explained(t("restore.noBackup")) : error;
}

/** Asks what opens the backup, shows what a restore would do, and restores. */
export function RestoreDialog(
  { source, onClose }: { readonly source: CopySource; readonly onClose: () => void },
): JSX.Element {
  const withKey = useSignal(false);
  const typed = useSignal("");
  const preview = useSignal<RestorePreview | null>(null);
  const looking = useAction();
  const keyOf = (): CopyKey =>
    withKey.value ? { recoveryKey: typed.value } : { passphrase: typed.value };
  const look = () =>
    looking.run(async () => {
      requireTyped(typed.value);
      preview.value = await previewRestore(source, keyOf()).catch((error: unknown) => {
        throw explained(source, error);
      });
    });
  return (
    <Dialog title={t("restore.title")} onClose={onClose}>
      {preview.value === null
        ? (
          <Form onSend={() => void look()}>
            <p>{t("restore.secretText")}</p>
            {withKey.value
              ? (
                <TextField
                  key="key"
                  label={t("field.recoveryKey")}
                  value={typed.value}
                  onInput={(value) => typed.value = value}
                  wrong={looking.failure.value}
                  letters
                  focus
                />
              )
              : (
                <PassphraseField
                  key="passphrase"
                  label={t("field.passphrase")}
                  value={typed.value}
                  onInput={(value) => typed.value = value}
                  wrong={looking.failure.value}
                  focus
                />
              )}
            <div role="status">{looking.busy.value && <p>{t("restore.looking")}</p>}</div>
            <div class="buttons end">
              <Button
                kind="quiet"
                onPress={() => {
                  withKey.value = !withKey.value;
                  typed.value = "";
                  looking.failure.value = null;
                }}
              >
                {t(withKey.value ? "login.withPassphrase" : "login.withKey")}
              </Button>
              <Button onPress={onClose}>{t("cancel")}</Button>
              <Button kind="primary" submit busy={looking.busy.value}>{t("restore.look")}</Button>
            </div>
          </Form>
        )
        : <Decide source={source} secret={keyOf()} preview={preview.value} onClose={onClose} />}
    </Dialog>
  );
}

function Decide(
  { source, secret, preview, onClose }: {
    readonly source: CopySource;
    readonly secret: CopyKey;
    readonly preview: RestorePreview;
    readonly onClose: () => void;
  },
): JSX.Element {
  const agreed = useSignal(false);
  const work = useWork();
  const { madeAtMs, rows, phones, hubName, otherHub, newer, empty } = preview;
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const isLost = newer !== null && Object.keys(newer.tables).length > 0;
  const mustAgree = !empty && (isLost || otherHub || newer === null);
  const send = async () => {
    if (mustAgree && !agreed.value) return;
    if (await work.run(() => restoreCopy(source, secret), t("restore.done"))) onClose();
  };
  return (
    <Form onSend={() => void send()}>
      <Facts
        rows={[
          [t("restore.made"), madeAtMs === null ? "–" : dayAndTime(madeAtMs)],
          ...(hubName === null ? [] : [[t("restore.hub"), hubName] as const]),
          [t("restore.rows"), number(all)],
          [t("restore.phones"), number(phones)],
        ]}
      />
      {otherHub && (
        <Note tone="bad">
          <strong>{t("restore.otherHub")}</strong>
          <p>{t("restore.otherHubText")}</p>
        </Note>
      )}
      {!empty && newer === null && (
        <Note tone="warn">
          <p>{t("restore.unknownText")}</p>
        </Note>
      )}
      {newer !== null && !isLost && (
        <Note tone="good">
          <p>{t("restore.nothingLost")}</p>
        </Note>
      )}
      {newer !== null && isLost && (
        <Note tone="warn">
          <strong>{t("restore.lost")}</strong>
          <LostRows tables={newer.tables} />
          <p>{t("restore.notInCloud", { n: newer.notInCloud })}</p>
        </Note>
      )}
      {newer !== null && <PhoneNames phones={newer.phones} />}
      {!empty && <p class="soft">{t("restore.asideText")}</p>}
      {empty && (
        <Note tone="warn">
          <p>{t("restore.standby")}</p>
        </Note>
      )}
      {mustAgree && (
        <CheckField
          checked={agreed.value}
          onChange={(checked) => agreed.value = checked}
        >
          {t("restore.agree")}
        </CheckField>
      )}
      <Failure words={work.failure.value} />
      <div role="status">{work.busy.value && <p>{t("restore.working")}</p>}</div>
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button
          kind="danger full"
          submit
          busy={work.busy.value}
          off={mustAgree && !agreed.value}
        >
          {t("restore.go")}
        </Button>
      </div>
    </Form>
  );
}
