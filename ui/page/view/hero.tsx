/**
 * The one thing to see from across the room: are phones served.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { link, type UnlockedStatus } from "../state/hub.ts";
import { servingOf } from "../state/serving.ts";
import { t } from "../state/language.ts";
import { Lamp } from "./icon.tsx";

const TONES = {
  unknown: "bad",
  stopped: "warn",
  noNetwork: "bad",
  noAccounts: "warn",
  serving: "good",
} as const;

/** The state in large letters. */
export function Hero(
  { hub, children }: { readonly hub: UnlockedStatus; readonly children?: ComponentChildren },
): JSX.Element {
  const serving = servingOf(hub, link.value);
  return (
    <section class={`hero ${TONES[serving]}`} aria-label={t("hero.label")}>
      <Lamp state={serving === "serving" ? "serving" : "waiting"} />
      <div class="stack tight">
        <p class="title" role="status">{t(`hero.${serving}`)}</p>
        <div class="words stack tight">{children}</div>
      </div>
    </section>
  );
}
