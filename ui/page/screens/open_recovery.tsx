/**
 * From a database that was found to be damaged to the recovery screen.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Button } from "../view/button.tsx";
import { Confirm } from "../view/dialog.tsx";

/** A hub that is locked in this state shows what can be done: `recovery.tsx`. */
export function OpenRecovery(): JSX.Element {
  const asking = useSignal(false);
  return (
    <>
      <div class="buttons">
        <Button kind="danger" onPress={() => asking.value = true}>{t("damaged.go")}</Button>
      </div>
      {asking.value && (
        <Confirm
          title={t("damaged.go")}
          yes={t("damaged.go")}
          danger
          onYes={() => call(() => api.lock.$post())}
          onClose={() => asking.value = false}
        >
          <p>{t("damaged.text")}</p>
        </Confirm>
      )}
    </>
  );
}
