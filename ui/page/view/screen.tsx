/**
 * The frame of one screen: its heading, what it is for, and the one thing to do.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../state/language.ts";
import { linkTo, place } from "../state/places.ts";
import { Icon } from "./icon.tsx";

/** A screen. Its heading takes the focus when the operator comes here from elsewhere. */
export function Screen(
  { title, intro, action, children }: {
    readonly title: string;
    readonly intro?: string;
    readonly action?: ComponentChildren;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body || cameFromElsewhere) heading.current?.focus();
    cameFromElsewhere = false;
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

let cameFromElsewhere = false;

/** Says that the next screen is one the operator asked for. */
export function comingFromElsewhere(): void {
  cameFromElsewhere = true;
}
