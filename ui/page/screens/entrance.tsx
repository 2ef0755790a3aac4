/**
 * Faces without a hub: not let in, not yet heard, stopped.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { link } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Finishing } from "./finishing.tsx";

/** This window may not come in. */
export function Entrance({ used }: { readonly used: boolean }): JSX.Element {
  const kind = used ? "used" : "missing";
  return (
    <Alone title={t(`entrance.${kind}.title`)}>
      <p>{t(`entrance.${kind}.text`)}</p>
    </Alone>
  );
}

/** Nothing was heard yet. */
export function Starting(): JSX.Element {
  return (
    <Alone title={t("entrance.starting")}>
      {link.value === "starting" && (
        <div class="busy-line" aria-hidden="true">
          <i />
        </div>
      )}
    </Alone>
  );
}

/** Newer windows of this browser are open. To press anything here is to come back. */
export function Resting(): JSX.Element {
  return (
    <Alone title={t("entrance.resting.title")}>
      <p>{t("entrance.resting.text")}</p>
      <div class="buttons">
        <Button kind="primary" large>{t("entrance.resting.go")}</Button>
      </div>
    </Alone>
  );
}

/** The hub is stopping: the window closes by itself, or the hub says no more. */
export function Stopping(): JSX.Element {
  return (
    <Alone title={t("drain.stopping")}>
      <div class="busy-line" aria-hidden="true">
        <i />
      </div>
      <Finishing />
    </Alone>
  );
}

/** The operator has stopped the hub. */
export function Stopped(): JSX.Element {
  return (
    <Alone title={t("entrance.stopped.title")}>
      <p>{t("entrance.stopped.text")}</p>
    </Alone>
  );
}
