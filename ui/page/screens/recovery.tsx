/**
 * Recovery: a hub that nothing that is typed opens. What happened, what is safe, what can be done.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useWork } from "../state/custody.ts";
import type { DamagedStatus } from "../state/hub.ts";
import { dayAndTime, t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Confirm, Dialog } from "../view/dialog.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Failure, Note } from "../view/notes.tsx";
import { Unlock } from "./login.tsx";
import { RestoreEntry } from "./restore.tsx";
import { Salvage } from "./salvage.tsx";

/** Troubles that concern the records themselves; with all others they are there, unchanged. */
const OF_RECORDS: ReadonlySet<DamagedStatus["trouble"]> = new Set([
  "BOTH_MISSING",
  "DATABASE_MISSING",
  "DATABASE_DAMAGED",
]);

/** Troubles in which the passphrase can be tried again. */
const VAULT_OPENS: ReadonlySet<DamagedStatus["trouble"]> = new Set([
  "DATABASE_MISSING",
  "DATABASE_DAMAGED",
  "DATABASE_NEWER",
  "LIBRARY",
  "STORAGE",
]);

/** A hub that does not open. */
export function Recovery({ hub }: { readonly hub: DamagedStatus }): JSX.Element {
  const asking = useSignal<"kept" | "export" | "start" | null>(null);
  const close = () => asking.value = null;
  const { trouble, keptCopyAtMs } = hub;
  return (
    <Alone title={t(`trouble.${trouble}.title`)}>
      <section class="stack tight">
        <h2>{t("recovery.happened")}</h2>
        <Note tone="bad">
          <p>{t(`trouble.${trouble}.text`)}</p>
        </Note>
      </section>
      <section class="stack tight">
        <h2>{t("recovery.safe")}</h2>
        <Note tone="good">
          <p>{t(OF_RECORDS.has(trouble) ? "safe.copies" : "safe.records")}</p>
        </Note>
      </section>
      <section class="stack tight">
        <h2>{t("recovery.next")}</h2>
        <p>{t(`trouble.${trouble}.todo`)}</p>
        {keptCopyAtMs !== null && (
          <>
            <p>{t("problem.kept", { time: dayAndTime(keptCopyAtMs) })}</p>
            <div class="buttons">
              <Button kind="primary" onPress={() => asking.value = "kept"}>
                {t("problem.restore")}
              </Button>
            </div>
          </>
        )}
        {VAULT_OPENS.has(trouble) && (
          <>
            <p class="soft">{t("recovery.againText")}</p>
            <Unlock hub={hub} again />
          </>
        )}
        <RestoreEntry folder={hub.restoreFrom} />
        <div class="buttons">
          {trouble === "DATABASE_DAMAGED" && (
            <Button
              icon="download"
              onPress={() => asking.value = "export"}
            >
              {t("recovery.export")}
            </Button>
          )}
          <Button kind="danger" onPress={() => asking.value = "start"}>
            {t("recovery.start")}
          </Button>
        </div>
      </section>
      {asking.value === "kept" && (
        <Confirm
          title={t("problem.restore")}
          yes={t("problem.restore")}
          onYes={() => call(() => api.vault.restore.$post())}
          onClose={close}
        >
          <p>{t("problem.restoreText")}</p>
        </Confirm>
      )}
      {asking.value === "export" && <Salvage onClose={close} />}
      {asking.value === "start" && <StartAnew onClose={close} />}
    </Alone>
  );
}

function StartAnew({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const typed = useSignal("");
  const wrong = useSignal<string | null>(null);
  const work = useWork();
  const word = t("recovery.word");
  const send = async () => {
    const isMeant = typed.value.trim().toLowerCase() === word.toLowerCase();
    wrong.value = isMeant ? null : t("recovery.wrongWord");
    if (!isMeant) return;
    const json = { confirmed: true as const };
    const act = () => call(() => api.custody["set-aside"].$post({ json }));
    if (await work.run(act, t("recovery.start"))) onClose();
  };
  return (
    <Dialog title={t("recovery.start")} onClose={onClose}>
      <Form onSend={() => void send()}>
        <p>{t("recovery.startText")}</p>
        <TextField
          label={t("recovery.startType", { word })}
          value={typed.value}
          onInput={(value) => typed.value = value}
          wrong={wrong.value}
          focus
        />
        <Failure words={work.failure.value} />
        <div class="buttons end">
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button kind="danger full" submit busy={work.busy.value}>{t("recovery.start")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
