/**
 * The recovery key, shown one time: it goes on paper before anything else happens.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { day, t } from "../state/language.ts";
import { open } from "../state/hub.ts";
import { recoveryKeyIsOnPaper } from "../state/recovery_key.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { CheckField } from "../view/fields.tsx";
import { Note } from "../view/notes.tsx";

/** A key that was just made. */
export function RecoveryKeyScreen({ recoveryKey }: { readonly recoveryKey: string }): JSX.Element {
  const written = useSignal(false);
  const action = useAction({ aloud: true });
  return (
    <Alone title={t("key.title")}>
      <p>{t("key.text")}</p>
      <p class="only-print">
        {t("key.paper", { name: open.value?.hubName ?? "Sync Hub", date: day(Date.now()) })}
      </p>
      <p class="key">
        <code>{recoveryKey}</code>
      </p>
      <Note tone="warn">
        <p>{t("key.warning")}</p>
      </Note>
      <div class="stack tight no-print">
        <div class="buttons">
          <Button icon="print" onPress={() => print()}>{t("key.print")}</Button>
        </div>
        <CheckField checked={written.value} onChange={(checked) => written.value = checked}>
          {t("key.written")}
        </CheckField>
        <div class="buttons">
          <Button
            kind="primary"
            large
            off={!written.value}
            busy={action.busy.value}
            onPress={() => void action.run(recoveryKeyIsOnPaper)}
          >
            {t("key.go")}
          </Button>
        </div>
      </div>
    </Alone>
  );
}
