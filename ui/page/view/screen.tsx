/**
 * The frame of one screen: its heading, what it is for, and the one thing to do.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../state/language.ts";
import { linkTo, place } from "../state/places.ts";
import { Icon } from "./icon.tsx";

/** A screen. Its heading takes the focus. */
export function Screen(
  { title, intro, action, children }: {
    readonly title: string;
    readonly intro?: string;
    readonly action?: ComponentChildren;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // With the screen itself, not some time later: what is typed next belongs to it.
  useLayoutEffect(() => {
    // A question over the page keeps the focus, and gives it back by itself.
    if (document.querySelector("dialog[open]") === null) heading.current?.focus();
    scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title} – ${t("product")}`;
  }, [title]);
  return (
    <main class="screen" id="screen">
      <header class="screen-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {intro !== undefined && <p class="soft">{intro}</p>}
        </div>
        <div class="buttons no-print">
          {action}
          {place.value !== "help" && (
            <a class="button quiet" href={linkTo("help", place.value)}>
              <Icon name="help" />
              <span>{t("place.help")}</span>
            </a>
          )}
        </div>
      </header>
      {children}
    </main>
  );
}
