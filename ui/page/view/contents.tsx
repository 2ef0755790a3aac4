/**
 * What is on a long screen, to go there at once.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { language, t } from "../state/language.ts";

/** A part of the screen. */
interface Part {
  readonly title: string;
  readonly heading: HTMLElement;
}

/** One button for each part with a title. The list is read from the screen: no part is forgotten. */
export function Contents(): JSX.Element {
  const parts = useSignal<readonly Part[]>([]);
  useSignalEffect(() => {
    // In another language the parts have other titles, which stand there a moment later.
    void language.value;
    requestAnimationFrame(() => parts.value = partsOfScreen());
  });
  return (
    <nav class="contents" aria-label={t("settings.contents")}>
      {parts.value.map(({ title, heading }) => (
        <button
          key={title}
          type="button"
          class="button quiet"
          onClick={() => {
            heading.tabIndex = -1;
            heading.focus({ preventScroll: true });
            heading.scrollIntoView({ block: "start" });
          }}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}

function partsOfScreen(): Part[] {
  return [...document.querySelectorAll<HTMLElement>("#screen > .card > .card-head > h2")]
    .map((heading) => ({ heading, title: heading.textContent ?? "" }));
}
