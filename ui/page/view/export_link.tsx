/**
 * A file to take along. Web views save it without a word, so the page says where it went.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { link } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { say } from "../state/said.ts";
import { Icon } from "./icon.tsx";

/** A link that saves what is behind it. */
export function ExportLink(
  { href, children }: { readonly href: string; readonly children: ComponentChildren },
): JSX.Element {
  return (
    <a
      class="button"
      href={href}
      download
      onClick={(event) => {
        if (link.value === "live") return say(t("export.saved"));
        event.preventDefault();
        say(t("error.OFFLINE"), { isError: true });
      }}
    >
      <Icon name="download" />
      <span>{children}</span>
    </a>
  );
}
