/**
 * What comes before phones are not served any more.
 *
 * @module
 */
/** @jsxImportSource preact */
import type { JSX } from "preact";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { stopHub } from "../state/session.ts";
import { Confirm } from "../view/dialog.tsx";

/** What ends serving, one way or another. */
export type Ending = "serving" | "lock" | "stop";

const ANSWERS: Readonly<Record<Ending, () => Promise<unknown>>> = {
  serving: () => call(() => api.serving.stop.$post()),
  lock: () => call(() => api.lock.$post()),
  stop: stopHub,
};

/** Asks, and says how many phones it concerns. */
export function AskEnd(
  { question, connected, onClose }: {
    readonly question: Ending;
    readonly connected: number;
    readonly onClose: () => void;
  },
): JSX.Element {
  return (
    <Confirm
      title={t(`${question}.title`)}
      yes={t(question === "serving" ? "serving.stop" : `${question}.go`)}
      danger={question === "stop"}
      onYes={ANSWERS[question]}
      onClose={onClose}
    >
      <p>{t(`${question}.text`)}</p>
      {connected > 0 && (
        <p>
          <strong>{t("stop.connected", { n: connected })}</strong>
        </p>
      )}
    </Confirm>
  );
}
