/**
 * Something is done to the hub as a whole: what, how far, and what happens meanwhile.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { maybe, t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import type { VaultStep, WorkStatus } from "../../../server/operator/mod.ts";

/** A step that takes long. */
export function Working(
  { step, work, copy }: {
    readonly step: VaultStep;
    readonly work: WorkStatus;
    /** How far the backup is that comes first. */
    readonly copy: { readonly done: number; readonly total: number } | null;
  },
): JSX.Element {
  const action = useAction({ aloud: true });
  const { phase } = work;
  const { done, total } = (phase === "copy" ? copy : work) ?? work;
  const percent = total === 0 ? null : Math.floor(100 * done / total);
  return (
    <Alone title={maybe(`work.${step}`) ?? t("login.busy")}>
      <p>{t(phase === "copy" ? "work.copy" : "work.work")}</p>
      {percent === null
        ? (
          <div class="busy-line" aria-hidden="true">
            <i />
          </div>
        )
        : (
          <>
            <progress
              class="bar-line"
              value={percent}
              max={100}
              aria-label={maybe(`work.${step}`) ?? t("login.busy")}
            />
            <p class="soft" role="status">{t("work.done", { n: percent })}</p>
          </>
        )}
      {step === "rotating_key" && phase === "work" && (
        <div class="buttons">
          <Button
            busy={action.busy.value}
            onPress={() => void action.run(() => call(() => api.custody.cancel.$post()))}
          >
            {t("work.cancel")}
          </Button>
        </div>
      )}
    </Alone>
  );
}
