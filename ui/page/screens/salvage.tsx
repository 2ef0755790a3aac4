/**
 * Saves what can still be read of a damaged database.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { requireTyped, useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { Form, PassphraseField } from "../view/fields.tsx";
import { Note } from "../view/notes.tsx";
import type { SalvageFacts } from "../../../server/operator/mod.ts";

/** Looks first, then offers the file. */
export function Salvage({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const passphrase = useSignal("");
  const facts = useSignal<SalvageFacts | null>(null);
  const action = useAction();
  const send = () =>
    action.run(async () => {
      requireTyped(passphrase.value);
      const json = { passphrase: passphrase.value };
      facts.value = await call(() => api.recovery.export.$post({ json }));
    });
  const found = facts.value;
  return (
    <Dialog title={t("recovery.export")} onClose={onClose}>
      <p>{t("recovery.exportText")}</p>
      {found === null
        ? (
          <Form onSend={() => void send()}>
            <PassphraseField
              label={t("field.passphrase")}
              value={passphrase.value}
              onInput={(value) => passphrase.value = value}
              wrong={action.failure.value}
              focus
            />
            <div class="buttons end">
              <Button onPress={onClose}>{t("cancel")}</Button>
              <Button kind="primary" submit busy={action.busy.value}>
                {t("recovery.exportGo")}
              </Button>
            </div>
          </Form>
        )
        : (
          <>
            <div role="status">
              <Note tone={found.readable === 0 ? "bad" : found.unreadable === 0 ? "good" : "warn"}>
                <p>
                  {found.readable === 0
                    ? t("recovery.nothing")
                    : t("recovery.found", { n: found.readable })}
                </p>
                {found.unreadable > 0 && <p>{t("recovery.unreadable", { n: found.unreadable })}</p>}
              </Note>
            </div>
            <div class="buttons end">
              <Button onPress={onClose}>{t("close")}</Button>
              {found.readable > 0 && (
                <ExportLink href={`/api/recovery/export/${found.ticket}`}>
                  {t("recovery.save")}
                </ExportLink>
              )}
            </div>
          </>
        )}
    </Dialog>
  );
}
