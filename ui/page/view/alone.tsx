/**
 * A face without places to go to: before the hub is open.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../state/language.ts";
import { Mark } from "./icon.tsx";
import { LanguageChoice } from "./language_choice.tsx";
import { LinkNote } from "./link_note.tsx";

/** One thing in the middle of the page. */
export function Alone(
  { title, children, focusTitle = true }: {
    readonly title: string;
    readonly children?: ComponentChildren;
    /** False where a field of the face takes the focus. */
    readonly focusTitle?: boolean;
  },
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${t("product")}`;
  }, [title]);
  useLayoutEffect(() => {
    if (focusTitle) heading.current?.focus();
  }, []);
  return (
    <div class="alone">
      <header class="alone-head">
        <div class="brand">
          <Mark />
          <span>
            Hikma Health
            <small>Sync Hub</small>
          </span>
        </div>
        <div class="no-print">
          <LanguageChoice />
        </div>
      </header>
      <LinkNote />
      <main class="stack">
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {children}
      </main>
    </div>
  );
}
