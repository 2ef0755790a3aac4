/**
 * Settings of the hub's keys: another one for the records, another identity.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useWork } from "../state/custody.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";
import { Card, Note } from "../view/notes.tsx";

/** The keys that can be exchanged. */
export function KeysCard({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const asking = useSignal<"data" | "identity" | null>(null);
  const close = () => asking.value = null;
  return (
    <Card title={t("keys.title")}>
      <div class="buttons">
        <Button icon="key" onPress={() => asking.value = "data"}>{t("keys.data")}</Button>
        <Button icon="key" onPress={() => asking.value = "identity"}>{t("keys.identity")}</Button>
      </div>
      {asking.value === "data" && <DataKey onClose={close} />}
      {asking.value === "identity" && <Identity hub={hub} onClose={close} />}
    </Card>
  );
}

function DataKey({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const work = useWork();
  const send = async (passphrase: string) => {
    const act = () => call(() => api.custody["data-key"].$post({ json: { passphrase } }));
    if (await work.run(act, t("keys.dataDone"))) onClose();
  };
  return (
    <Dialog title={t("keys.data")} onClose={onClose}>
      <PassphraseQuestion action={work} go={t("keys.data")} onSend={send} onClose={onClose}>
        <p>{t("keys.dataText")}</p>
      </PassphraseQuestion>
    </Dialog>
  );
}

function Identity(
  { hub, onClose }: { readonly hub: UnlockedStatus; readonly onClose: () => void },
): JSX.Element {
  const work = useWork();
  const phones = hub.devices.filter(({ status }) => status === "admitted").length;
  const send = async (passphrase: string) => {
    const act = () => call(() => api.custody.identity.$post({ json: { passphrase } }));
    if (await work.run(act, t("keys.identityDone"))) onClose();
  };
  return (
    <Dialog title={t("keys.identity")} onClose={onClose}>
      <PassphraseQuestion
        {...{ action: work, onClose }}
        go={t("keys.identity")}
        isDanger
        onSend={send}
      >
        <p>{t("keys.identityText")}</p>
        <Note tone={phones === 0 ? "calm" : "warn"}>
          {phones > 0 && <p>{t("keys.identityPhones", { n: phones })}</p>}
          <p>{t("keys.identityKept")}</p>
        </Note>
      </PassphraseQuestion>
    </Dialog>
  );
}
