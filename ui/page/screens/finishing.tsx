/**
 * What is left to be answered while the hub locks or stops.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import { status } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { stopHub } from "../state/session.ts";
import { Button } from "../view/button.tsx";
import { Note } from "../view/notes.tsx";

/** Nothing while nothing is drained. */
export function Finishing(): JSX.Element | null {
  const hurrying = useAction({ aloud: true });
  const hub = status.value;
  const draining = hub?.draining ?? null;
  if (hub === null || draining === null) return null;
  const seconds = Math.max(0, Math.ceil((draining.untilMs - now.value) / 1000));
  return (
    <Note tone="calm">
      <strong>{t("drain.phones", { n: Math.max(1, draining.phones) })}</strong>
      <p>{t("drain.until", { n: seconds })}</p>
      {hub.stopping && (
        <div class="buttons">
          <Button busy={hurrying.busy.value} onPress={() => void hurrying.run(stopHub)}>
            {t("drain.now")}
          </Button>
        </div>
      )}
    </Note>
  );
}
