/**
 * Says when what is shown may no longer be true.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { heardAtMs, link, trouble } from "../state/hub.ts";
import { maybe, t, timeOfDay } from "../state/language.ts";
import { Note } from "./notes.tsx";

/** A note while the hub does not answer. The region is always there, so that it is read aloud. */
export function LinkNote(): JSX.Element {
  const broken = link.value === "broken";
  const heard = heardAtMs.value;
  return (
    <div role="alert">
      {broken && (
        <Note tone="bad">
          <strong>{t("link.broken")}</strong>
          <p>
            {heard === null
              ? t("link.brokenHint")
              : t("link.brokenSince", { time: timeOfDay(heard) })}
          </p>
        </Note>
      )}
      {!broken && trouble.value !== null && (
        <Note tone="bad">
          <strong>{t("link.trouble")}</strong>
          <p>{maybe(`error.${trouble.value}`) ?? trouble.value}</p>
        </Note>
      )}
    </div>
  );
}
