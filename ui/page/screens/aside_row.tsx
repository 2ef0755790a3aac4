/**
 * One record that was put aside: why, from whom, and what to do.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { type AsideRow as Row, dismissRow, retryRow } from "../state/attention.ts";
import { dayAndTime, t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Confirm } from "../view/dialog.tsx";
import { reasonWords, recordNumber, tableWords } from "./record_words.ts";

/** A record put aside. */
export function AsideRow({ row }: { readonly row: Row }): JSX.Element {
  const asking = useSignal(false);
  const action = useAction({ aloud: true });
  const { quarantineNo, table, rowId, patient, reason, atMs, times, device, user, retryable } = row;
  const id = recordNumber(rowId);
  const name = `${tableWords(table)} ${id}`;
  const from = [user, device].filter((part) => part !== null).join(", ");
  return (
    <article class="aside-row" aria-label={name}>
      <div class="stack tight">
        <h3>
          {tableWords(table)} <code class="soft small">{id}</code>
        </h3>
        {patient !== null && <p>{t("attention.patient", { name: patient })}</p>}
        <p>{reasonWords(reason)}</p>
        <p class="soft small">
          {t("attention.sent", { name: from || t("activity.aPhone"), time: dayAndTime(atMs) })}{" "}
          {times > 1 && t("attention.times", { n: times })}
        </p>
      </div>
      <div class="buttons">
        {retryable && (
          <Button
            icon="sync"
            label={`${t("attention.retry")}: ${name}`}
            busy={action.busy.value}
            onPress={() =>
              void action.run(async () => {
                say(t(await retryRow(quarantineNo) ? "attention.taken" : "attention.retried"));
              })}
          >
            {t("attention.retry")}
          </Button>
        )}
        <Button
          label={`${t("attention.dismiss")}: ${name}`}
          onPress={() => asking.value = true}
        >
          {t("attention.dismiss")}
        </Button>
      </div>
      {asking.value && (
        <Confirm
          title={t("attention.dismissTitle")}
          yes={t("attention.dismiss")}
          danger
          onYes={() => dismissRow(quarantineNo)}
          onClose={() => asking.value = false}
        >
          <p>{t("attention.dismissText")}</p>
        </Confirm>
      )}
    </article>
  );
}
