/**
 * Settings that remove: all records, or everything. Each says first what exists nowhere else.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { requireTyped, useAction } from "../state/actions.ts";
import { typedNumber, useWork } from "../state/custody.ts";
import { number, t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { Form, PassphraseField, TextField } from "../view/fields.tsx";
import { Card, Facts, Failure, Note } from "../view/notes.tsx";
import type { RecordsAtStake } from "../../../server/operator/mod.ts";

type Kind = "clear" | "factory";

/** What can be removed. */
export function ResetCard(): JSX.Element {
  const asking = useSignal<Kind | null>(null);
  return (
    <Card title={t("reset.title")}>
      <p class="soft">{t("reset.text")}</p>
      <div class="buttons">
        <Button kind="danger" onPress={() => asking.value = "clear"}>{t("reset.clear")}</Button>
        <Button kind="danger" onPress={() => asking.value = "factory"}>{t("reset.factory")}</Button>
      </div>
      {asking.value !== null && <Ask kind={asking.value} onClose={() => asking.value = null} />}
    </Card>
  );
}

function Ask(
  { kind, onClose }: { readonly kind: Kind; readonly onClose: () => void },
): JSX.Element {
  const stake = useSignal<RecordsAtStake | null>(null);
  const reading = useAction({ isReading: true });
  useEffect(() => {
    void reading.run(async () => stake.value = await call(() => api.custody.stake.$get()));
  }, []);
  return (
    <Dialog title={t(`reset.${kind}`)} onClose={onClose}>
      <p>{t(`reset.${kind}Text`)}</p>
      <Failure words={reading.failure.value} />
      <Busy words={reading.busy.value ? t("reading") : null} />
      {stake.value === null
        ? (
          <div class="buttons end">
            <Button onPress={onClose}>{t("cancel")}</Button>
          </div>
        )
        : <Agree kind={kind} stake={stake.value} onClose={onClose} />}
    </Dialog>
  );
}

function Agree(
  { kind, stake, onClose }: {
    readonly kind: Kind;
    readonly stake: RecordsAtStake;
    readonly onClose: () => void;
  },
): JSX.Element {
  const typed = useSignal("");
  const wrong = useSignal<string | null>(null);
  const passphrase = useSignal("");
  const work = useWork();
  const { records, onlyHere } = stake;
  const send = async () => {
    wrong.value = typedNumber(typed.value) === onlyHere ? null : t("reset.differs");
    if (wrong.value !== null) return;
    const json = { passphrase: passphrase.value, onlyHere };
    const act = async () => {
      requireTyped(passphrase.value);
      await (kind === "clear"
        ? call(() => api.custody.clear.$post({ json }))
        : call(() => api.custody.reset.$post({ json })));
    };
    if (await work.run(act, t(`reset.${kind}Done`))) onClose();
  };
  return (
    <Form onSend={() => void send()}>
      <Facts
        rows={[
          [t("reset.records"), number(records)],
          [t("reset.onlyHere"), number(onlyHere)],
        ]}
      />
      <Note tone={onlyHere === 0 ? "good" : "bad"}>
        <p>{onlyHere === 0 ? t("reset.safe") : t("reset.warn", { n: onlyHere })}</p>
      </Note>
      <TextField
        label={t("reset.type", { n: onlyHere })}
        value={typed.value}
        inputMode="numeric"
        onInput={(value) => typed.value = value}
        wrong={wrong.value}
      />
      <PassphraseField
        label={t("field.passphrase")}
        value={passphrase.value}
        onInput={(value) => passphrase.value = value}
        wrong={work.failure.value}
      />
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button kind="danger full" submit busy={work.busy.value}>{t(`reset.${kind}`)}</Button>
      </div>
    </Form>
  );
}
