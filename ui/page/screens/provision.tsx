/**
 * Provisioning files: one that sets this hub up without internet, and one made for another.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Explained, requireTyped, useAction } from "../state/actions.ts";
import { day, t } from "../state/language.ts";
import { api, call, Refused } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { Form, PassphraseField } from "../view/fields.tsx";
import { FileField } from "../view/file_field.tsx";
import { NewPassphraseFields, useNewPassphrase } from "../view/new_passphrase.tsx";
import { Failure, Note } from "../view/notes.tsx";

/** As large as the hub takes one, bytes. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Loads a file. */
export function LoadForm(): JSX.Element {
  const file = useSignal<File | null>(null);
  const passphrase = useSignal("");
  const about = useSignal<"file" | "passphrase" | null>(null);
  const action = useAction();
  const busy = action.busy.value;
  const load = async () => {
    about.value = "file";
    const chosen = file.value;
    if (chosen === null) throw new Explained(t("load.noFile"));
    if (chosen.size > MAX_FILE_BYTES) throw new Explained(t("provision.TOO_LARGE"));
    about.value = "passphrase";
    requireTyped(passphrase.value);
    const json = { file: await chosen.text(), filePassphrase: passphrase.value };
    about.value = null;
    const result = await call(() => api.cloud.provision.load.$post({ json }));
    if (!result.loaded) {
      about.value = result.problem === "WRONG_PASSPHRASE" ? "passphrase" : "file";
      throw new Explained(t(`provision.${result.problem}`));
    }
    say(t("load.done", { n: result.accounts }));
  };
  const wrong = (field: "file" | "passphrase") =>
    about.value === field ? action.failure.value : null;
  return (
    <Form onSend={() => void action.run(load)} label={t("load.go")}>
      <p class="soft">{t("load.text")}</p>
      <FileField
        label={t("load.file")}
        accept=".json,application/json"
        onChoose={(chosen) => file.value = chosen}
        wrong={wrong("file")}
      />
      <PassphraseField
        label={t("load.passphrase")}
        hint={t("load.passphraseHint")}
        value={passphrase.value}
        onInput={(value) => passphrase.value = value}
        wrong={wrong("passphrase")}
        isNew
      />
      <Failure words={about.value === null ? action.failure.value : null} />
      <Busy words={busy ? t("load.busy") : null} />
      <div class="buttons">
        <Button submit busy={busy}>{t("load.go")}</Button>
      </div>
    </Form>
  );
}

/** Makes a file for another hub. */
export function MakeFile({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const made = useSignal<{ path: string; accounts: number; expiresMs: number } | null>(null);
  const ready = made.value;
  return (
    <Dialog title={t("make.go")} onClose={onClose}>
      {ready === null
        ? <MakeForm key="form" onClose={onClose} onMade={(file) => made.value = file} />
        : (
          <div key="made" class="stack">
            <Note tone="good">
              <p>{t("make.done", { n: ready.accounts, date: day(ready.expiresMs) })}</p>
            </Note>
            <p>{t("make.filePassphraseText")}</p>
            <div class="buttons end">
              <Button onPress={onClose}>{t("close")}</Button>
              <ExportLink href={ready.path}>{t("make.save")}</ExportLink>
            </div>
          </div>
        )}
    </Dialog>
  );
}

function MakeForm(
  { onClose, onMade }: {
    readonly onClose: () => void;
    readonly onMade: (
      file: { readonly path: string; readonly accounts: number; readonly expiresMs: number },
    ) => void;
  },
): JSX.Element {
  const passphrase = useSignal("");
  const wrongPassphrase = useSignal(false);
  const next = useNewPassphrase();
  const action = useAction();
  const busy = action.busy.value;
  const make = async () => {
    const filePassphrase = next.check();
    if (filePassphrase === null) return;
    wrongPassphrase.value = passphrase.value === "";
    await action.run(async () => {
      requireTyped(passphrase.value);
      const json = { passphrase: passphrase.value, filePassphrase };
      try {
        const result = await call(() => api.cloud.provision.make.$post({ json }));
        if (!result.made) throw new Explained(t(`provision.${result.problem}`));
        onMade(result);
      } catch (error) {
        wrongPassphrase.value = error instanceof Refused && error.code === "WRONG_PASSPHRASE";
        throw error;
      }
    });
  };
  const failure = action.failure.value;
  return (
    <Form onSend={() => void make()}>
      <p>{t("make.text")}</p>
      <PassphraseField
        label={t("make.passphrase")}
        value={passphrase.value}
        onInput={(value) => passphrase.value = value}
        wrong={wrongPassphrase.value ? failure : null}
        focus
      />
      <h3>{t("make.filePassphrase")}</h3>
      <NewPassphraseFields state={next} />
      <Failure words={wrongPassphrase.value ? null : failure} />
      <Busy words={busy ? t("make.busy") : null} />
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button kind="primary" submit busy={busy}>{t("make.go")}</Button>
      </div>
    </Form>
  );
}
